import { headIn } from "../../code/pattern/heads.ts";
import type { Matcher } from "../../code/pattern/matcher.ts";
import type { Node } from "../../syntax/tree.ts";

/** The rules that may match nodes of a kind. */
interface OfKind<R> {
  all: readonly R[];
  /** By the name with which the node begins: those that ask for it, and those that ask for none. */
  byHead: ReadonlyMap<string, readonly R[]>;
  /** Those that ask for none. */
  others: readonly R[];
}

/** Which of a file's rules are worth trying at a node, in the order of the rules. */
export class Candidates<R> {
  readonly #rules: readonly (readonly [R, Matcher])[];
  /** Names that stand for something of another name. */
  readonly #aliases: ReadonlySet<string>;
  readonly #kinds = new Map<string, OfKind<R>>();

  constructor(rules: readonly (readonly [R, Matcher])[], aliases: ReadonlySet<string>) {
    this.#rules = rules;
    this.#aliases = aliases;
  }

  at(node: Node): readonly R[] {
    let here = this.#kinds.get(node.type);
    if (!here) this.#kinds.set(node.type, (here = this.#ofKind(node.type)));
    const { all, byHead, others } = here;
    if (byHead.size === 0) return all;
    const head = headIn(node);
    if (!head) return others;
    const name = head.text;
    return head.type === "identifier" && this.#aliases.has(name) ? all : (byHead.get(name) ?? others);
  }

  #ofKind(kind: string): OfKind<R> {
    const here = this.#rules.filter(([, { kinds }]) => kinds === null || kinds.has(kind));
    const heads = new Set(here.flatMap(([, matcher]) => matcher.heads ?? []));
    const asking = (name: string | null): R[] =>
      here.filter(([, { heads: own }]) => own === null || (name !== null && own.includes(name))).map(([rule]) => rule);
    return {
      all: here.map(([rule]) => rule),
      byHead: new Map([...heads].map((name) => [name, asking(name)])),
      others: asking(null),
    };
  }
}
