import type { Framework } from "./framework.ts";

/** Flask, with the extensions for tokens and passwords that are common beside it. */
export const flask: Framework = {
  name: "flask",
  language: "python",
  parameter: "<name>",
  otherMethod: 405,
  routing: {
    application: /(?:^|\.)Flask$/,
    router: /(?:^|\.)Blueprint$/,
    prefix: "url_prefix",
    called: /(?:^|_)(?:app|bp|blueprint)$/i,
    verbs: { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE" },
    decorators: ["route"],
    declares: {
      add_url_rule: {
        path: { at: 0, named: ["rule"] },
        handler: { at: 2, named: ["view_func"] },
        methods: { named: ["methods"] },
      },
    },
    includes: {
      register_blueprint: { router: { at: 0, named: ["blueprint"] }, prefix: { named: ["url_prefix"] }, replaces: true },
    },
  },
  auth: {
    before: ["before_request"],
    beforeAll: ["before_app_request"],
    schemes: {
      HTTPTokenAuth: "bearer",
      HTTPBasicAuth: "basic",
      HTTPDigestAuth: "basic",
      jwt_required: "bearer",
      verify_jwt_in_request: "bearer",
    },
    reads: { "authorization.token": "bearer", "authorization.username": "basic", "authorization.password": "basic" },
  },
  statuses: {
    answers: [
      { called: /^abort$/, place: 0 },
      { called: /^(?:make_response|Response)$/, place: 1 },
    ],
    named: "status",
    answer: /^resp(?:onse)?$/,
    fields: ["status_code"],
    errors: /^werkzeug\.exceptions\.(\w+)$/,
    returned: {
      behind: [
        "route",
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "before_request",
        "before_app_request",
        "errorhandler",
        "app_errorhandler",
      ],
      made: /^flask\.(?:jsonify|make_response|render_template|Response)$/,
    },
  },
};
