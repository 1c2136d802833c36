import type { Tree, TreeCursor } from "web-tree-sitter";

/** The parser's own functions. Each reads the cursor from the transfer buffer; those that move it write it back there. */
interface Functions {
  _ts_init(): number;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_current_field_id_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
}

/** What the library leaves in the object that was given to `Parser.init`. */
interface ParserModule extends Functions {
  readonly HEAP32: Int32Array;
}

/** The parser's functions, and where in its memory the transfer buffer lies. */
export interface ParserMemory {
  readonly module: ParserModule;
  readonly buffer: number;
}

/** @param options what was given to `Parser.init`, once that has resolved */
export function parserMemory(options: object): ParserMemory {
  const module = options as ParserModule;
  if (typeof module._ts_init !== "function" || !(module.HEAP32 instanceof Int32Array))
    throw new Error("web-tree-sitter no longer leaves its functions in the options of Parser.init");
  return { module, buffer: module._ts_init() >> 2 };
}

/** The words of a cursor, as the library keeps them. */
type Words = Record<0 | 1 | 2 | 3, number>;

/**
 * Walks a tree through the parser's own functions. The library's cursor copies itself into the parser's memory and back at every
 * property, two thirds of the time that reading a tree takes. Between `new` and `delete` nothing else may use the parser.
 */
export class Cursor {
  readonly #module: ParserModule;
  readonly #buffer: number;
  readonly #cursor: TreeCursor;
  readonly #tree: number;

  constructor({ module, buffer }: ParserMemory, tree: Tree) {
    this.#module = module;
    this.#buffer = buffer;
    this.#tree = (tree as unknown as Words)[0];
    this.#cursor = tree.walk();
    this.#enter();
  }

  firstChild(): boolean {
    return this.#module._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  nextSibling(): boolean {
    return this.#module._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  parent(): boolean {
    return this.#module._ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
  }

  /** The grammar's number of the node's type. */
  get typeId(): number {
    return this.#module._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  /** The number of the field in which the node stands; 0 for none. */
  get fieldId(): number {
    return this.#module._ts_tree_cursor_current_field_id_wasm(this.#tree);
  }

  get start(): number {
    return this.#module._ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get end(): number {
    return this.#module._ts_tree_cursor_end_index_wasm(this.#tree);
  }

  /** The node or something below it is an error. */
  get hasError(): boolean {
    this.#leave();
    const { hasError } = this.#cursor.currentNode;
    this.#enter();
    return hasError;
  }

  delete(): void {
    this.#leave();
    this.#cursor.delete();
  }

  /** The library puts its cursor into the transfer buffer at each property. */
  #enter(): void {
    void this.#cursor.nodeTypeId;
  }

  /** Moving may have made the parser give the cursor another place in memory. */
  #leave(): void {
    const words = this.#cursor as unknown as Words;
    for (const at of [0, 1, 2, 3] as const) words[at] = this.#module.HEAP32[this.#buffer + at] as number;
  }
}
