import type { Framework } from "./framework.ts";

/** koa, with `@koa/router` or `koa-router`. */
export const koa: Framework = {
  name: "koa",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    router: /^(?:koa-router|@koa\/router)(?:\.default)?$/,
    verbs: { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE", del: "DELETE", head: "HEAD", all: "" },
  },
  auth: { before: ["use"] },
  statuses: { answer: /^(?:ctx|context)$/i, fields: ["status"] },
};
