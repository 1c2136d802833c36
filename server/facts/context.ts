import type { ModuleNames } from "../code/names/module-names.ts";
import type { Node, Unit } from "../syntax/tree.ts";
import type { Span } from "../syntax/text.ts";
import type { FactKinds } from "./kinds.ts";

/** What an extractor sees of the file. */
export interface FactContext {
  readonly module: ModuleNames;
  readonly unit: Unit;
  /** A span that moves with the statement; every place in a fact is made by this. */
  span(node: Span): Span;
  emit<Kind extends keyof FactKinds>(kind: Kind, fact: FactKinds[Kind]): void;
}

/** Called for every node of the types it names, parents before children; `@unit` once for each top-level statement. */
export type FactExtractor = { readonly [nodeType: string]: (node: Node, context: FactContext) => void };
