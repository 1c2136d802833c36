import { Edit, type Tree } from "web-tree-sitter";
import type { Cursor } from "./cursor.ts";
import { step } from "./meter.ts";
import { moveUnit } from "./moving.ts";
import { inOlderWords } from "./newest-python.ts";
import { cursorOf, ERROR_TYPE_ID, fieldName, INNER, keptAs, parseOnce, parsePython, SKIPPED, typeName } from "./python-parser.ts";
import { difference, lineAround, point, touched } from "./text-difference.ts";
import { Text, type Span } from "./text.ts";

const NO_CHILDREN: Node[] = [];

/** The document that a node belongs to. */
export interface Source {
  readonly language: "python" | "typescript";
  readonly text: Text;
  /** Its top-level statements. */
  readonly units: readonly Unit[];
  /** Where the parser first found an error, null when the file parses. */
  readonly syntaxError: Span | null;
}

/**
 * A named node of code, in the words of the Python grammar, copied out of the parser's memory once and then read as plain
 * properties (a property of a wasm node costs a call each time). Offsets are UTF-16 code units in the current document: when an edit
 * moves a statement, the offsets of its nodes are moved in place.
 */
export class Node implements Span {
  readonly type: string;
  readonly field: string | null;
  start: number;
  end: number;
  readonly parent: Node | null;
  readonly children: Node[] = NO_CHILDREN;
  readonly source: Source;

  constructor(type: string, field: string | null, start: number, end: number, parent: Node | null, source: Source) {
    this.type = type;
    this.field = field;
    this.start = start;
    this.end = end;
    this.parent = parent;
    this.source = source;
    step();
  }

  get text(): string {
    return this.source.text.value.slice(this.start, this.end);
  }

  /** Adds a child while the node is made. */
  take(child: Node): void {
    if (this.children === NO_CHILDREN) (this as { children: Node[] }).children = [child];
    else this.children.push(child);
  }

  /** The first child in a field of the grammar (`function`, `arguments`, `left`, …). */
  child(field: string): Node | null {
    for (const child of this.children) if (child.field === field) return child;
    return null;
  }

  /** Every child in a field that may stand several times. */
  childrenIn(field: string): Node[] {
    return this.children.filter((child) => child.field === field);
  }

  /** The children without comments and line continuations, which the grammar allows anywhere. */
  get operands(): Node[] {
    return this.children.filter((child) => child.type !== "comment" && child.type !== "line_continuation");
  }
}

/** A top-level statement (or comment) of a module: what one edit makes new, the others are kept. */
export interface Unit {
  readonly node: Node;
  /** The parser found an error inside. */
  readonly hasError: boolean;
  /** Spans that facts and findings of this unit hold; moved together with its nodes. */
  readonly spans: Span[];
  /** The first node whose children lie too deep. */
  readonly cut: Node | null;
}

/** Levels of nesting that are read: rules and facts recurse, and Python itself gives up earlier. What lies deeper is not checked. */
export const MAX_DEPTH = 1000;

/** One Python document: its text and its top-level statements. `loadPython` must have resolved. */
export class SourceTree implements Source {
  readonly language = "python";
  text: Text;
  units: Unit[] = [];
  /** Where the parser first found an error, null when the file parses. */
  syntaxError: Span | null = null;
  #tree: Tree;
  #inOlderWords = false;

  constructor(text: string) {
    this.text = new Text(text);
    this.#tree = this.#parseWhole(text);
    this.units = this.#read([], [], 0, { start: 0, end: text.length });
    this.syntaxError = this.#firstError();
  }

  /**
   * Takes the document's next text. The edit is found by comparing both texts, so any client's way of telling changes is
   * good; statements outside it are kept as they are, only moved.
   */
  update(next: string): void {
    const old = this.text.value;
    if (old === next) return;
    const { start, oldEnd, newEnd } = difference(old, next);
    const nextText = new Text(next);
    this.#tree.edit(
      new Edit({
        startIndex: start,
        oldEndIndex: oldEnd,
        newEndIndex: newEnd,
        startPosition: point(this.text, start),
        oldEndPosition: point(this.text, oldEnd),
        newEndPosition: point(nextText, newEnd),
      }),
    );
    // What the parser makes of an error depends on what it reuses: a text that does not parse is always read from its start, so that the
    // same text gives the same tree, whatever was typed before.
    const reusable = this.syntaxError === null && !this.#inOlderWords;
    let tree = reusable ? parsePython(next, this.#tree) : this.#parseWhole(next);
    if (tree.rootNode.hasError && reusable) {
      tree.delete();
      tree = this.#parseWhole(next);
    }
    const changed: Span[] = this.#tree.getChangedRanges(tree).map((range) => ({ start: range.startIndex, end: range.endIndex }));
    changed.push({ start, end: newEnd });
    this.#tree.delete();
    this.#tree = tree;
    const delta = newEnd - oldEnd;
    this.text = nextText;
    this.units = this.#read(this.units, changed, delta, { start, end: oldEnd });
    this.syntaxError = this.#firstError();
  }

  /** Where nodes were left out because they are nested too deep; null when all was read. */
  get tooDeep(): Span | null {
    return this.units.find((unit) => unit.cut !== null)?.cut ?? null;
  }

  /** Frees the parser's memory; the source must not be updated afterwards. */
  dispose(): void {
    this.#tree.delete();
  }

  /** Reads a text from its start; one that is newer than the grammar in older words. */
  #parseWhole(text: string): Tree {
    const tree = parseOnce(text);
    const older = tree.rootNode.hasError ? inOlderWords(text) : text;
    this.#inOlderWords = older !== text;
    if (this.#inOlderWords) tree.delete();
    return this.#inOlderWords ? parsePython(older) : tree;
  }

  #read(old: readonly Unit[], changed: readonly Span[], delta: number, edit: Span): Unit[] {
    const units: Unit[] = [];
    const anyError = this.#tree.rootNode.hasError;
    const cursor = cursorOf(this.#tree);
    let at = 0;
    if (cursor.firstChild()) {
      do {
        const id = cursor.typeId;
        if (keptAs(id) === SKIPPED) continue;
        const start = cursor.start;
        const end = cursor.end;
        // Old statements come in the same order: skip those that end up before this one.
        let match: Unit | undefined;
        for (; at < old.length; at++) {
          const candidate = old[at] as Unit;
          // What the edit took from is gone, even where another statement now stands at its place.
          if (candidate.node.start <= edit.end && candidate.node.end >= edit.start) continue;
          const shift = candidate.node.start >= edit.end ? delta : 0;
          if (candidate.node.start + shift < start) continue;
          if (candidate.node.start + shift === start) match = candidate;
          break;
        }
        const shift = match && match.node.start >= edit.end ? delta : 0;
        if (
          match &&
          !match.hasError &&
          match.node.end + shift === end &&
          match.node.type === typeName(id) &&
          !(anyError && cursor.hasError) &&
          !touched(changed, match.node.type === "comment" ? lineAround(this.text.value, start, end) : { start, end })
        ) {
          at++;
          if (shift) moveUnit(match, shift);
          units.push(match);
          continue;
        }
        const hasError = anyError && cursor.hasError;
        units.push({ ...copyNode(cursor, this), hasError, spans: [] });
      } while (cursor.nextSibling());
    }
    cursor.delete();
    return units;
  }

  #firstError(): Span | null {
    let node = this.#tree.rootNode;
    if (!node.hasError) return null;
    for (;;) {
      if (node.isMissing || node.isError) return { start: node.startIndex, end: node.endIndex };
      const inner = node.children.find((child) => child?.hasError || child?.isMissing);
      if (!inner) return { start: node.startIndex, end: node.endIndex };
      node = inner;
    }
  }
}

/**
 * Copies the node under the cursor with all named descendants; the cursor ends where it was.
 * A loop, not a recursion: a chain of ten thousand operators nests ten thousand nodes deep. Cut, a node is an error.
 * @param above what becomes the parent; does not take the node
 */
export function copyNode(cursor: Cursor, source: Source, above: Node | null = null): { node: Node; cut: Node | null } {
  const root = copyAlone(cursor, cursor.typeId, above, source);
  let cut: Node | null = null;
  if (!cursor.firstChild()) return { node: root, cut };
  let parent = root;
  let depth = 1;
  for (;;) {
    const id = cursor.typeId;
    const as = keptAs(id);
    if (as !== SKIPPED) {
      const node = copyAlone(cursor, depth >= MAX_DEPTH && as === INNER ? ERROR_TYPE_ID : id, parent, source);
      parent.take(node);
      if (depth >= MAX_DEPTH) cut ??= node;
      else if (as === INNER && cursor.firstChild()) {
        parent = node;
        depth++;
        continue;
      }
    }
    while (!cursor.nextSibling()) {
      cursor.parent();
      if (parent === root) return { node: root, cut };
      parent = parent.parent as Node;
      depth--;
    }
  }
}

/** Copies the node under the cursor without what is in it. */
export function copyAlone(cursor: Cursor, id: number, parent: Node | null, source: Source): Node {
  return new Node(typeName(id), fieldName(cursor), cursor.start, cursor.end, parent, source);
}
