import { step } from "../../syntax/meter.ts";
import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { isLeaf, itemsOf, OPTIONAL, type Item } from "./items.ts";
import { isArrow, isExpression, spelled, type Pattern, type Run } from "./pattern.ts";

/** What was found at the holes of a pattern: a node, or those that stand at a `$$$X`. */
export type Captures = Map<string, Node | readonly Node[]>;

/** Takes back what was captured since there were so many. */
export function forget(captures: Captures, kept: number): void {
  if (captures.size === kept) return;
  let at = 0;
  for (const name of captures.keys()) if (at++ >= kept) captures.delete(name);
}

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
      return isOfKind(node.type, pattern) && matchRuns(pattern.runs, itemsIn(file, node), captures, file);
  }
}

function isOfKind(kind: string, pattern: Pattern & { is: "node" }): boolean {
  return kind === pattern.kind || (kind === "function_definition" && isArrow(pattern));
}

function itemsIn({ items }: Searched, node: Node): readonly Item[] {
  let known = items.get(node);
  if (!known) items.set(node, (known = itemsOf(node)));
  return known;
}

/**
 * Compares parts in their order. What stands between two `$$$` is met where it first fits, what stands behind the last at the end; nothing is tried again
 * after that, so that the work grows with the code alone.
 */
function matchRuns(runs: readonly Run[], found: readonly Item[], captures: Captures, file: Searched): boolean {
  let at = matchRun((runs[0] as Run).items, found, 0, captures, file);
  if (at < 0) return false;
  for (let index = 1; index < runs.length; index++) {
    const { name, items } = runs[index] as Run;
    const met = meet(items, found, at, index === runs.length - 1, captures, file);
    if (!met) return false;
    if (name !== null) {
      const skipped = found.slice(at, met.start).filter((item) => typeof item !== "string");
      if (!capture(name, skipped, captures, file)) return false;
    }
    at = met.end;
  }
  return isEnd(found, at);
}

/** Where a run of parts fits first; the last run where nothing is left behind it. */
function meet(
  items: Run["items"],
  found: readonly Item[],
  from: number,
  isLast: boolean,
  captures: Captures,
  file: Searched,
): { start: number; end: number } | null {
  if (items.length === 0) return isLast ? { start: found.length, end: found.length } : { start: from, end: from };
  for (let start = from; start < found.length; start++) {
    const kept = captures.size;
    const end = matchRun(items, found, start, captures, file);
    if (end >= 0 && (!isLast || isEnd(found, end))) return { start, end };
    forget(captures, kept);
  }
  return null;
}

/** Compares parts that stand side by side; the place behind them, -1 where they do not fit. */
function matchRun(wanted: Run["items"], found: readonly Item[], from: number, captures: Captures, file: Searched): number {
  let at = from;
  for (const item of wanted) {
    while (isOptional(found[at]) && found[at] !== item) at++;
    if (at >= found.length || !matchesItem(item, found[at] as Item, captures, file)) return -1;
    at++;
  }
  return at;
}

function isEnd(found: readonly Item[], from: number): boolean {
  for (let at = from; at < found.length; at++) if (!isOptional(found[at])) return false;
  return true;
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
  if (node.type === "attribute" && !isText(node.child("attribute"), last)) return false;
  if (node.type === "identifier" && !isText(node, last) && !aliases.has(node.text)) return false;
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

function isText(node: Node | null, text: string): boolean {
  return node !== null && node.end - node.start === text.length && node.source.text.value.startsWith(text, node.start);
}
