import type { TracedLink } from "../trace.ts";

/** `12 promises, 1 without the other end`. */
export function countWords(links: readonly TracedLink[]): string {
  const missing = links.filter((link) => link.missing !== null).length;
  const promises = `${links.length} ${links.length === 1 ? "promise" : "promises"}`;
  return `${promises}, ${missing === 0 ? "each kept" : `${missing} without the other end`}`;
}
