import type { Framework } from "./framework.ts";

export const fastify: Framework = {
  language: "typescript",
  statuses: { answer: /^rep(?:ly)?$/i, setters: { code: 0, status: 0 }, fields: ["statusCode"] },
};
