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
  /** Names that stand for something of another name: through an import or an assignment. */
  readonly aliases: ReadonlySet<string>;
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

type Wanted = Pattern | string;

/**
 * Compares parts in their order. What stands between two `$$$` is met where it first fits, what stands behind the last at the end; nothing is tried again
 * after that, so that the work grows with the code alone.
 */
function matchItems(wanted: readonly Wanted[], found: readonly Item[], captures: Captures, file: Searched): boolean {
  const [first, ...others] = runsOf(wanted);
  let at = matchRun((first as Run).items, found, 0, captures, file);
  if (at < 0) return false;
  for (const [index, { name, items }] of others.entries()) {
    const isLast = index === others.length - 1;
    const met = meet(items, found, at, isLast, captures, file);
    if (!met) return false;
    const skipped = found.slice(at, met.start).filter((item) => typeof item !== "string");
    if (!capture(name, skipped, captures, file)) return false;
    at = met.end;
  }
  return isEnd(found, at);
}

/** Where a run of parts fits first; the last run where nothing is left behind it. */
function meet(
  items: readonly Wanted[],
  found: readonly Item[],
  from: number,
  isLast: boolean,
  captures: Captures,
  file: Searched,
): { start: number; end: number } | null {
  if (items.length === 0) return isLast ? { start: found.length, end: found.length } : { start: from, end: from };
  for (let start = from; start < found.length; start++) {
    const own: Captures = new Map(captures);
    const end = matchRun(items, found, start, own, file);
    if (end < 0 || (isLast && !isEnd(found, end))) continue;
    for (const [name, node] of own) captures.set(name, node);
    return { start, end };
  }
  return null;
}

interface Run {
  /** Of the `$$$` before it. */
  name: string | null;
  items: Wanted[];
}

/** The parts between the `$$$` of a pattern. */
function runsOf(wanted: readonly Wanted[]): Run[] {
  const runs: Run[] = [{ name: null, items: [] }];
  for (const item of wanted) {
    if (typeof item !== "string" && item.is === "many") runs.push({ name: item.name, items: [] });
    else runs.at(-1)?.items.push(item);
  }
  return runs;
}

/** Compares parts that stand side by side; the place behind them, -1 where they do not fit. */
function matchRun(wanted: readonly Wanted[], found: readonly Item[], from: number, captures: Captures, file: Searched): number {
  let at = from;
  for (const item of wanted) {
    while (isOptional(found[at]) && found[at] !== item) at++;
    if (at >= found.length || !matchesItem(item, found[at] as Item, captures, file)) return -1;
    at++;
  }
  return at;
}

function isEnd(found: readonly Item[], from: number): boolean {
  return found.slice(from).every(isOptional);
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
  { names, isKnown, aliases }: Searched,
): boolean {
  if (node.type !== "identifier" && node.type !== "attribute") return false;
  const last = dotted.slice(dotted.lastIndexOf(".") + 1);
  // The last part of what a member stands for is its own name.
  if (node.type === "attribute" && node.child("attribute")?.text !== last) return false;
  if (node.type === "identifier" && node.text !== last && !aliases.has(node.text)) return false;
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
