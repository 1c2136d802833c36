import { step } from "../../syntax/meter.ts";
import type { Node } from "../../syntax/tree.ts";
import type { Captures, Searched } from "./match.ts";
import { tried, type Matcher } from "./matcher.ts";

/** What another node must be, and how far is looked for it. */
export interface Relation {
  wanted: Matcher;
  stop: "neighbor" | "end" | Matcher;
  /** The field in which the node stands, where it matters. */
  field: string | null;
}

/** The node around another: of a statement of the file the whole file. */
function parentOf(node: Node, { root }: Searched): Node | null {
  return node.parent ?? (node === root ? null : root);
}

function isEnd(stop: Relation["stop"], node: Node, file: Searched): boolean {
  step();
  return stop === "neighbor" || (stop !== "end" && tried(stop, node, new Map(), file));
}

function around(node: Node, { wanted, stop, field }: Relation, captures: Captures, file: Searched): boolean {
  let below = node;
  for (let up = parentOf(node, file); up; up = parentOf(up, file)) {
    if ((field === null || below.field === field) && tried(wanted, up, captures, file)) return true;
    if (isEnd(stop, up, file)) return false;
    below = up;
  }
  return false;
}

function within(node: Node, relation: Relation, captures: Captures, file: Searched): boolean {
  return isIn(node, relation, relation.field, captures, file);
}

function isIn(node: Node, relation: Relation, field: string | null, captures: Captures, file: Searched): boolean {
  const { wanted, stop } = relation;
  for (const child of node.children) {
    step();
    if (field !== null && child.field !== field) continue;
    if (tried(wanted, child, captures, file)) return true;
    if (!isEnd(stop, child, file) && isIn(child, relation, null, captures, file)) return true;
  }
  return false;
}

/** `inside` and `has`. */
export const related = { around, within };

/** `follows`: something like this stands before the node. */
export function before(node: Node, relation: Relation, captures: Captures, file: Searched): boolean {
  return beside(node, relation, captures, file, -1);
}

/** `precedes`: something like this stands behind the node. */
export function after(node: Node, relation: Relation, captures: Captures, file: Searched): boolean {
  return beside(node, relation, captures, file, 1);
}

function beside(node: Node, { wanted, stop }: Relation, captures: Captures, file: Searched, by: 1 | -1): boolean {
  const siblings = (parentOf(node, file)?.children ?? []).filter(({ type }) => type !== "comment" || wanted.kinds?.has(type));
  step(siblings.length);
  for (let at = siblings.indexOf(node) + by; at >= 0 && at < siblings.length; at += by) {
    const other = siblings[at] as Node;
    if (tried(wanted, other, captures, file)) return true;
    if (isEnd(stop, other, file)) return false;
  }
  return false;
}
