import { shown } from "./session.ts";

/** Where two values begin to differ, as text with the lines around it; null where they are the same. */
export function firstDifference(kept: unknown, fresh: unknown): string | null {
  const a = shown(kept).split("\n");
  const b = shown(fresh).split("\n");
  if (a.length === b.length && a.every((line, at) => line === b[at])) return null;
  const at = a.findIndex((line, index) => line !== b[index]);
  const from = Math.max(0, at - 6);
  const around = (lines: readonly string[]): string => lines.slice(from, at + 8).join("\n");
  return `kept says\n${around(a)}\nfresh says\n${around(b)}`;
}
