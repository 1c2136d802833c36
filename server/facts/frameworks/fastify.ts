import { VERBS, type Framework } from "./framework.ts";

export const fastify: Framework = {
  name: "fastify",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    application: /^fastify(?:\.default|\.fastify)?$/,
    called: /(?:^|[a-z_$])(?:[fF]astify|[sS]erver|[aA]pp)$/,
    parameterType: /\bFastify\w*\b/,
    parameterName: /^(?:fastify|instance|scope|app|server)$/,
    verbs: {
      ...VERBS,
      all: "",
    },
    declares: {
      route: { path: { named: ["url", "path"] }, handler: { named: ["handler"] }, methods: { named: ["method"] } },
    },
    includes: { register: { router: { at: 0 }, prefix: { named: ["prefix"] } } },
  },
  auth: {
    schemes: { jwtVerify: "bearer", bearerAuthPlugin: "bearer", basicAuth: "basic" },
    before: ["addHook", "register"],
    options: ["onRequest", "preParsing", "preValidation", "preHandler"],
  },
  statuses: { answer: /^rep(?:ly)?$/i, setters: { code: 0, status: 0 }, fields: ["statusCode"] },
};
