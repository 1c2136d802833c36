import type { Node } from "../../syntax/tree.ts";
import type { Pattern } from "./pattern.ts";

/** How many first parts are looked into: `@app.get(…)` is a decorator, a call, and its name. */
const DEPTH = 3;

/** The name with which every node begins that a pattern matches; null where it may be any. */
export function headOf(pattern: Pattern, depth = DEPTH): string | null {
  if (pattern.is === "name") return pattern.dotted.slice(pattern.dotted.lastIndexOf(".") + 1);
  // A member begins with its own name, which is a hole here.
  if (pattern.is !== "node" || pattern.kind === "attribute" || pattern.kind === "string" || depth === 1) return null;
  const first = pattern.runs[0]?.items.find((item) => typeof item !== "string");
  return first ? headOf(first, depth - 1) : null;
}

/** The name or the member with which a node begins, to be compared with the heads of patterns; null where it begins with anything else. */
export function headIn(node: Node): Node | null {
  let at = node;
  for (let depth = DEPTH; depth > 0; depth--) {
    if (at.type === "identifier") return at;
    if (at.type === "attribute") return at.child("attribute");
    if (at.type === "string") return null;
    const first = at.children.find(({ type }) => type !== "comment" && type !== "line_continuation");
    if (!first) return null;
    at = first;
  }
  return null;
}
