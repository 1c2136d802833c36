import { authHeaders } from "../design/auth-headers.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asked, bodyOf, hasBody, isForm, pathNames, request } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { ageLimit } from "./signature-cases.ts";
import { headersCall } from "./support.ts";

/** Everything that does not prove the caller of a route: for a further one, whose checks are the first one's, one test shows that they are made. */
export function furtherCheck(scene: Scene, route: InboundSpec, at: number): TestCase {
  const { policy, substrate } = scene.design;
  const name = pythonName(route.name);
  const suffix = at === 0 ? "" : `_${name}`;
  const scheme = route.auth === "none" ? "bearer" : route.auth;
  const { proof, timestamp, timestampRequired } = authHeaders(route);
  const body = route.auth === "hmac" ? bodyOf(route) : "";
  const limit = ageLimit(scene, route);
  const refusals = [
    [`{**${headersCall(route, suffix, body)}, ${pyString(proof)}: ""}`, policy.missingHeaders],
    ...(timestampRequired && timestamp !== null
      ? [[`{**${headersCall(route, suffix, body)}, ${pyString(timestamp)}: ""}`, policy.missingHeaders] as const]
      : []),
    [headersCall(route, suffix, body, ['secret="another-secret"']), policy.invalidAuth(scheme)],
    ...(limit === null ? [] : [[headersCall(route, suffix, body, [`age=${limit + 5}`]), policy.staleTimestamp] as const]),
  ] as const;
  return {
    topic: at === 0 ? "unproven" : "invalid_auth",
    answers: [...new Set(refusals.map(([, refusal]) => refusal.status))],
    name: `${name}_refuses_unknown_callers`,
    words: name,
    about: "auth",
    spare: 1,
    doc: `Without the headers of ${name}, with another proof${limit === null ? "" : " or an old timestamp"} a request leaves no packet.`,
    parameters: ["client: TestClient", "substrate: MagicMock"],
    body: [
      "refusals = [",
      ...refusals.map(([headers, refusal]) => `    (${headers}, ${refusal.status}, ${pyString(refusal.name)}),`),
      "]",
      "for headers, status, reason in refusals:",
      "    with capture_logs() as logs:",
      asked(request(route, hasBody(route) ? `content=${bodyOf(route)}` : "params=EVENT", "headers=headers"), "        "),
      '    assert (response.status_code, response.json()["detail"]) == (status, reason)',
      `    assert rejections(logs) == [(${pyString(name)}, reason)]`,
      `substrate.${substrate.write.method}.assert_not_awaited()`,
    ],
  };
}

/** What is no event of a further route. */
export function furtherPayload(scene: Scene, route: InboundSpec): TestCase[] {
  const { policy, substrate, fields } = scene.design;
  const name = pythonName(route.name);
  const { status, name: category } = policy.invalidPayload;
  const inPath = pathNames(route);
  const [lacking] = fields.filter((field) => field.required && !inPath.has(field.name));
  const form = isForm(route);
  const headers = route.auth === "none" ? "" : `headers=${headersCall(route, `_${name}`, "body")}`;
  const encoded = form ? "urlencode(event).encode()" : "json.dumps(event).encode()";
  const event = lacking ? [`event = {**EVENT, "${lacking.name}": ""}`] : [];
  const bodies = [form ? 'b"\\xff"' : 'b"not json"', ...(lacking ? [encoded] : [])];
  if (!lacking && !hasBody(route)) return [];
  const indent = hasBody(route) ? "    " : "";
  const lines = [
    "with capture_logs() as logs:",
    asked(request(route, hasBody(route) ? "content=body" : "params=event", headers), "    "),
    `assert (response.status_code, response.json()["detail"]) == (${status}, ${pyString(category)})`,
    `assert rejections(logs) == [(${pyString(name)}, ${pyString(category)})]`,
  ];
  const loop = hasBody(route) ? [`for body in (${bodies.join(", ")}${bodies.length === 1 ? "," : ""}):`] : [];
  return [
    {
      topic: "invalid_payload",
      answers: [status],
      name: `${name}_invalid_payload_rejected`,
      words: name,
      about: route.auth === "none" ? "all" : "auth",
      spare: 2,
      doc: `What is no event of ${name} is a ${status} and leaves no packet.`,
      parameters: ["client: TestClient", "substrate: MagicMock"],
      body: [
        ...event,
        ...loop,
        ...lines.map((line) => `${indent}${line.replaceAll("\n", `\n${indent}`)}`),
        `substrate.${substrate.write.method}.assert_not_awaited()`,
      ],
    },
  ];
}
