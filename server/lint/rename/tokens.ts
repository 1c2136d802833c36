import type { Span } from "../../syntax/text.ts";

/** A name that no sentence holds by chance: `orders.in`, `ORDERS_TOKEN`, `stale_timestamp`, `/orders`. */
export function isDistinctive(name: string): boolean {
  return /[._/]/.test(name.replace(/^_+|_+$/g, "")) || /^test/.test(name);
}

/**
 * Where prose or a document's code names something: as a word of its own, so that `orders.in` is none of `orders.in.v2` or `orders.inbound`. A name that may be
 * an ordinary word counts only where it is a whole code span.
 */
export function tokensIn(text: string, name: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    const before = text.slice(Math.max(0, at - 64), at);
    const after = text.slice(end, end + 2);
    if (isDistinctive(name) ? standsAlone(name, before, after) : before.endsWith("`") && after.startsWith("`"))
      spans.push({ start: at, end });
  }
  return spans;
}

/** `http://shop.test`, `localhost:3000`. */
const HOST = /(?::\/\/[^\s/]+|(?<![\p{L}\p{N}_\-./])[\p{L}\p{N}][\p{L}\p{N}.-]*:\d+)$/u;

function standsAlone(name: string, before: string, after: string): boolean {
  if (/^[\p{L}\p{N}_-]/u.test(after) || /^\.[\p{L}\p{N}_]/u.test(after)) return false;
  // A path goes on behind a slash, and begins behind the name of a host.
  if (name.startsWith("/")) return !/^[/{<:]/.test(after) && (!/[\p{L}\p{N}_\-./}>]$/u.test(before) || HOST.test(before));
  return !/[\p{L}\p{N}_-]$/u.test(before) && !/[\p{L}\p{N}_]\.$/u.test(before);
}
