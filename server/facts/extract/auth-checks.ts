import type { Node } from "../../syntax/tree.ts";
import { calledName } from "./called-names.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { callArguments, calleeName, lastName, operator, stringValue, unwrap, walk } from "../../code/read.ts";
import type { AuthScheme, AuthCheck } from "../kinds-http.ts";

/** Classes whose instance is a dependency that reads credentials. */
const SCHEME_CLASSES: Readonly<Record<string, AuthScheme>> = {
  HTTPBearer: "bearer",
  OAuth2PasswordBearer: "bearer",
  OAuth2AuthorizationCodeBearer: "bearer",
  OpenIdConnect: "bearer",
  HTTPDigest: "basic",
  HTTPBasic: "basic",
  APIKeyHeader: "api_key",
  APIKeyQuery: "api_key",
  APIKeyCookie: "api_key",
};

/** Verifiers of well-known services: what exactly they check is theirs. */
const LIBRARIES = /^(RequestValidator|SignatureVerifier|construct_event|WebhookVerifier|is_valid_request)$/;

/** Last names of everything that `authCheckOfCall` knows: most calls are none of it. */
const INTERESTING = new RegExp(
  `^(new|digest|HMAC|compare_digest|bytes_eq|decode|get|Header|${Object.keys(SCHEME_CLASSES).join("|")})$|${LIBRARIES.source}`,
);

/** What a verifier's method is called. */
const VERIFIES = /^_*(is_)?(verif|valid|check|authenticat|authoriz)/;

const API_KEY = /(^|[-_])api[-_]?key$/i;
const BEARER = /^\s*bearer(\s|$)/i;
/** A word by which secrets and signatures go, as a whole. */
const SECRET =
  /(^|[^a-z])(secret|token|sig|signature|digest|auth|authorization|credential|bearer|hmac|api_?key|x_api_key)s?([^a-z]|$)/i;
const TEXT_TESTS = /^(startswith|removeprefix|split|partition|replace|compare_digest|match|fullmatch|search|lower)$/;

/** The step that a node is, null for anything else. */
export function authCheck(node: Node, module: ModuleNames): AuthCheck | null {
  switch (node.type) {
    case "call":
      return authCheckOfCall(node, calledName(node, module) ?? "", module);
    case "string":
      return isBearerTest(node) ? plain("bearer") : null;
    case "subscript":
      return API_KEY.test(stringValue(node.child("subscript")) ?? "") && /headers$/i.test(lastName(node.child("value")) ?? "")
        ? plain("api_key")
        : null;
    case "comparison_operator":
      return /^(==|!=|in|not in)$/.test(operator(node)) &&
        node.operands.some((operand) => operand.type !== "string" && SECRET.test(operand.text))
        ? plain("equality")
        : null;
    case "typed_default_parameter":
    case "default_parameter":
      return API_KEY.test(node.child("name")?.text ?? "") && calleeName(node.child("value") ?? node) === "Header"
        ? plain("api_key")
        : credentials(node);
    case "typed_parameter":
      return credentials(node);
    default:
      return null;
  }
}

/** An argument that goes by the name of a secret or signature. */
function handsSecret(call: Node): boolean {
  return (call.child("arguments")?.operands ?? []).some(
    ({ type, text }) => type !== "string" && text.length < 120 && SECRET.test(text),
  );
}

/** A parameter that FastAPI's bearer security fills. */
function credentials(parameter: Node): AuthCheck | null {
  return /\bHTTPAuthorizationCredentials\b/.test(parameter.child("type")?.text ?? "") ? plain("bearer") : null;
}

function plain(scheme: AuthScheme): AuthCheck {
  return { scheme, digest: null, rewritten: false, callee: null };
}

/** The step that a call is; `last` is the last name of what it calls. */
export function authCheckOfCall(node: Node, last: string, module: ModuleNames): AuthCheck | null {
  if (VERIFIES.test(last) && handsSecret(node)) return { ...plain("delegated"), callee: last };
  if (!INTERESTING.test(last)) return null;
  const callee = node.child("function");
  const name = module.resolve(callee) ?? callee?.text ?? "";
  if (name === "hmac.new" || name === "hmac.digest") {
    const { positional, keywords } = callArguments(node);
    const digest =
      positional[2] ?? keywords.find((keyword) => keyword.name === "digestmod" || keyword.name === "digest")?.value ?? null;
    const message = positional[1] ?? keywords.find((keyword) => keyword.name === "msg")?.value ?? null;
    return {
      scheme: "hmac",
      digest: digestName(digest, module),
      rewritten: message !== null && isRewritten(message, module),
      callee: null,
    };
  }
  if (last === "HMAC" && /crypto/i.test(name))
    return {
      scheme: "hmac",
      digest: digestName(callArguments(node).positional[1] ?? null, module),
      rewritten: false,
      callee: null,
    };
  if (last === "compare_digest" || last === "bytes_eq") return plain("compare");
  if (LIBRARIES.test(last)) return plain("external");
  if (/^(jwt|jose\.jwt|authlib\.jose\.jwt)\.decode$/.test(name)) return plain("bearer");
  const scheme = Object.hasOwn(SCHEME_CLASSES, last) ? SCHEME_CLASSES[last] : undefined;
  if (scheme) return plain(scheme);
  if (last === "get" && /headers$/i.test(lastName(callee?.child("object") ?? null) ?? "")) {
    return API_KEY.test(stringValue(callArguments(node).positional[0] ?? null) ?? "") ? plain("api_key") : null;
  }
  return last === "Header" &&
    API_KEY.test(stringValue(callArguments(node).keywords.find((keyword) => keyword.name === "alias")?.value ?? null) ?? "")
    ? plain("api_key")
    : null;
}

/** `hashlib.sha256`, `"sha256"`, `hashes.SHA256()`. */
function digestName(node: Node | null, module: ModuleNames): string | null {
  if (!node) return null;
  const target = node.type === "call" ? node.child("function") : node;
  const name = stringValue(node) ?? module.resolve(target)?.split(".").at(-1) ?? null;
  return name === null || !/^(sha|md5|blake)/i.test(name) ? null : name.toLowerCase();
}

/** The message is, directly or through one name, JSON that was written again. */
function isRewritten(message: Node, module: ModuleNames): boolean {
  let found = false;
  walk(message, (node) => {
    if (found || node.type === "function_definition") return false;
    if (node.type === "call" && module.resolve(node.child("function")) === "json.dumps") found = true;
    if (node.type === "identifier" && node.field !== "attribute" && node.field !== "name") {
      const binding = module.binding(node.text, node);
      const value = binding?.kind === "assignment" && module.bindingsOf(node.text, node).length === 1 ? binding.value : null;
      if (value && /\bdumps\b/.test(value.text) && isDump(unwrap(value), module)) found = true;
    }
    return true;
  });
  return found;
}

function isDump(value: Node, module: ModuleNames): boolean {
  let found = false;
  walk(value, (node) => {
    if (node.type === "call" && module.resolve(node.child("function")) === "json.dumps") found = true;
  });
  return found;
}

/** The word `Bearer` looked for in something, not put into a header that is sent. */
function isBearerTest(node: Node): boolean {
  const text = node.children.find((child) => child.type === "string_content" || child.type === "interpolation");
  if (text?.type !== "string_content" || !BEARER.test(text.text)) return false;
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "comparison_operator") return true;
    if (up.type === "call" && TEXT_TESTS.test(calleeName(up) ?? "")) return true;
    if (up.type === "pair" || up.type === "keyword_argument") return false;
    if (up.type === "assignment") return /expected|wanted|required|scheme/i.test(up.child("left")?.text ?? "");
  }
  return false;
}
