import { authHeaders } from "../design/auth-headers.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asked, bodyOf, hasBody, isForm, pathNames, request } from "./requests.ts";
import { furtherCheck, furtherPayload } from "./route-cases.ts";
import type { Scene } from "./scene.ts";
import { ageLimit, formCases, untimed } from "./signature-cases.ts";
import { headersCall } from "./support.ts";

/** Who may call: what passes, and everything that fails closed. */
export function authCases(scene: Scene): TestCase[] {
  return scene.design.routes.flatMap((route, at) => [
    ...(route.auth === "none" ? [] : at === 0 ? checks(scene, route) : [furtherCheck(scene, route, at)]),
    ...(at === 0 ? payloadCases(scene, route) : furtherPayload(scene, route)),
  ]);
}

function checks(scene: Scene, route: InboundSpec): TestCase[] {
  if (route.auth === "none") return [];
  const { design } = scene;
  const { policy, substrate } = design;
  const { proof, timestamp, timestampRequired } = authHeaders(route);
  const signed = route.auth === "hmac";
  const content = hasBody(route) ? "content=body" : "params=EVENT";
  const needsBody = hasBody(route) || signed;
  const setUp = needsBody ? [`body = ${bodyOf(route)}`] : [];
  const send = (headers: string): string => request(route, content, `headers=${headers}`);
  const refused = ({ name, status }: { name: string; status: number }): string[] => [
    `assert response.status_code == ${status}`,
    `assert response.json()["detail"] == ${pyString(name)}`,
    `substrate.${substrate.write.method}.assert_not_awaited()`,
  ];
  const parameters = ["client: TestClient", "substrate: MagicMock"];
  const base = { about: "auth" as const, spare: 0 };
  const invalid = policy.invalidAuth(route.auth);
  const wrong = signed ? "A signature of another secret" : route.auth === "bearer" ? "Another token" : "Another key";
  const required = [proof, ...(timestampRequired && timestamp !== null ? [timestamp] : [])];
  const tolerance = ageLimit(scene, route);
  const cases: TestCase[] = [
    {
      ...base,
      topic: "invalid_auth",
      answers: [invalid.status],
      name: signed
        ? "invalid_signature_rejected"
        : route.auth === "bearer"
          ? "invalid_token_rejected"
          : "invalid_api_key_rejected",
      doc: `${wrong} is a ${invalid.status} and leaves no packet.`,
      parameters,
      body: [
        ...setUp,
        `headers = ${headersCall(route, "", "body", ['secret="another-secret"'])}`,
        "with capture_logs() as logs:",
        asked(send("headers"), "    "),
        ...refused(invalid),
        `assert rejections(logs) == [(${pyString(pythonName(route.name))}, ${pyString(invalid.name)})]`,
      ],
    },
    ...(tolerance === null ? [] : [staleCase(tolerance)]),
    {
      ...base,
      topic: "missing_headers",
      answers: [policy.missingHeaders.status],
      name: "missing_headers_rejected",
      doc:
        required.length > 1
          ? `Without one of the headers a request is a ${policy.missingHeaders.status}.`
          : `Without the header a request is a ${policy.missingHeaders.status}.`,
      decorators: [`@pytest.mark.parametrize("missing", [${required.map(pyString).join(", ")}])`],
      parameters: [...parameters, "missing: str"],
      body: [
        ...setUp,
        `headers = ${headersCall(route, "", "body")}`,
        "del headers[missing]",
        asked(send("headers")),
        ...refused(policy.missingHeaders),
      ],
    },
    checkedCase(scene, route, setUp),
    { ...furtherCheck(scene, route, 0), asked: true },
    ...formCases(scene, route),
  ];
  if (route.auth === "bearer") {
    cases.push({
      ...base,
      spare: base.spare + 2,
      topic: "invalid_auth",
      answers: [invalid.status],
      name: "other_scheme_rejected",
      doc: `The right token under another scheme is a ${invalid.status}.`,
      parameters,
      body: [
        ...setUp,
        `headers = {**${headersCall(route, "", "body")}, ${pyString(proof)}: f"Basic {TOKEN}"}`,
        asked(send("headers")),
        ...refused(invalid),
      ],
    });
  }
  return cases;

  function staleCase(limit: number): TestCase {
    const far = Math.max(3600, 2 * limit);
    return {
      ...base,
      topic: "stale",
      answers: [policy.staleTimestamp.status],
      name: "stale_timestamp_rejected",
      doc: `A timestamp that is too old, from the future or no number is a ${policy.staleTimestamp.status}.`,
      decorators: [`@pytest.mark.parametrize("age", [${limit + 5}, ${far}, -${limit + 5}, -${far}])`],
      parameters: [...parameters, "age: int"],
      body: [
        ...setUp,
        `stale_headers = ${headersCall(route, "", "body", ["age=age"])}`,
        asked(send("stale_headers")),
        ...refused(policy.staleTimestamp),
        asked(send(untimed(scene, route, "stale_headers"))),
        `assert response.status_code == ${policy.staleTimestamp.status}`,
      ],
    };
  }
}

/** What the proof covers: for a signature the body as it came, else nothing but the caller. */
function checkedCase(scene: Scene, route: InboundSpec, setUp: readonly string[]): TestCase {
  const base = { about: "auth" as const, spare: 0 };
  const { policy, substrate } = scene.design;
  const invalid = policy.invalidAuth(route.auth === "none" ? "bearer" : route.auth);
  const accept = [
    "response = deliver(client, EVENT)",
    "assert response.status_code == 200",
    "packets = written(substrate)",
    `assert substrate.${substrate.write.method}.await_count == 2`,
    `assert all(isinstance(packet, ${scene.design.packets.envelope}) for packet in packets)`,
  ];
  const parameters = ["client: TestClient", "substrate: MagicMock"];
  if (route.auth !== "hmac" || !hasBody(route)) {
    return {
      ...base,
      spare: base.spare + 2,
      topic: "checked",
      name: "known_caller_accepted",
      doc: `A caller that proves who it is passes: its event is written.`,
      parameters,
      body: accept,
    };
  }
  return {
    ...base,
    spare: base.spare + 1,
    topic: "checked",
    answers: [invalid.status, 200],
    name: "signature_covers_the_body",
    doc: `A signature over another body is a ${invalid.status}; the right one passes.`,
    parameters,
    body: [
      ...setUp,
      `headers = ${headersCall(route, "", "body")}`,
      `refused = ${request(route, 'content=body + b" "', "headers=headers")}`,
      `assert refused.status_code == ${invalid.status}`,
      `substrate.${substrate.write.method}.assert_not_awaited()`,
      ...accept,
    ],
  };
}

/** What is no event: no JSON, another shape, a required field missing or empty. */
function payloadCases(scene: Scene, route: InboundSpec): TestCase[] {
  const { design } = scene;
  const { policy, substrate, fields } = design;
  const inPath = pathNames(route);
  const required = fields.filter((field) => field.required && !inPath.has(field.name)).map(({ name }) => name);
  const { status, name: category } = policy.invalidPayload;
  const form = isForm(route);
  const headers = (body: string): string => (route.auth === "none" ? "" : `headers=${headersCall(route, "", body)}`);
  const outcome = [
    `assert response.status_code == ${status}`,
    `assert response.json()["detail"] == ${pyString(category)}`,
    `substrate.${substrate.write.method}.assert_not_awaited()`,
  ];
  const base = {
    topic: "invalid_payload" as const,
    answers: [status],
    // A file about who calls has nothing of what is stored where everybody may.
    about: route.auth === "none" ? ("all" as const) : ("auth" as const),
    spare: 1,
  };
  const parameters = ["client: TestClient", "substrate: MagicMock"];
  const cases: TestCase[] = [];
  if (hasBody(route)) {
    const bodies = form ? ['b"\\xff"', 'b"a=b"'] : ['b"not json"', 'b"[]"', 'b"{}"'];
    if (required.length > 0 || !form) {
      cases.push({
        ...base,
        name: "invalid_payload_rejected",
        doc: `A body that is no event is a ${status} and leaves no packet.`,
        decorators: [`@pytest.mark.parametrize("body", [${(required.length > 0 ? bodies : bodies.slice(0, 2)).join(", ")}])`],
        parameters: [...parameters, "body: bytes"],
        body: [
          "with capture_logs() as logs:",
          asked(request(route, "content=body", headers("body")), "    "),
          ...outcome,
          `assert rejections(logs) == [(${pyString(pythonName(route.name))}, ${pyString(category)})]`,
        ],
      });
    }
  }
  if (required.length > 0) {
    const encode = form ? "urlencode(event).encode()" : "json.dumps(event).encode()";
    cases.push({
      ...base,
      spare: base.spare + 1,
      name: "required_field_missing_rejected",
      doc: `An event without a required field, or with an empty one, is a ${status}.`,
      decorators: [`@pytest.mark.parametrize("field", [${required.map(pyString).join(", ")}])`],
      parameters: [...parameters, "field: str"],
      body: [
        `missing = {key: value for key, value in EVENT.items() if key != field}`,
        'for event in (missing, {**EVENT, field: ""}):',
        ...(hasBody(route) ? [`    body = ${encode}`] : route.auth === "hmac" ? ['    body = b""'] : []),
        asked(request(route, hasBody(route) ? "content=body" : "params=event", headers("body")), "    "),
        ...outcome.map((line) => `    ${line}`),
      ],
    });
  }
  return cases;
}
