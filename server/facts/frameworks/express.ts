import type { Framework } from "./framework.ts";

export const express: Framework = {
  language: "typescript",
  statuses: {
    answers: [{ called: /^create(?:Http)?Error$/, place: 0 }],
    answer: /^res(?:ponse)?$/i,
    setters: { status: 0, sendStatus: 0, writeHead: 0 },
    fields: ["statusCode"],
  },
};
