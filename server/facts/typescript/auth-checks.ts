import type { TSESTree } from "../../syntax/typescript.ts";
import type { AuthCheck, AuthScheme } from "../kinds-http.ts";
import type { TypeScriptModule } from "../../code/names/typescript/module.ts";
import {
  calleeName,
  isFunction,
  lastName,
  plainArguments,
  propertyName,
  stringValue,
  unwrap,
} from "../../code/typescript/read.ts";
import { constantValue, literalOf } from "../../code/typescript/constants.ts";
import { walk } from "../../code/typescript/walk.ts";

/** Verifiers of well-known services and of frameworks, which do it all themselves. */
const LIBRARIES =
  /^(?:constructEvent(?:Async)?|validateRequest|verifyRequestSignature|isValidSlackRequest|webhooks\.verify|verifyWebhook|verifyAndReceive)$/;
/** Middleware of frameworks, by what it checks. */
const MIDDLEWARE: Readonly<Record<string, AuthScheme>> = {
  bearerAuth: "bearer",
  jwt: "bearer",
  jwtVerify: "bearer",
  expressjwt: "bearer",
  expressJwt: "bearer",
  bearerAuthPlugin: "bearer",
  basicAuth: "basic",
  jwk: "bearer",
};
const VERIFIES = /^_*(?:is)?(?:[vV]erif|[vV]alid|[cC]heck|[aA]uthenticat|[aA]uthoriz|[aA]ssertValid)/;
const API_KEY = /(?:^|[-_])api[-_]?key$/i;
const BEARER = /^\s*bearer(?:\s|$)/i;
/** A word by which secrets and signatures go. */
const SECRET =
  /(?:secret|token|signature|digest|authorization|credential|bearer|hmac|api_?key)s?(?![a-z])|(?:^|[^a-zA-Z])(?:sig|auth)(?![a-zA-Z])/i;
const TEXT_TESTS = /^(?:startsWith|replace|split|match|test|slice|includes|indexOf|timingSafeEqual|exec)$/;
const HEADER_READERS = /^(?:get|header|headers)$/;

function plain(scheme: AuthScheme): AuthCheck {
  return { scheme, digest: null, rewritten: false, callee: null };
}

/** The step of an authentication that a node is, null for anything else. */
export function authCheck(node: TSESTree.Node, module: TypeScriptModule): AuthCheck | null {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return ofCall(node, module);
    case "Literal":
      if (typeof node.value === "string") return BEARER.test(node.value) && isTest(node) ? plain("bearer") : null;
      // `/^Bearer (.+)$/`
      return "regex" in node && /^\^?\s*bearer\b/i.test(node.regex.pattern) ? plain("bearer") : null;
    case "TemplateLiteral":
      return BEARER.test(node.quasis[0]?.value.cooked ?? "") && isTest(node) ? plain("bearer") : null;
    case "MemberExpression":
      return isHeaders(node.object) && API_KEY.test(propertyName(node) ?? "") ? plain("api_key") : null;
    case "BinaryExpression":
      return /^[=!]==?$/.test(node.operator) &&
        [node.left, node.right].some((side) => isSecret(side, module)) &&
        ![node.left, node.right].some((side) => isNothing(side) || unwrap(side).type === "UnaryExpression")
        ? plain("equality")
        : null;
    default:
      return null;
  }
}

function ofCall(node: TSESTree.CallExpression | TSESTree.NewExpression, module: TypeScriptModule): AuthCheck | null {
  const last = calleeName(node);
  if (last === null) return null;
  const args = plainArguments(node);
  const dotted = module.resolve(node.callee) ?? "";
  if (last === "createHmac") {
    const digest = args[0] ? literalOf(args[0], module) : null;
    return { ...plain("hmac"), digest: digest?.toLowerCase().replace("-", "") ?? null, rewritten: isRewritten(node, module) };
  }
  if (
    last === "timingSafeEqual" ||
    last === "safeEqual" ||
    last === "secureCompare" ||
    last === "safeCompare" ||
    last === "tsscmp"
  )
    return plain("compare");
  const callee = unwrap(node.callee);
  const receiver = callee.type === "MemberExpression" ? (lastName(callee.object) ?? "") : "";
  // WebCrypto compares in constant time itself.
  if (receiver === "subtle" && (last === "verify" || last === "sign")) {
    const algorithm = module.textOf(args[0] ?? node);
    if (/HMAC/i.test(algorithm)) return plain(last === "verify" ? "external" : "hmac");
  }
  if (LIBRARIES.test(last) || (/^(?:webhooks?|stripe|svix)$/i.test(receiver) && /^verify/.test(last))) return plain("external");
  const middleware = Object.hasOwn(MIDDLEWARE, last) ? MIDDLEWARE[last] : undefined;
  if (middleware) return plain(middleware);
  if (/^(?:jsonwebtoken|jose|hono\/jwt|fast-jwt|jwt)(?:\.default)?\.(?:verify|jwtVerify|createVerifier)$/.test(dotted))
    return plain("bearer");
  if (HEADER_READERS.test(last) && API_KEY.test(stringValue(args[0]) ?? "")) return plain("api_key");
  if (VERIFIES.test(last) && args.some((argument) => isSecret(argument, module))) return { ...plain("delegated"), callee: last };
  return null;
}

/** Goes by the name of a secret or signature; texts of code are no names. */
function isSecret(expression: TSESTree.Node, module: TypeScriptModule): boolean {
  const node = unwrap(expression);
  if (node.type === "Literal" || isFunction(node) || node.type === "ObjectExpression") return false;
  const text = module.textOf(node);
  return text.length < 120 && SECRET.test(text);
}

function isNothing(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
}

function isHeaders(object: TSESTree.Node): boolean {
  return /headers$/i.test(lastName(object) ?? "");
}

/** The HMAC is, directly or through one name, taken of JSON that was written again. */
function isRewritten(node: TSESTree.Node, module: TypeScriptModule): boolean {
  let chain = node;
  while (chain.parent?.type === "MemberExpression" || (chain.parent?.type === "CallExpression" && chain.parent.callee === chain))
    chain = chain.parent;
  let found = false;
  walk(chain, (inner) => {
    if (isStringify(inner)) found = true;
    if (inner.type === "Identifier") {
      const value = constantValue(inner, module);
      if (value && isStringify(value)) found = true;
    }
    return !found;
  });
  return found;
}

function isStringify(node: TSESTree.Node): boolean {
  if (node.type !== "CallExpression" || calleeName(node) !== "stringify") return false;
  const callee = unwrap(node.callee);
  return callee.type === "MemberExpression" && lastName(callee.object) === "JSON";
}

/** The word `Bearer` looked for in something, not put into a header that is sent. */
function isTest(node: TSESTree.Node): boolean {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === "BinaryExpression") return /^[=!]==?$/.test(up.operator);
    if (up.type === "CallExpression" || up.type === "NewExpression")
      return TEXT_TESTS.test(calleeName(up) ?? "") || /Buffer|encode|from/.test(calleeName(up) ?? "");
    if (up.type === "Property" || up.type === "BlockStatement" || up.type === "AssignmentExpression") return false;
    if (up.type === "VariableDeclarator")
      return up.id.type === "Identifier" && /expected|wanted|required|scheme|prefix/i.test(up.id.name);
  }
  return false;
}
