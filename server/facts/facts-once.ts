import type { Span } from "../syntax/text.ts";
import type { Node, Source, Unit } from "../syntax/tree.ts";
import { comment } from "./extract/comments.ts";
import { extractUnit, handlersOf, KINDS, noFacts, type Handlers, type UnitFacts } from "./table.ts";
import type { FactContext } from "./context.ts";
import type { ModuleNames } from "../code/names/module-names.ts";
import type { CommentFact, FactKinds, FileFacts } from "./kinds.ts";

/** What extractors look at: of each kind, and of all. */
const HANDLERS = { python: readersOf("python"), typescript: readersOf("typescript") };

function readersOf(language: Source["language"]): { of: Record<keyof FactKinds, Handlers>; all: Handlers } {
  const of = Object.fromEntries(KINDS.map((kind) => [kind, handlersOf([kind], language)]));
  return { of: of as Record<keyof FactKinds, Handlers>, all: handlersOf(KINDS, language) };
}

/**
 * The facts of a text that is read once and never edited. Each kind is extracted when a rule first asks for it: most files
 * of a workspace belong to no module, and nobody asks for most of what they say.
 */
export class FactsOnce {
  readonly #module: ModuleNames;
  readonly #known: Partial<UnitFacts> = {};
  #comments: readonly CommentFact[] | null = null;
  /** Reads a kind when it is looked at; use it while the file's tree is there. */
  readonly facts: FileFacts;

  constructor(module: ModuleNames) {
    this.#module = module;
    const facts = {};
    const handlers = HANDLERS[module.source.language].of;
    for (const kind of KINDS)
      Object.defineProperty(facts, kind, {
        enumerable: true,
        get: () => (this.#known[kind] ??= this.#extract(handlers[kind])[kind] as never),
      });
    Object.defineProperty(facts, "comments", { enumerable: true, get: () => (this.#comments ??= this.#readComments()) });
    this.facts = facts as FileFacts;
  }

  /** Every kind, as plain data that outlives the tree. */
  all(): FileFacts {
    return { ...this.#extract(HANDLERS[this.#module.source.language].all), comments: this.facts.comments };
  }

  #extract(handlers: Handlers): UnitFacts {
    const facts = noFacts();
    for (const unit of this.#module.units) extractUnit(handlers, contextOf(this.#module, unit, facts), null);
    return facts;
  }

  #readComments(): CommentFact[] {
    const { source, comments } = this.#module;
    const found = comments.map((place) => comment(place, source, copy(place)));
    const pending: Node[] = this.#module.units.map(({ node }) => node).reverse();
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.type === "comment") found.push(comment(node, source, copy(node)));
      for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
    }
    return found;
  }
}

function contextOf(module: ModuleNames, unit: Unit, facts: UnitFacts): FactContext {
  return {
    module,
    unit,
    // Nothing moves in a file that is not edited.
    span: copy,
    emit(kind, fact) {
      (facts[kind] as (typeof fact)[]).push(fact);
    },
  };
}

function copy({ start, end }: Span): Span {
  return { start, end };
}
