import type { Span } from "../syntax/text.ts";

function isSpan(value: object): value is Span {
  return "start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number";
}

/** Two pieces of facts that say the same: plain data, equal in everything but places. */
export function sameFacts(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  if (isSpan(a)) return isSpan(b);
  if (a instanceof Set || b instanceof Set)
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((item) => b.has(item));
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameFacts(item, b[at]));
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => sameFacts(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/** Whether two pieces of facts that say the same hold the very same places: an edit moves those that the file's facts hold now, no others. */
export function holdsSamePlaces(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null || a === b) return true;
  if (isSpan(a)) return false;
  return Object.keys(a).every((key) => holdsSamePlaces(a[key as keyof typeof a], b[key as keyof typeof b]));
}

/** Writes the places of one piece of facts into another that says the same, so that whoever holds it sees where things stand now. */
export function copyPlaces(to: unknown, from: unknown): void {
  if (typeof to !== "object" || to === null || typeof from !== "object" || from === null || to === from) return;
  if (isSpan(to) && isSpan(from)) {
    to.start = from.start;
    to.end = from.end;
    return;
  }
  for (const key of Object.keys(to)) copyPlaces(to[key as keyof typeof to], from[key as keyof typeof from]);
}
