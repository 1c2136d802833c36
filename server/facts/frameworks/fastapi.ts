import type { Framework } from "./framework.ts";

/** FastAPI, and Starlette below it. */
export const fastapi: Framework = {
  language: "python",
  statuses: {
    answers: [
      { called: /^HTTPException$/, place: 0 },
      { called: /^(?:(?:U|OR)?JSON|PlainText|HTML)?Response$/, place: 1 },
    ],
    named: "status_code",
    namedAnywhere: true,
  },
};
