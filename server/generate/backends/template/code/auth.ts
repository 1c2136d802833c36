import { authHeaders } from "../design/auth-headers.ts";
import { toleranceOf, type Signing } from "../design/signature.ts";
import type { Design } from "../design/shape.ts";
import type { Scheme } from "../design/environment.ts";
import type { InboundSpec } from "../design/spec.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { signatureLines } from "./signature.ts";

/** A header as a handler's parameter: its name, and how it is declared. FastAPI turns underscores back into hyphens. */
export function headerParameter(header: string, auth: InboundSpec["auth"]): { name: string; declared: string } {
  const name = header.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  // A key by another name is still read as what it is.
  return auth === "api_key" && !/api_?key$/.test(name)
    ? { name: "api_key", declared: `api_key: Optional[str] = Header(default=None, alias=${pyString(header)})` }
    : { name, declared: `${name}: Optional[str] = Header(default=None)` };
}

/** The checks, each of which fails closed with the status that the error policy says. */
export function authBlocks(design: Design): Block[] {
  const { routes, environment, spec } = design;
  const schemes = [...new Set(routes.flatMap(({ auth }) => (auth === "none" ? [] : [auth])))];
  const blocks: Block[] = [];
  if (isTimed(design)) {
    if (!environment.tolerance)
      blocks.push({ defines: ["TOLERANCE_SECONDS"], code: `TOLERANCE_SECONDS = ${toleranceOf(spec.inbound)}`, tight: true });
    blocks.push(freshnessBlock(design));
  }
  return [...blocks, ...schemes.map((scheme) => CHECKS[scheme](design, optionalTimestamp(routes, scheme)))];
}

/** Some caller sends a timestamp. */
export function isTimed({ routes, signing }: Pick<Design, "routes" | "signing">): boolean {
  return routes.some(({ auth }) => auth !== "none" && (auth !== "hmac" || signing.timestamp !== null));
}

/** Some route of this scheme may leave the timestamp out. */
function optionalTimestamp(routes: readonly InboundSpec[], scheme: Scheme): boolean {
  return routes.some((route) => route.auth === scheme && !authHeaders(route).timestampRequired);
}

/** The check's name, by scheme. */
export const CHECK_NAMES: Readonly<Record<Scheme, string>> = {
  hmac: "check_signature",
  bearer: "check_token",
  api_key: "check_api_key",
};

function refuse({ name, status }: { name: string; status: number }): string {
  return `raise HTTPException(status_code=${status}, detail=${pyString(name)})`;
}

function freshnessBlock({ environment, names, policy }: Design): Block {
  const tolerance = environment.tolerance ? `config.${environment.tolerance.field}` : "TOLERANCE_SECONDS";
  return {
    defines: ["check_freshness"],
    code: py`
      def check_freshness(${environment.tolerance ? `config: ${names.config}, ` : ""}timestamp: str) -> None:
          """Fails closed: a timestamp that is no number of seconds, or too far from now, is a ${policy.staleTimestamp.status}."""
          if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > ${tolerance}:
              ${refuse(policy.staleTimestamp)}
    `,
  };
}

/** One of the signatures that a header lists is the expected one; all are compared, so that the time tells nothing. */
const ANY_FITS = "any([hmac.compare_digest(expected.encode(), one.encode()) for one in given])";

/** Takes the timestamp and the signatures out of `t=…,v1=…`. */
function elementsLines(invalid: string): string[] {
  return [
    'elements = [element.strip().partition("=") for element in signature.split(",")]',
    'timestamp = next((value for name, _, value in elements if name == "t"), None)',
    'given = [value for name, _, value in elements if name == "v1"]',
    "if timestamp is None:",
    `    ${invalid}`,
  ];
}

function whatPasses({ timestamp, stamped, digest, urlAndFields }: Signing): string {
  const over = urlAndFields
    ? "the webhook's URL and the sorted fields of the form"
    : stamped
      ? "it and the body as it came"
      : "the body as it came";
  const hmac = `HMAC-${digest.toUpperCase()}`;
  if (timestamp === null) return `only the ${hmac} over ${over} passes.`;
  return `only a fresh timestamp and ${timestamp === "element" ? "an" : "the"} ${hmac} over ${over} pass.`;
}

type Check = (design: Design, optional: boolean) => Block;

const CHECKS: Readonly<Record<Scheme, Check>> = {
  hmac: (design) => {
    const { names, policy, environment, signing } = design;
    const invalid = refuse(policy.invalidAuth("hmac"));
    const key = `config.${environment.secrets.get("hmac")?.field ?? ""}`;
    const parameters = [`config: ${names.config}`, "body: bytes", "signature: Optional[str]"];
    if (signing.timestamp === "header") parameters.push("timestamp: Optional[str]");
    return {
      defines: ["check_signature"],
      code: py`
        ${call("def check_signature", parameters, 0, " -> None:")}
            """Fails closed: ${whatPasses(signing)}"""
            if not signature${signing.timestamp === "header" && " or not timestamp"}:
                ${refuse(policy.missingHeaders)}
            ${signing.timestamp === "element" && elementsLines(invalid)}
            ${signing.timestamp !== null && freshnessCall(design)}
            ${signatureLines(signing, key, "expected", `config.${environment.webhookUrl?.field ?? ""}`)}
            if not ${signing.timestamp === "element" ? ANY_FITS : "hmac.compare_digest(expected.encode(), signature.encode())"}:
                ${invalid}
      `,
    };
  },
  bearer: (design, optional) => {
    const { names, policy, environment } = design;
    return {
      defines: ["check_token"],
      code: py`
        ${call("def check_token", [`config: ${names.config}`, "authorization: Optional[str]", "timestamp: Optional[str]"], 0, " -> None:")}
            """Fails closed: only \`Bearer\` and the right token pass, and a timestamp${optional ? " that is sent" : ""} must be fresh."""
            if not authorization${optional ? "" : " or not timestamp"}:
                ${refuse(policy.missingHeaders)}
            ${freshnessLines(design, optional)}
            scheme, _, token = authorization.partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), config.${environment.secrets.get("bearer")?.field ?? ""}.encode()):
                ${refuse(policy.invalidAuth("bearer"))}
      `,
    };
  },
  api_key: (design, optional) => {
    const { names, policy, environment } = design;
    return {
      defines: ["check_api_key"],
      code: py`
        ${call("def check_api_key", [`config: ${names.config}`, "api_key: Optional[str]", "timestamp: Optional[str]"], 0, " -> None:")}
            """Fails closed: only the right key passes, and a timestamp${optional ? " that is sent" : ""} must be fresh."""
            if not api_key${optional ? "" : " or not timestamp"}:
                ${refuse(policy.missingHeaders)}
            ${freshnessLines(design, optional)}
            if not hmac.compare_digest(api_key.encode(), config.${environment.secrets.get("api_key")?.field ?? ""}.encode()):
                ${refuse(policy.invalidAuth("api_key"))}
      `,
    };
  },
};

function freshnessLines(design: Design, optional: boolean): string[] {
  return optional ? ["if timestamp is not None:", `    ${freshnessCall(design)}`] : [freshnessCall(design)];
}

function freshnessCall({ environment }: Design): string {
  return `check_freshness(${environment.tolerance ? "config, " : ""}timestamp)`;
}
