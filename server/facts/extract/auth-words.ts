import type { Node } from "../../syntax/tree.ts";
import { isFunction, lastName, stringValue, unwrap } from "../../code/read.ts";
import type { AuthCheck, AuthScheme } from "../kinds-http.ts";

/** Words by which secrets, signatures and the headers that carry them go. */

export const BEARER = /^\s*bearer(?:\s|$)/i;
const API_KEY = /(?:^|[-_])api[-_]?key$/i;

/** A word by which secrets and signatures go, as a whole. */
const SECRET = {
  python:
    /(^|[^a-z])(secret|token|sig|signature|digest|auth|authorization|credential|bearer|hmac|api_?key|x_api_key)s?([^a-z]|$)/i,
  typescript:
    /(?:secret|token|signature|digest|authorization|credential|bearer|hmac|api_?key)s?(?![a-z])|(?:^|[^a-zA-Z])(?:sig|auth)(?![a-zA-Z])/i,
};

/** Letters of an expression up to which it is taken for a name. */
const MAX_NAME = 120;

export function plain(scheme: AuthScheme): AuthCheck {
  return { scheme, digest: null, rewritten: false, callee: null };
}

/** Goes by the name of a secret or signature; texts of code are no names. */
export function isSecret(expression: Node): boolean {
  const node = unwrap(expression);
  if (isFunction(node) || node.type === "dictionary" || stringValue(node) !== null) return false;
  return node.text.length < MAX_NAME && SECRET[node.source.language].test(node.text);
}

/** The name or text of an API key's header. */
export function isApiKey(node: Node | null): boolean {
  return API_KEY.test(stringValue(node) ?? (node?.type === "identifier" ? node.text : ""));
}

export function isHeaders(node: Node | null): boolean {
  return /headers$/i.test(lastName(node && unwrap(node)) ?? "");
}
