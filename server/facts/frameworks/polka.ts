import { VERBS, type Framework } from "./framework.ts";

/** Polka: express without its answers, which are those of Node. */
export const polka: Framework = {
  name: "polka",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    application: /^polka(?:\.default)?$/,
    called: /(?:^|[a-z_$])[aA]pp$/,
    parameterType: /\bPolka\b/,
    verbs: {
      ...VERBS,
      trace: "TRACE",
      connect: "CONNECT",
      all: "",
    },
    mounts: { use: { least: 1 } },
  },
  auth: { before: ["use"] },
  statuses: { answer: /^res(?:ponse)?$/i, setters: { writeHead: 0 }, fields: ["statusCode"] },
};
