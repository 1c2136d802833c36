import { authHeaders, TOLERANCE_SECONDS } from "../code/auth.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { delivery, TOLERANCE, type Scene } from "./scene.ts";
import { headersCall } from "./support.ts";

/** Who may call: what passes, and everything that fails closed. */
export function authCases(scene: Scene): TestCase[] {
  return scene.design.routes.flatMap((route, at) => [
    ...(route.auth === "none" ? [] : checks(scene, route, at)),
    ...payloadCases(scene, route, at),
  ]);
}

/** One request with its own body and headers, as an expression. */
function request(route: InboundSpec, content: string, headers: string): string {
  const path = pyString((route.route ?? "").replace(/\{(\w+)(?::\w+)?\}/g, "{EVENT['$1']}"));
  const url = path.includes("{") ? `f${path}` : path;
  return `client.${route.method.toLowerCase()}(${[url, content, headers].filter(Boolean).join(", ")})`;
}

function hasBody({ method }: InboundSpec): boolean {
  return !/^(?:GET|DELETE)$/.test(method);
}

function bodyOf(route: InboundSpec): string {
  if (!hasBody(route)) return 'b""';
  return /form|urlencoded/i.test(route.payloadType) ? "urlencode(EVENT).encode()" : "json.dumps(EVENT).encode()";
}

function checks(scene: Scene, route: InboundSpec, at: number): TestCase[] {
  if (route.auth === "none") return [];
  const { design } = scene;
  const { policy, substrate, environment, names } = design;
  const suffix = at === 0 ? "" : `_${pythonName(route.name)}`;
  const of = at === 0 ? "" : ` of ${pythonName(route.name)}`;
  const named = (name: string): string => (at === 0 ? name : `${pythonName(route.name)}_${name}`);
  const { proof, timestamp, timestampRequired } = authHeaders(route);
  const signed = route.auth === "hmac-sha256";
  const content = hasBody(route) ? "content=body" : "params=EVENT";
  const needsBody = hasBody(route) || signed;
  const setUp = needsBody ? [`body = ${bodyOf(route)}`] : [];
  const send = (headers: string): string => request(route, content, `headers=${headers}`);
  const refused = ({ name, status }: { name: string; status: number }): string[] => [
    `assert response.status_code == ${status}`,
    `assert response.json()["detail"] == ${pyString(name)}`,
    `substrate_service.${substrate.write.method}.assert_not_awaited()`,
  ];
  const parameters = ["client: TestClient", "substrate_service: MagicMock"];
  const base = { words: at === 0 ? "" : pythonName(route.name), about: "auth" as const, spare: at === 0 ? 0 : 1 };
  const invalid = policy.invalidAuth(route.auth);
  const wrong = signed ? "A signature of another secret" : route.auth === "bearer" ? "Another token" : "Another key";
  const required = [proof, ...(timestampRequired ? [timestamp] : [])];
  const tolerance = environment.tolerance ? TOLERANCE : TOLERANCE_SECONDS;
  const cases: TestCase[] = [
    {
      ...base,
      topic: "invalid_auth",
      name: named(
        signed ? "invalid_signature_rejected" : route.auth === "bearer" ? "invalid_token_rejected" : "invalid_api_key_rejected",
      ),
      doc: `${wrong}${of} is a ${invalid.status} and leaves no packet.`,
      parameters,
      body: [
        ...setUp,
        `headers = ${headersCall(route, suffix, "body", ['secret="another-secret"'])}`,
        "with capture_logs() as logs:",
        `    response = ${send("headers")}`,
        ...refused(invalid),
        `assert logs[-1]["event"] == "${names.py}_rejected" and logs[-1]["reason"] == ${pyString(invalid.name)}`,
      ],
    },
    {
      ...base,
      topic: "stale",
      name: named("stale_timestamp_rejected"),
      doc: `A timestamp${of} that is too old, or from the future, is a ${policy.staleTimestamp.status}.`,
      decorators: [`@pytest.mark.parametrize("age", [${tolerance + 5}, 3600, -${tolerance + 5}, -3600])`],
      parameters: [...parameters, "age: int"],
      body: [
        ...setUp,
        `stale_headers = ${headersCall(route, suffix, "body", ["age=age"])}`,
        `response = ${send("stale_headers")}`,
        ...refused(policy.staleTimestamp),
      ],
    },
    {
      ...base,
      topic: "missing_headers",
      name: named("missing_headers_rejected"),
      doc:
        required.length > 1
          ? `Without one of the headers${of} a request is a ${policy.missingHeaders.status}.`
          : `Without the header${of} a request is a ${policy.missingHeaders.status}.`,
      decorators: [`@pytest.mark.parametrize("missing", [${required.map(pyString).join(", ")}])`],
      parameters: [...parameters, "missing: str"],
      body: [
        ...setUp,
        `headers = ${headersCall(route, suffix, "body")}`,
        "del headers[missing]",
        `response = ${send("headers")}`,
        ...refused(policy.missingHeaders),
      ],
    },
    {
      ...base,
      spare: base.spare + 3,
      topic: "stale",
      name: named("timestamp_that_is_no_number_rejected"),
      doc: `A timestamp${of} that is no number of seconds is a ${policy.staleTimestamp.status}.`,
      parameters,
      body: [
        ...setUp,
        `headers = ${headersCall(route, suffix, "body")}`,
        `headers[${pyString(timestamp)}] = "yesterday"`,
        `response = ${send("headers")}`,
        ...refused(policy.staleTimestamp),
      ],
    },
    checkedCase(scene, route, { named, of, setUp, suffix, at, base }),
  ];
  if (route.auth === "bearer") {
    cases.push({
      ...base,
      spare: base.spare + 2,
      topic: "invalid_auth",
      name: named("other_scheme_rejected"),
      doc: `The right token${of} under another scheme is a ${invalid.status}.`,
      parameters,
      body: [
        ...setUp,
        `headers = {**${headersCall(route, suffix, "body")}, ${pyString(proof)}: f"Basic {TOKEN}"}`,
        `response = ${send("headers")}`,
        ...refused(invalid),
      ],
    });
  }
  return cases;
}

interface CheckContext {
  named: (name: string) => string;
  of: string;
  setUp: readonly string[];
  suffix: string;
  at: number;
  base: { words: string; about: "auth"; spare: number };
}

/** What the proof covers: for a signature the body as it came, else nothing but the caller. */
function checkedCase(scene: Scene, route: InboundSpec, { named, of, setUp, suffix, at, base }: CheckContext): TestCase {
  const { policy, substrate } = scene.design;
  const invalid = policy.invalidAuth(route.auth === "none" ? "bearer" : route.auth);
  const accept = [
    `response = ${delivery(route, at)}(client, EVENT)`,
    "assert response.status_code == 200",
    `assert substrate_service.${substrate.write.method}.await_count == 2`,
  ];
  const parameters = ["client: TestClient", "substrate_service: MagicMock"];
  if (route.auth !== "hmac-sha256" || !hasBody(route)) {
    return {
      ...base,
      spare: base.spare + 2,
      topic: "checked",
      name: named("known_caller_accepted"),
      doc: `A caller${of} that proves who it is passes: its event is written.`,
      parameters,
      body: accept,
    };
  }
  return {
    ...base,
    spare: base.spare + 1,
    topic: "checked",
    name: named("signature_covers_the_body"),
    doc: `A signature${of} over another body is a ${invalid.status}; the right one passes.`,
    parameters,
    body: [
      ...setUp,
      `headers = ${headersCall(route, suffix, "body")}`,
      `refused = ${request(route, 'content=body + b" "', "headers=headers")}`,
      `assert refused.status_code == ${invalid.status}`,
      `substrate_service.${substrate.write.method}.assert_not_awaited()`,
      ...accept,
    ],
  };
}

/** What is no event: no JSON, another shape, a required field missing or empty. */
function payloadCases(scene: Scene, route: InboundSpec, at: number): TestCase[] {
  const { design } = scene;
  const { policy, substrate, fields } = design;
  const inPath = new Set([...(route.route ?? "").matchAll(/\{(\w+)/g)].map(([, name]) => name));
  const required = fields.filter((field) => field.required && !inPath.has(field.name)).map(({ name }) => name);
  const suffix = at === 0 ? "" : `_${pythonName(route.name)}`;
  const name = at === 0 ? "" : `${pythonName(route.name)}_`;
  const { status, name: category } = policy.invalidPayload;
  const form = /form|urlencoded/i.test(route.payloadType);
  const headers = (body: string): string => (route.auth === "none" ? "" : `headers=${headersCall(route, suffix, body)}`);
  const outcome = [
    `assert response.status_code == ${status}`,
    `assert response.json()["detail"] == ${pyString(category)}`,
    `substrate_service.${substrate.write.method}.assert_not_awaited()`,
  ];
  const base = {
    topic: "invalid_payload" as const,
    words: at === 0 ? "" : pythonName(route.name),
    about: "all" as const,
    spare: at === 0 ? 1 : 3,
  };
  const parameters = ["client: TestClient", "substrate_service: MagicMock"];
  const cases: TestCase[] = [];
  if (hasBody(route)) {
    const bodies = form ? ['b"\\xff"', 'b"a=b"'] : ['b"not json"', 'b"[]"', 'b"{}"'];
    if (required.length > 0 || !form) {
      cases.push({
        ...base,
        name: `${name}invalid_payload_rejected`,
        doc: `A body that is no event is a ${status} and leaves no packet.`,
        decorators: [`@pytest.mark.parametrize("body", [${(required.length > 0 ? bodies : bodies.slice(0, 2)).join(", ")}])`],
        parameters: [...parameters, "body: bytes"],
        body: [`response = ${request(route, "content=body", headers("body"))}`, ...outcome],
      });
    }
  }
  if (required.length > 0) {
    const encode = form ? "urlencode(event).encode()" : "json.dumps(event).encode()";
    cases.push({
      ...base,
      spare: base.spare + 1,
      name: `${name}required_field_missing_rejected`,
      doc: `An event without a required field, or with an empty one, is a ${status}.`,
      decorators: [`@pytest.mark.parametrize("field", [${required.map(pyString).join(", ")}])`],
      parameters: [...parameters, "field: str"],
      body: [
        `missing = {key: value for key, value in EVENT.items() if key != field}`,
        'for event in (missing, {**EVENT, field: ""}):',
        ...(hasBody(route) ? [`    body = ${encode}`] : route.auth === "hmac-sha256" ? ['    body = b""'] : []),
        `    response = ${request(route, hasBody(route) ? "content=body" : "params=event", headers("body"))}`,
        ...outcome.map((line) => `    ${line}`),
      ],
    });
  }
  return cases;
}
