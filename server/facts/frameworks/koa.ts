import type { Framework } from "./framework.ts";

export const koa: Framework = {
  language: "typescript",
  statuses: { answer: /^(?:ctx|context)$/i, fields: ["status"] },
};
