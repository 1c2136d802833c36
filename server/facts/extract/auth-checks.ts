import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { calleeName, isFunction, lastName, operator, unwrap } from "../../code/read.ts";
import type { AuthCheck } from "../kinds-http.ts";
import { wordsOf } from "../frameworks/words.ts";
import { checkOfPythonCall, checkOfTypeScriptCall } from "./auth-calls.ts";
import { BEARER, isApiKey, isHeaders, isSecret, plain } from "./auth-words.ts";

const COMPARES = { python: /^(?:==|!=|in|not in)$/, typescript: /^[=!]==?$/ };
const TEXT_TESTS = {
  python: /^(?:startswith|removeprefix|split|partition|replace|compare_digest|match|fullmatch|search|lower)$/,
  typescript: /^(?:startsWith|replace|split|match|test|slice|includes|indexOf|timingSafeEqual|exec)$|Buffer|encode|from/,
};
const EXPECTED = /expected|wanted|required|scheme/i;

const READS = new Map(wordsOf("python", "auth").flatMap(({ reads = {} }) => Object.entries(reads)));
/** Most attributes are none of them. */
const READ_LAST = new Set([...READS.keys()].map((name) => name.slice(name.indexOf(".") + 1)));
const HEADERS = new Set(wordsOf("python", "auth").flatMap(({ header }) => header ?? []));
const BEARER_TYPES = wordsOf("python", "auth").flatMap(({ bearerType }) => (bearerType ? new RegExp(`\\b${bearerType}\\b`) : []));

/** The step of an authentication that a node is, null for anything else. */
export function authCheck(node: Node, module: ModuleNames): AuthCheck | null {
  switch (node.type) {
    case "call":
      return node.source.language === "python" ? checkOfPythonCall(node, module) : checkOfTypeScriptCall(node, module);
    case "string":
      return isBearerTest(node) ? plain("bearer") : null;
    // `/^Bearer (.+)$/`
    case "object":
      return /^\/\^?\s*bearer\b/i.test(node.text) ? plain("bearer") : null;
    case "subscript":
      return isApiKey(node.child("subscript")) && isHeaders(node.child("value")) ? plain("api_key") : null;
    case "attribute":
      return node.source.language === "typescript"
        ? isApiKey(node.child("attribute")) && isHeaders(node.child("object"))
          ? plain("api_key")
          : null
        : readsCredentials(node);
    case "comparison_operator":
      return comparesSecret(node) ? plain("equality") : null;
    case "typed_default_parameter":
    case "default_parameter":
      return isApiKey(node.child("name")) && HEADERS.has(calleeName(node.child("value") ?? node) ?? "")
        ? plain("api_key")
        : credentials(node);
    case "typed_parameter":
      return credentials(node);
    default:
      return null;
  }
}

/** `request.authorization.token` */
function readsCredentials(node: Node): AuthCheck | null {
  const name = node.child("attribute")?.text ?? "";
  const scheme = READ_LAST.has(name) ? READS.get(`${lastName(node.child("object")) ?? ""}.${name}`) : undefined;
  return scheme ? plain(scheme) : null;
}

/** A parameter that a framework fills with a bearer token. */
function credentials(parameter: Node): AuthCheck | null {
  const type = parameter.source.language === "python" ? parameter.child("type") : null;
  return type && BEARER_TYPES.some((pattern) => pattern.test(type.text)) ? plain("bearer") : null;
}

/** A secret is compared with something that is given: whether there is one at all says nothing. */
function comparesSecret(node: Node): boolean {
  const { operands, source } = node;
  if (!COMPARES[source.language].test(operator(node)) || !operands.some(isSecret)) return false;
  return source.language === "python" || !operands.some((side) => isNothing(side) || unwrap(side).type === "unary_operator");
}

function isNothing(expression: Node): boolean {
  const node = unwrap(expression);
  return node.type === "none" || (node.type === "identifier" && node.text === "undefined");
}

/** The word `Bearer` looked for in something, not put into a header that is sent. */
function isBearerTest(node: Node): boolean {
  const isPython = node.source.language === "python";
  const text = node.children.find((child) => child.type === "string_content" || child.type === "interpolation");
  if (text?.type !== "string_content" || !BEARER.test(text.text)) return false;
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "comparison_operator") return isPython || COMPARES.typescript.test(operator(up));
    if (up.type === "call") {
      if (TEXT_TESTS[up.source.language].test(calleeName(up) ?? "")) return true;
      if (!isPython) return false;
    }
    if (up.type === "pair" || up.type === "keyword_argument") return false;
    if (up.type === "assignment") return EXPECTED.test(lastName(up.child("left")) ?? up.child("left")?.text ?? "");
    if (isFunction(up) && !isPython) return false;
  }
  return false;
}
