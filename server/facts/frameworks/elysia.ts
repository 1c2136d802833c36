import type { Framework } from "./framework.ts";

/** Its statuses alone: routes are not read. */
export const elysia: Framework = {
  name: "elysia",
  language: "typescript",
  statuses: { answer: /^set$/i, fields: ["status"] },
};
