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

/**
 * Whether places of one piece of facts are kept up to date by being those of another that says the same. A place in a file that is open in
 * the editor is moved by edits: there it must be the very one that the file holds now. Any other place can be written into.
 * @param isOpen edits move the places of this file
 */
export function keepsPlaces(to: unknown, from: unknown, isOpen: (path: string) => boolean): boolean {
  if (typeof to !== "object" || to === null || typeof from !== "object" || from === null || to === from) return true;
  if (isSpan(to)) return false;
  if ("path" in to && typeof to.path === "string" && !isOpen(to.path)) return true;
  return Object.keys(to).every((key) => keepsPlaces(to[key as keyof typeof to], from[key as keyof typeof from], isOpen));
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
