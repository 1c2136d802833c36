import type { Framework } from "./framework.ts";

/** Its statuses alone: routes are not read. */
export const elysia: Framework = {
  language: "typescript",
  statuses: { answer: /^set$/i, fields: ["status"] },
};
