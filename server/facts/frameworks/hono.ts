import type { Framework } from "./framework.ts";

export const hono: Framework = {
  name: "hono",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    // An application may be put behind another one, so more may stand before it.
    router: /^(?:hono(?:\/(?:quick|tiny))?\.Hono|@hono\/zod-openapi\.OpenAPIHono)$/,
    prefixMethod: "basePath",
    called: /(?:^|[a-z_$])(?:[aA]pp|[rR]outes)$/,
    parameterType: /\b(?:OpenAPI)?Hono\b/,
    parameterName: /^app$/,
    verbs: { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE", options: "OPTIONS", all: "" },
    declares: { on: { path: { at: 1 }, handler: { at: -1 }, methods: { at: 0 }, least: 3 } },
    mounts: { use: { least: 1 }, route: { least: 2 }, mount: { least: 2 } },
    chain: ["openapi", "onError", "notFound"],
  },
  auth: {
    schemes: { bearerAuth: "bearer", jwt: "bearer", jwk: "bearer", basicAuth: "basic" },
    before: ["use", "all"],
  },
  statuses: {
    answers: [{ called: /^HTTPException$/, place: 0 }],
    answer: /^(?:c|ctx|context)$/i,
    setters: { status: 0, json: 1, text: 1, html: 1, body: 1, newResponse: 1 },
  },
};
