import { VERBS, type Framework } from "./framework.ts";

/** FastAPI, and Starlette below it. */
export const fastapi: Framework = {
  name: "fastapi",
  language: "python",
  parameter: "{name}",
  otherMethod: 405,
  routing: {
    application: /(?:^|\.)(?:FastAPI|Starlette)$/,
    router: /(?:^|\.)(?:APIRouter|Router)$/,
    prefix: "prefix",
    called: /(?:^|_)(?:router|app|api|application)$/i,
    verbs: {
      ...VERBS,
      trace: "TRACE",
    },
    decorators: ["api_route", "route"],
    declares: {
      add_api_route: {
        path: { at: 0, named: ["path"] },
        handler: { at: 1, named: ["endpoint"] },
        methods: { named: ["methods"] },
      },
      add_route: { path: { at: 0, named: ["path"] }, handler: { at: 1, named: ["route"] }, methods: { named: ["methods"] } },
    },
    includes: {
      include_router: { router: { at: 0, named: ["router"] }, prefix: { named: ["prefix"] } },
      mount: { router: { at: 1, named: ["app"] }, prefix: { at: 0, named: ["path"] } },
    },
  },
  auth: {
    schemes: {
      HTTPBearer: "bearer",
      OAuth2PasswordBearer: "bearer",
      OAuth2AuthorizationCodeBearer: "bearer",
      OpenIdConnect: "bearer",
      HTTPDigest: "basic",
      HTTPBasic: "basic",
      APIKeyHeader: "api_key",
      APIKeyQuery: "api_key",
      APIKeyCookie: "api_key",
    },
    before: ["middleware"],
    asks: ["Depends", "Security"],
    header: "Header",
    bearerType: "HTTPAuthorizationCredentials",
  },
  statuses: {
    answers: [
      { called: /^HTTPException$/, place: 0 },
      { called: /^(?:(?:U|OR)?JSON|PlainText|HTML)?Response$/, place: 1 },
    ],
    named: "status_code",
    namedAnywhere: true,
    answer: /^(?:response|resp|res)$/,
    fields: ["status_code"],
  },
};
