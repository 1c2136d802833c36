import type { Framework } from "./framework.ts";

/** The platform's own `Response`, which Hono, Next.js and the servers of Deno, Bun and workers answer with. */
export const web: Framework = {
  name: "web",
  language: "typescript",
  statuses: { answers: [{ called: /^(?:Next)?Response$|Response\.json$/, place: 1 }], named: "status" },
};
