import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { callArguments, calleeName, isFunction, keywordArgument, lastName, stringValue, unwrap, walk } from "../../code/read.ts";
import { constantValue } from "../../code/texts.ts";
import { wordsOf } from "../frameworks/words.ts";
import type { AuthCheck, AuthScheme } from "../kinds-http.ts";
import { isApiKey, isHeaders, isSecret, plain } from "./auth-words.ts";
import { calledName } from "./called-names.ts";

/** Verifiers of well-known services, which do it all themselves: what exactly they check is theirs. */
const LIBRARIES = {
  python: /^(?:RequestValidator|SignatureVerifier|construct_event|WebhookVerifier|is_valid_request)$/,
  typescript:
    /^(?:constructEvent(?:Async)?|validateRequest|verifyRequestSignature|isValidSlackRequest|webhooks\.verify|verifyWebhook|verifyAndReceive)$/,
};

/** What a verifier's method is called. */
const VERIFIES = {
  python: /^_*(?:is_)?(?:verif|valid|check|authenticat|authoriz)/,
  typescript: /^_*(?:is)?(?:[vV]erif|[vV]alid|[cC]heck|[aA]uthenticat|[aA]uthoriz|[aA]ssertValid)/,
};

/** Comparisons that take the same time whatever they compare. */
const COMPARES = {
  python: /^(?:compare_digest|bytes_eq)$/,
  typescript: /^(?:timingSafeEqual|safeEqual|secureCompare|safeCompare|tsscmp)$/,
};

const SCHEMES = { python: schemesOf("python"), typescript: schemesOf("typescript") };
const HEADERS = new Set(wordsOf("python", "auth").flatMap(({ header }) => header ?? []));

const STRATEGIES = new Map(wordsOf("typescript", "auth").flatMap(({ strategies = {} }) => Object.entries(strategies)));

/** Last names of everything else that a call of Python is asked about: most calls are none of it. */
const INTERESTING = /^(?:new|digest|HMAC|decode|get)$/;

function schemesOf(language: Node["source"]["language"]): ReadonlyMap<string, AuthScheme> {
  return new Map(wordsOf(language, "auth").flatMap(({ schemes = {} }) => Object.entries(schemes)));
}

export function checkOfPythonCall(call: Node, module: ModuleNames): AuthCheck | null {
  const last = calledName(call, module) ?? "";
  if (VERIFIES.python.test(last) && (call.child("arguments")?.operands ?? []).some(isSecret))
    return { ...plain("delegated"), callee: last };
  if (COMPARES.python.test(last)) return plain("compare");
  if (LIBRARIES.python.test(last)) return plain("external");
  const scheme = SCHEMES.python.get(last);
  if (scheme) return plain(scheme);
  // `key: str = Security(Header(alias="x-api-key"))`
  if (HEADERS.has(last)) return isApiKey(keywordArgument(call, "alias")) ? plain("api_key") : null;
  if (!INTERESTING.test(last)) return null;
  const { positional, keywords } = callArguments(call);
  const callee = call.child("function");
  const name = module.resolve(callee) ?? callee?.text ?? "";
  const keyword = (...names: string[]): Node | null =>
    keywords.find((candidate) => names.includes(candidate.name))?.value ?? null;
  if (name === "hmac.new" || name === "hmac.digest") {
    const message = positional[1] ?? keyword("msg");
    return {
      scheme: "hmac",
      digest: digestName(positional[2] ?? keyword("digestmod", "digest"), module),
      rewritten: message !== null && isRewritten(message, module),
      callee: null,
    };
  }
  if (last === "HMAC" && /crypto/i.test(name)) return { ...plain("hmac"), digest: digestName(positional[1] ?? null, module) };
  if (/^(?:jwt|jose\.jwt|authlib\.jose\.jwt)\.decode$/.test(name)) return plain("bearer");
  const isKey = last === "get" && isHeaders(callee?.child("object") ?? null) && isApiKey(positional[0] ?? null);
  return isKey ? plain("api_key") : null;
}

export function checkOfTypeScriptCall(call: Node, module: ModuleNames): AuthCheck | null {
  const callee = unwrap(call.child("function") as Node);
  const last = lastName(callee);
  if (last === null) return null;
  const { positional } = callArguments(call);
  const [first] = positional;
  if (last === "createHmac") {
    const digest = first ? digestName(first, module) : null;
    return { ...plain("hmac"), digest, rewritten: isRewritten(chainOf(call), module) };
  }
  if (COMPARES.typescript.test(last)) return plain("compare");
  const receiver = callee.type === "attribute" ? (lastName(unwrap(callee.child("object") as Node)) ?? "") : "";
  // WebCrypto compares in constant time itself.
  if (receiver === "subtle" && (last === "verify" || last === "sign") && /HMAC/i.test((first ?? call).text))
    return plain(last === "verify" ? "external" : "hmac");
  if (LIBRARIES.typescript.test(last) || (/^(?:webhooks?|stripe|svix)$/i.test(receiver) && /^verify/.test(last)))
    return plain("external");
  const scheme = SCHEMES.typescript.get(last) ?? STRATEGIES.get(last)?.find(([name]) => name.test(first?.text ?? ""))?.[1];
  if (scheme) return plain(scheme);
  const dotted = module.resolve(callee) ?? "";
  if (/^(?:jsonwebtoken|jose|hono\/jwt|fast-jwt|jwt)(?:\.default)?\.(?:verify|jwtVerify|createVerifier)$/.test(dotted))
    return plain("bearer");
  if (/^(?:get|header|headers)$/.test(last) && isApiKey(first ?? null)) return plain("api_key");
  return VERIFIES.typescript.test(last) && positional.some(isSecret) ? { ...plain("delegated"), callee: last } : null;
}

/** `hashlib.sha256`, `"sha256"`, `hashes.SHA256()`, a constant of one. */
function digestName(node: Node | null, module: ModuleNames): string | null {
  if (!node) return null;
  const plainNode = unwrap(node);
  const constant = plainNode.type === "identifier" ? constantValue(plainNode, module) : null;
  const target = plainNode.type === "call" ? plainNode.child("function") : plainNode;
  const name = stringValue(constant ?? plainNode) ?? module.resolve(target)?.split(".").at(-1) ?? null;
  return name === null || !/^(?:sha|md5|blake)/i.test(name) ? null : name.toLowerCase().replace("-", "");
}

/** `createHmac("sha256", key).update(body).digest("hex")` of its first call. */
function chainOf(call: Node): Node {
  let chain = call;
  while (chain.parent?.type === "attribute" || (chain.parent?.type === "call" && chain.field === "function"))
    chain = chain.parent;
  return chain;
}

/** The message is, directly or through one name, JSON that was written again. */
function isRewritten(message: Node, module: ModuleNames): boolean {
  let found = false;
  walk(message, (node) => {
    if (found || isFunction(node)) return false;
    if (writesJson(node, module)) found = true;
    const isName = node.type === "identifier" && node.field !== "attribute" && node.field !== "name";
    const value = isName ? constantValue(node, module) : null;
    if (value && isWritten(value, module)) found = true;
    return true;
  });
  return found;
}

/** A constant's value is JSON that is written: in Python what is made of it too, `json.dumps(event).encode()`. */
function isWritten(value: Node, module: ModuleNames): boolean {
  if (value.source.language === "typescript") return writesJson(value, module);
  let found = false;
  if (/\bdumps\b/.test(value.text)) walk(value, (node) => void (found ||= writesJson(node, module)));
  return found;
}

function writesJson(node: Node, module: ModuleNames): boolean {
  if (node.type !== "call") return false;
  if (node.source.language === "python") return module.resolve(node.child("function")) === "json.dumps";
  const callee = unwrap(node.child("function") as Node);
  return calleeName(node) === "stringify" && callee.type === "attribute" && lastName(callee.child("object")) === "JSON";
}
