import { Language, Parser, type Tree } from "web-tree-sitter";
import { readAsset } from "./assets.ts";
import { Cursor, parserMemory, type ParserMemory } from "./cursor.ts";
import { LastTree } from "./last-tree.ts";

// l9: ignore[module_singleton] the wasm runtime holds one parser for all texts, and each is read to its end
let parser: Parser | null = null;
/** One text is kept, with what the parser made of it. */
const last = new LastTree();
let typeNames: string[] = [];
let fieldNames: (string | null)[] = [];
/** By type id: what is done with a node of it. */
let kept: Uint8Array = new Uint8Array(0);
let memory: ParserMemory | null = null;
let loading: Promise<void> | null = null;

/** Loads the wasm runtime and the grammar; later calls return the same promise. */
export function loadPython(): Promise<void> {
  loading ??= (async () => {
    const options = { wasmBinary: readAsset("web-tree-sitter.wasm") };
    await Parser.init(options);
    memory = parserMemory(options);
    const language = await Language.load(readAsset("tree-sitter-python.wasm"));
    typeNames = Array.from({ length: language.nodeTypeCount }, (_, id) => language.nodeTypeForId(id) ?? "");
    kept = Uint8Array.from(typeNames, (name, id) => (!language.nodeTypeIsNamed(id) ? SKIPPED : LEAVES.test(name) ? LEAF : INNER));
    fieldNames = Array.from({ length: language.fieldCount + 1 }, (_, id) => language.fieldNameForId(id));
    parser = new Parser();
    parser.setLanguage(language);
  })();
  return loading;
}

/** Parses a text; with the tree of an earlier one, to which the edits between both were told, only what they touch. The caller deletes the tree. */
export function parsePython(text: string, old: Tree | null = null): Tree {
  const tree = parser?.parse(text, old);
  if (!tree) throw new Error(NOT_LOADED);
  return tree;
}

/** The same, whole; the text that was read last is not parsed again. */
export function parseOnce(text: string): Tree {
  return last.of(text, () => parsePython(text));
}

/** The kinds of nodes that the tree of Python has. */
export function nodeKinds(): ReadonlySet<string> {
  if (!parser) throw new Error(NOT_LOADED);
  return new Set(typeNames.filter((name, id) => name !== "" && kept[id] !== SKIPPED));
}

/** A cursor on the root of a tree. Until it is deleted nothing else may use the parser. */
export function cursorOf(tree: Tree): Cursor {
  if (!memory) throw new Error(NOT_LOADED);
  return new Cursor(memory, tree);
}

const NOT_LOADED = "loadPython has not been awaited";

/** The type of what the parser could not read. */
export const ERROR_TYPE_ID = 0xffff;

/** Tokens of the grammar are not copied; of named nodes, those that never have a named child need no look for one. */
export const [SKIPPED, LEAF, INNER] = [0, 1, 2] as const;
const LEAVES =
  /^(?:identifier|integer|float|true|false|none|ellipsis|comment|line_continuation|string_start|string_end|escape_sequence)$/;

export function keptAs(id: number): number {
  return id === ERROR_TYPE_ID ? INNER : (kept[id] ?? INNER);
}

export function typeName(id: number): string {
  return id === ERROR_TYPE_ID ? "ERROR" : (typeNames[id] ?? "");
}

/** The field in which the node under a cursor stands. */
export function fieldName(cursor: Cursor): string | null {
  return fieldNames[cursor.fieldId] ?? null;
}
