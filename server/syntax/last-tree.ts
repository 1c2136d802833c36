import type { Tree } from "web-tree-sitter";

/** The tree of the text that was read last: what looks at a text after its check, as the net under its fixes does, need not have it parsed again. */
export class LastTree {
  #text = "";
  #tree: Tree | null = null;

  /** A tree of the caller's own, which it must delete. */
  of(text: string, read: () => Tree): Tree {
    if (this.#tree === null || this.#text !== text) {
      const tree = read();
      this.#tree?.delete();
      this.#tree = tree;
      this.#text = text;
    }
    // Copies share what is not edited.
    return this.#tree.copy();
  }
}
