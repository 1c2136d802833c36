import type { InboundSpec } from "../design/spec.ts";
import { call, pyString } from "../python/dedent.ts";

/** One request with its own body and headers, as an expression. */
export function request(route: InboundSpec, content: string, headers: string): string {
  const path = pyString((route.route ?? "").replace(/\{(\w+)(?::\w+)?\}/g, "{EVENT['$1']}"));
  const url = path.includes("{") ? `f${path}` : path;
  return call(`client.${route.method.toLowerCase()}`, [url, content, headers].filter(Boolean), 20);
}

export function hasBody({ method }: InboundSpec): boolean {
  return !/^(?:GET|DELETE)$/.test(method);
}

/** The body of the event that tests deliver, as an expression. */
export function bodyOf(route: InboundSpec): string {
  if (!hasBody(route)) return 'b""';
  return isForm(route) ? "urlencode(EVENT).encode()" : "json.dumps(EVENT).encode()";
}

/** The statement that asks, one level deep where it stands in a `with`. */
export function asked(sent: string, indent = ""): string {
  return `${indent}response = ${sent.replaceAll("\n", `\n${indent}`)}`;
}

/** The fields that a route takes from its path. */
export function pathNames({ route }: InboundSpec): Set<string | undefined> {
  return new Set([...(route ?? "").matchAll(/\{(\w+)/g)].map(([, name]) => name));
}

/** Its body is a form, which has no value for nothing. */
export function isForm({ payloadType }: Pick<InboundSpec, "payloadType">): boolean {
  return /form|urlencoded/i.test(payloadType);
}
