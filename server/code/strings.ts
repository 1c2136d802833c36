import type { Unit } from "../syntax/tree.ts";

/** True for an offset that lies between the first and the last character of a string, a replaced part of an f-string included. */
export function isInString(units: readonly Unit[], offset: number): boolean {
  const inside = ({ start, end }: Unit["node"]): boolean => start < offset && offset < end;
  const pending = units.map(({ node }) => node).filter(inside);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "string") return true;
    for (const child of node.children) if (inside(child)) pending.push(child);
  }
  return false;
}
