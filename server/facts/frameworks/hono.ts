import type { Framework } from "./framework.ts";

export const hono: Framework = {
  language: "typescript",
  statuses: {
    answers: [{ called: /^HTTPException$/, place: 0 }],
    answer: /^(?:c|ctx|context)$/i,
    setters: { status: 0, json: 1, text: 1, html: 1, body: 1, newResponse: 1 },
  },
};
