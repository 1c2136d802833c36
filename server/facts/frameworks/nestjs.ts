import type { Framework } from "./framework.ts";

/** NestJS over express or fastify. A prefix of the whole application (`setGlobalPrefix`) and a version may stand before every route. */
export const nestjs: Framework = {
  name: "nestjs",
  language: "typescript",
  parameter: ":name",
  otherMethod: 404,
  routing: {
    controllers: {
      decorator: "Controller",
      path: { at: 0, named: ["path"] },
      verbs: {
        Get: "GET",
        Post: "POST",
        Put: "PUT",
        Patch: "PATCH",
        Delete: "DELETE",
        Head: "HEAD",
        Options: "OPTIONS",
        Search: "SEARCH",
        QueryMethod: "QUERY",
        Sse: "GET",
        All: "",
      },
    },
  },
  auth: {
    guards: ["UseGuards"],
    methods: ["canActivate", "use"],
    beforeAll: ["useGlobalGuards"],
    provided: "APP_GUARD",
    strategies: {
      AuthGuard: [
        [/jwt|bearer|oauth|oidc/i, "bearer"],
        [/api-?_?key/i, "api_key"],
        [/basic|local/i, "basic"],
      ],
    },
  },
  statuses: {
    answers: [{ called: /^HttpException$/, place: 1 }],
    errors: /^@nestjs\/common\.(\w+)Exception$/,
  },
};
