import type { Node, Unit } from "../syntax/tree.ts";

/** True for an offset that lies between the first and the last character of a string, a replaced part of an f-string included. */
export function isInString(units: readonly Unit[], offset: number): boolean {
  return isWithin("string", units, ({ start, end }) => start < offset && offset < end);
}

/** True for an offset that lies in a comment. */
export function isInComment(units: readonly Unit[], offset: number): boolean {
  return isWithin("comment", units, ({ start, end }) => start <= offset && offset < end);
}

function isWithin(type: string, units: readonly Unit[], inside: (node: Node) => boolean): boolean {
  const pending = units.map(({ node }) => node).filter(inside);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === type) return true;
    for (const child of node.children) if (inside(child)) pending.push(child);
  }
  return false;
}
