import type { Node, Unit } from "../syntax/tree.ts";
import { comment } from "./extract/comments.ts";
import { extractUnit, handlersOf, KINDS, noFacts, type Handlers, type UnitFacts } from "./table.ts";
import type { FactContext } from "./context.ts";
import type { CodeModule } from "../code/names/module.ts";
import type { CommentFact, FactKinds, FileFacts } from "./kinds.ts";

/** By kind: what its extractor looks at. */
const HANDLERS = Object.fromEntries(KINDS.map((kind) => [kind, handlersOf([kind])])) as Record<keyof FactKinds, Handlers>;
const ALL = handlersOf(KINDS);

/**
 * The facts of a file that is read once and never edited. Each kind is extracted when a rule first asks for it: most files
 * of a workspace belong to no module, and nobody asks for most of what they say.
 */
export class FactsOnce {
  readonly #module: CodeModule;
  readonly #known: Partial<UnitFacts> = {};
  #comments: readonly CommentFact[] | null = null;
  /** Reads a kind when it is looked at; use it while the file's tree is there. */
  readonly facts: FileFacts;

  constructor(module: CodeModule) {
    this.#module = module;
    const facts = {};
    for (const kind of KINDS)
      Object.defineProperty(facts, kind, {
        enumerable: true,
        get: () => (this.#known[kind] ??= this.#extract(HANDLERS[kind])[kind] as never),
      });
    Object.defineProperty(facts, "comments", { enumerable: true, get: () => (this.#comments ??= this.#readComments()) });
    this.facts = facts as FileFacts;
  }

  /** Every kind, as plain data that outlives the tree. */
  all(): FileFacts {
    return { ...this.#extract(ALL), comments: this.facts.comments };
  }

  #extract(handlers: Handlers): UnitFacts {
    const facts = noFacts();
    for (const unit of this.#module.units) extractUnit(handlers, contextOf(this.#module, unit, facts), null);
    return facts;
  }

  #readComments(): CommentFact[] {
    const found: CommentFact[] = [];
    const pending: Node[] = this.#module.units.map(({ node }) => node).reverse();
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.type === "comment") found.push(comment(node, { start: node.start, end: node.end }));
      for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
    }
    return found;
  }
}

function contextOf(module: CodeModule, unit: Unit, facts: UnitFacts): FactContext {
  return {
    module,
    unit,
    // Nothing moves in a file that is not edited.
    span: ({ start, end }) => ({ start, end }),
    emit(kind, fact) {
      (facts[kind] as (typeof fact)[]).push(fact);
    },
  };
}
