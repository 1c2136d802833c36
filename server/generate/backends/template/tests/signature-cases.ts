import { isTimed } from "../code/auth.ts";
import { authHeaders } from "../design/auth-headers.ts";
import { toleranceOf } from "../design/signature.ts";
import type { InboundSpec } from "../design/spec.ts";
import { enclosed, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asked, bodyOf, hasBody, request } from "./requests.ts";
import { TOLERANCE, type Scene } from "./scene.ts";
import { headersCall } from "./support.ts";

/** The greatest age of a timestamp, in seconds, as the tests' settings have it; null where the route's callers send none. */
export function ageLimit({ design }: Scene, route: InboundSpec): number | null {
  if (!isTimed({ routes: [route], signing: design.signing })) return null;
  return design.environment.tolerance ? TOLERANCE : toleranceOf(design.spec.inbound);
}

/** Headers like good ones, with a timestamp that is no number. @param headers the good ones, by their name */
export function untimed({ design }: Scene, route: InboundSpec, headers: string): string {
  const { proof, timestamp } = authHeaders(route);
  return timestamp === null || design.signing.timestamp === "element"
    ? `{${pyString(proof)}: "t=yesterday,v1=0"}`
    : `{**${headers}, ${pyString(timestamp)}: "yesterday"}`;
}

/** What only a form has that the spec says itself: signatures in another form, and several in one header. */
export function formCases(scene: Scene, route: InboundSpec): TestCase[] {
  const { signing } = scene.design;
  if (route.auth !== "hmac" || !signing.said) return [];
  return [
    malformedCase(scene, route),
    ...(signing.timestamp === "element" ? [severalCase(scene, route)] : []),
    ...(signing.urlAndFields ? [repeatedCase(scene, route)] : []),
  ];
}

function malformedCase({ design }: Scene, route: InboundSpec): TestCase {
  const { policy, substrate, signing } = design;
  const { proof, timestamp } = authHeaders(route);
  const { name, status } = policy.invalidAuth("hmac");
  const [right, header] = [`headers[${pyString(proof)}]`, pyString(proof)];
  const { prefix } = signing;
  const wrong =
    signing.timestamp === "element"
      ? [
          `${right}.replace("v1=", "v0=")`,
          `${right}.split(",")[0]`,
          `${right}.split(",")[1]`,
          `other[${header}].split(",")[0] + "," + ${right}.split(",")[1]`,
        ]
      : prefix === ""
        ? [`${right}[1:]`, '"no signature"']
        : [`${right}[${prefix.length}:]`, pyString(prefix)];
  const changes = wrong.map((value) => `{${header}: ${value}}`);
  const moved = signing.stamped && timestamp !== null;
  if (moved) changes.push(`{${pyString(timestamp)}: other[${pyString(timestamp)}]}`);
  return {
    about: "auth",
    spare: 1,
    topic: "invalid_auth",
    answers: [status],
    name: "malformed_signature_rejected",
    doc: `A signature in another form${signing.stamped ? ", or over another timestamp," : ""} is a ${status} and leaves no packet.`,
    parameters: ["client: TestClient", "substrate: MagicMock"],
    body: [
      `body = ${bodyOf(route)}`,
      `headers = ${headersCall(route, "", "body")}`,
      ...(signing.stamped ? [`other = ${headersCall(route, "", "body", ["age=5"])}`] : []),
      enclosed("for wrong in (", changes, "):", 4),
      asked(request(route, hasBody(route) ? "content=body" : "params=EVENT", "headers={**headers, **wrong}"), "    "),
      `    assert response.status_code == ${status}`,
      `    assert response.json()["detail"] == ${pyString(name)}`,
      `substrate.${substrate.write.method}.assert_not_awaited()`,
    ],
  };
}

function severalCase(scene: Scene, route: InboundSpec): TestCase {
  const header = pyString(authHeaders(route).proof);
  return {
    ...acceptedCase(scene, route, [
      `body = ${bodyOf(route)}`,
      `timestamp, right = ${headersCall(route, "", "body")}[${header}].split(",")`,
      `headers = {${header}: f"{timestamp}, v1={'0' * 64}, {right}, v0=other"}`,
    ]),
    name: "one_of_several_signatures_accepted",
    doc: "Of several signatures one must be right, as while a secret is exchanged for another.",
  };
}

function repeatedCase(scene: Scene, route: InboundSpec): TestCase {
  return {
    ...acceptedCase(scene, route, [
      `body = ${bodyOf(route)} + b"&more=b&more=a&more=b&less="`,
      `headers = ${headersCall(route, "", "body")}`,
    ]),
    name: "repeated_fields_accepted",
    doc: "Of a field that comes several times each value is signed once, in order, and an empty one too.",
  };
}

/** A request that passes. @param setUp makes its `body` and its `headers` */
function acceptedCase({ design }: Scene, route: InboundSpec, setUp: readonly string[]): Omit<TestCase, "name" | "doc"> {
  const { substrate, packets } = design;
  return {
    about: "auth",
    spare: 1,
    topic: "checked",
    parameters: ["client: TestClient", "substrate: MagicMock"],
    body: [
      ...setUp,
      asked(request(route, hasBody(route) ? "content=body" : "params=EVENT", "headers=headers")),
      "assert response.status_code == 200",
      `assert substrate.${substrate.write.method}.await_count == 2`,
      `assert all(isinstance(packet, ${packets.envelope}) for packet in written(substrate))`,
    ],
  };
}
