import { Edit, type Tree } from "web-tree-sitter";
import type { Cursor } from "./cursor.ts";
import type { Edits } from "./edits.ts";
import { cursorOf, keptAs, parseOnce, parsePython, SKIPPED, typeName } from "./python-parser.ts";
import { lineAround, point } from "./text-difference.ts";
import { Text, type Span } from "./text.ts";
import { copyAlone, copyNode, type Node, type Source } from "./tree.ts";

/** The statements of a text. Those that edits leave as they are have no children here. */
export interface Renewed {
  /** At the top level. */
  readonly nodes: readonly Node[];
  readonly kept: ReadonlySet<Node>;
}

/**
 * A Python text before and after edits, read as far as they make it new: statement by statement, also in the bodies of classes and functions. Null where
 * this can not be told, and both have to be read whole: a text that does not parse, a line that goes on behind a `\`, a statement that is kept at another
 * place.
 */
export function renewed(before: string, after: string, edits: Edits): { before: Renewed; after: Renewed } | null {
  if (/\\[\r\n]/.test(before) || /\\[\r\n]/.test(after)) return null;
  const tree = parseOnce(before);
  const told = tree.copy();
  let next: Tree | null = null;
  try {
    if (tree.rootNode.hasError) return null;
    tell(told, new Text(before), edits);
    next = parsePython(after, told);
    if (next.rootNode.hasError) return null;
    const changed = told.getChangedRanges(next).map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex }));
    const removed = edits.all.map(({ span }) => span);
    const old = new Reader(before, removed).read(tree);
    const made = new Reader(after, [...changed, ...edits.places]).read(next);
    return arePairs(old.kept, made.kept, edits) ? { before: old, after: made } : null;
  } finally {
    next?.delete();
    told.delete();
    tree.delete();
  }
}

/** Tells a tree of edits, the last one first: what stands before it has its old place. */
function tell(tree: Tree, text: Text, { all }: Edits): void {
  for (let at = all.length - 1; at >= 0; at--) {
    const { span, text: set } = all[at] as Edits["all"][number];
    const startPosition = point(text, span.start);
    const lines = set.split(/\r\n|\r|\n/);
    const column = (lines.length > 1 ? 0 : startPosition.column) + (lines.at(-1) ?? "").length;
    tree.edit(
      new Edit({
        startIndex: span.start,
        oldEndIndex: span.end,
        newEndIndex: span.start + set.length,
        startPosition,
        oldEndPosition: point(text, span.end),
        newEndPosition: { row: startPosition.row + lines.length - 1, column },
      }),
    );
  }
}

/** Reads the statements of one of the two texts. */
class Reader {
  readonly #source: Source;
  readonly #new: readonly Span[];
  readonly #kept = new Set<Node>();

  /** @param made what is not as in the other text, in any order */
  constructor(text: string, made: readonly Span[]) {
    this.#source = { language: "python", text: new Text(text), units: [], syntaxError: null };
    this.#new = merged(made);
  }

  read(tree: Tree): Renewed {
    const cursor = cursorOf(tree);
    const nodes = this.#siblings(cursor, null);
    cursor.delete();
    return { nodes, kept: this.#kept };
  }

  /** The named children of the node under the cursor, which ends where it was. */
  #siblings(cursor: Cursor, parent: Node | null): Node[] {
    const nodes: Node[] = [];
    if (!cursor.firstChild()) return nodes;
    do {
      if (keptAs(cursor.typeId) !== SKIPPED) nodes.push(this.#statement(cursor, parent));
    } while (cursor.nextSibling());
    cursor.parent();
    return nodes;
  }

  #statement(cursor: Cursor, parent: Node | null): Node {
    const { start, end, typeId } = cursor;
    const type = typeName(typeId);
    // Whether a text stands at the head of a module is asked of what is in the statement.
    const isNew =
      this.#isNew(type === "comment" ? lineAround(this.#source.text.value, start, end) : { start, end }) ||
      (parent === null && type === "expression_statement");
    if (isNew && !this.#isOpen(type, cursor)) return copyNode(cursor, this.#source, parent).node;
    const node = copyAlone(cursor, typeId, parent, this.#source);
    if (isNew) for (const child of this.#siblings(cursor, node)) node.take(child);
    else this.#kept.add(node);
    return node;
  }

  /** Something whose statements are looked at one by one: what it begins with, up to its body, is as it was. */
  #isOpen(type: string, cursor: Cursor): boolean {
    if (type === "block" || type === "decorated_definition") return true;
    if (!/^(?:class|function)_definition$/.test(type)) return false;
    const { start } = cursor;
    let body = start;
    cursor.firstChild();
    do {
      if (typeName(cursor.typeId) === "block") body = cursor.start;
    } while (cursor.nextSibling());
    cursor.parent();
    return body > start && !this.#isNew({ start, end: body });
  }

  /** Something new overlaps it or stands beside it. */
  #isNew(span: Span): boolean {
    let low = 0;
    let high = this.#new.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#new[middle] as Span).start <= span.end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.#new[low - 1] as Span).end >= span.start;
  }
}

/** Whether every kept statement of the one text is one of the other, at the place where the edits put it. */
function arePairs(before: ReadonlySet<Node>, after: ReadonlySet<Node>, edits: Edits): boolean {
  if (before.size !== after.size) return false;
  const found = after.values();
  for (const node of before) {
    const other = found.next().value;
    if (other?.type !== node.type || edits.moved(node.start) !== other.start || edits.moved(node.end) !== other.end) return false;
    if ((node.parent === null) !== (other.parent === null)) return false;
    if (node.parent && other.parent && edits.moved(node.parent.start) !== other.parent.start) return false;
  }
  return true;
}

/** The same parts of a text, sorted, none touching another. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}
