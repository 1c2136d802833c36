import type { Node, Unit } from "../syntax/tree.ts";

/** True for an offset that lies in a comment. */
export function isInComment(units: readonly Unit[], offset: number): boolean {
  const inside = ({ start, end }: Node): boolean => start <= offset && offset < end;
  const pending = units.map(({ node }) => node).filter(inside);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "comment") return true;
    for (const child of node.children) if (inside(child)) pending.push(child);
  }
  return false;
}
