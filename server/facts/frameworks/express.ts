import { VERBS, type Framework } from "./framework.ts";

export const express: Framework = {
  name: "express",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    application: /^express(?:\.default)?$/,
    router: /^express(?:\.default)?\.Router$/,
    called: /(?:^|[a-z_$])(?:[rR]outer|[aA]pp|[aA]pplication|[sS]erver|[rR]outes)$/,
    parameterType: /\b(?:Express|Application|I?Router)\b/,
    parameterName: /^(?:app|router|server)$/,
    verbs: {
      ...VERBS,
      all: "",
    },
    path: "route",
    mounts: { use: { least: 1 } },
  },
  auth: {
    schemes: { expressjwt: "bearer", expressJwt: "bearer", basicAuth: "basic" },
    before: ["use", "all"],
  },
  statuses: {
    answers: [{ called: /^create(?:Http)?Error$/, place: 0 }],
    answer: /^res(?:ponse)?$/i,
    setters: { status: 0, sendStatus: 0, writeHead: 0 },
    fields: ["statusCode"],
  },
};
