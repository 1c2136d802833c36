import { step } from "../../syntax/meter.ts";
import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { isLeaf, itemsOf, OPTIONAL, type Item } from "./items.ts";
import { isExpression, spelled, type Pattern } from "./pattern.ts";

/** What was found at the holes of a pattern: a node, or those that stand at a `$$$X`. */
export type Captures = Map<string, Node | readonly Node[]>;

/** One file in which is looked for matches. */
export interface Searched {
  readonly names: ModuleNames;
  /** The whole file, around its statements. */
  readonly root: Node;
  /** A name is that of a module or of something that is everywhere: it is compared by what it means where it stands, never by how it is spelled. */
  readonly isKnown: (first: string, isAlone: boolean) => boolean;
  /** A relative dotted name as seen from the workspace. */
  readonly absolute: (dotted: string) => string;
  /** The parts of nodes that have been looked at. */
  readonly items: Map<Node, readonly Item[]>;
}

/** Compares a node with a pattern; what it captures is added where it matches. */
export function matches(pattern: Pattern, node: Node, captures: Captures, file: Searched): boolean {
  step();
  switch (pattern.is) {
    case "one":
      return capture(pattern.name, node, captures, file);
    case "many":
      return capture(pattern.name, [node], captures, file);
    case "name":
      return isNamed(node, pattern, file);
    case "leaf":
      return node.type === pattern.kind && node.text === pattern.text;
    case "node":
      return node.type === pattern.kind && matchItems(pattern.items, itemsIn(file, node), captures, file);
  }
}

function itemsIn({ items }: Searched, node: Node): readonly Item[] {
  let known = items.get(node);
  if (!known) items.set(node, (known = itemsOf(node)));
  return known;
}

/** Compares parts in their order. `$$$` takes as few as what follows it allows, and is not tried again: the work grows with the code, not with its powers. */
function matchItems(wanted: readonly (Pattern | string)[], found: readonly Item[], captures: Captures, file: Searched): boolean {
  let at = 0;
  for (let next = 0; next < wanted.length; next++) {
    const item = wanted[next] as Pattern | string;
    if (typeof item !== "string" && item.is === "many") {
      const after = wanted[next + 1];
      const taken: Node[] = [];
      const isFollowed = after !== undefined && (typeof after === "string" || after.is !== "many");
      for (; at < found.length; at++) {
        const here = found[at] as Item;
        if (after !== undefined && (!isFollowed || matchesItem(after, here, new Map(captures), file))) break;
        if (typeof here !== "string") taken.push(here);
      }
      if (isFollowed && at === found.length) return false;
      if (!capture(item.name, taken, captures, file)) return false;
      continue;
    }
    while (isOptional(found[at]) && found[at] !== item) at++;
    if (at >= found.length || !matchesItem(item, found[at] as Item, captures, file)) return false;
    at++;
  }
  while (isOptional(found[at])) at++;
  return at >= found.length;
}

function isOptional(item: Item | undefined): boolean {
  return typeof item === "string" && OPTIONAL.has(item);
}

function matchesItem(wanted: Pattern | string, found: Item, captures: Captures, file: Searched): boolean {
  if (typeof wanted === "string" || typeof found === "string") return wanted === found;
  return matches(wanted, found, captures, file);
}

function capture(name: string | null, found: Node | readonly Node[], captures: Captures, file: Searched): boolean {
  if (name === null) return true;
  const before = captures.get(name);
  if (before !== undefined) return isSame(before, found, file);
  captures.set(name, found);
  return true;
}

function isSame(a: Node | readonly Node[], b: Node | readonly Node[], file: Searched): boolean {
  const left = Array.isArray(a) ? (a as readonly Node[]) : [a as Node];
  const right = Array.isArray(b) ? (b as readonly Node[]) : [b as Node];
  return left.length === right.length && left.every((node, at) => sameCode(node, right[at] as Node, file));
}

/** The same code but for its layout. */
function sameCode(a: Node, b: Node, file: Searched): boolean {
  step();
  if (a.type !== b.type) return false;
  if (isLeaf(a) || isLeaf(b)) return a.text === b.text;
  const left = itemsIn(file, a);
  const right = itemsIn(file, b);
  if (left.length !== right.length) return false;
  return left.every((item, at) => {
    const other = right[at] as Item;
    return typeof item === "string" || typeof other === "string" ? item === other : sameCode(item, other, file);
  });
}

/**
 * A name by what it means. One that begins with a module, a builtin or a global of the platform stands for that alone, through whatever import and alias, and a
 * local name that shadows it is another. Any other (`logger.info`, `PacketEnvelope`) is also met by a name that is spelled so, or that is imported and ends so.
 */
export function isNamed(
  node: Node,
  { dotted, isAlone }: { dotted: string; isAlone: boolean },
  { names, isKnown }: Searched,
): boolean {
  if (node.type !== "identifier" && node.type !== "attribute") return false;
  const last = dotted.slice(dotted.lastIndexOf(".") + 1);
  // The last part of what a member stands for is its own name.
  if (node.type === "attribute" && node.child("attribute")?.text !== last) return false;
  const first = dotted.split(".", 1)[0] as string;
  const known = isKnown(first, isAlone);
  if (!known && node.text.length === dotted.length && node.text === dotted) return true;
  const meant = isExpression(node) ? names.resolve(node) : null;
  if (meant !== null) {
    const plain = meant.startsWith("builtins.") ? meant.slice("builtins.".length) : meant.replace(".default", "");
    if (plain === dotted) return true;
    // `datetime.utcnow` of `from datetime import datetime`.
    if (known && plain.startsWith(`${first}.`) && plain.endsWith(`.${dotted}`) && spelled(node) === dotted) return true;
    if (!known && plain.endsWith(dotted) && /[./]/.test(plain[plain.length - dotted.length - 1] as string)) return true;
  }
  return !known && spelled(node) === dotted;
}
