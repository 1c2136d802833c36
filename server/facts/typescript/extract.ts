import type { TSESTree } from "../../syntax/typescript.ts";
import type { Span } from "../../syntax/text.ts";
import type { CommentFact, FactKinds, FileFacts } from "../kinds.ts";
import type { TypeScriptModule } from "../../code/names/typescript/module.ts";
import type { TypeScriptNames } from "../../code/names/typescript/names.ts";
import type { FactContext } from "../context.ts";
import { extractUnit, handlersOf, noFacts as noUnitFacts } from "../table.ts";
import { tests } from "./tests/tests.ts";

/** What an extractor sees of the file. */
export interface TypeScriptFactContext {
  readonly module: TypeScriptModule;
  readonly names: TypeScriptNames;
  /** A place of its own for a fact: places are moved when the text around them changes. */
  span(node: TSESTree.Node): Span;
  emit<Kind extends keyof FactKinds>(kind: Kind, fact: FactKinds[Kind]): void;
}

/** Called for every node of the types it names, parents before children. */
export type TypeScriptExtractor = {
  readonly [Type in TSESTree.Node["type"] as `${Type}`]?: (
    node: Extract<TSESTree.Node, { type: Type }>,
    context: TypeScriptFactContext,
  ) => void;
};

const EXTRACTORS: readonly TypeScriptExtractor[] = [tests];

type Visit = (node: TSESTree.Node, context: TypeScriptFactContext) => void;

const VISITORS = new Map<string, Visit[]>();
for (const extractor of EXTRACTORS)
  for (const [type, visit] of Object.entries(extractor)) VISITORS.set(type, [...(VISITORS.get(type) ?? []), visit as Visit]);

/** The facts of a file of which nothing is known yet. */
export function noFacts(): MutableFacts {
  return { ...noUnitFacts(), comments: [] };
}

type MutableFacts = { [Kind in keyof FactKinds]: FactKinds[Kind][] } & { comments: CommentFact[] };

/** The kinds whose extractors read both languages. */
const SHARED = handlersOf([
  "aliases",
  "auth",
  "classes",
  "constants",
  "dictReturns",
  "env",
  "functions",
  "identity",
  "imports",
  "loops",
  "mentions",
  "names",
  "packets",
  "routes",
  "statuses",
  "typeAliases",
]);

/** Everything one TypeScript file says, in the same kinds of facts as Python's, so that rules about modules need not know the language. */
export function readTypeScriptFacts(names: TypeScriptNames): FileFacts {
  const facts = noFacts();
  const { module } = names;
  facts.comments.push(...module.tree.comments.map((comment) => commentFact(comment, module.tree.text.value)));
  const emit: FactContext["emit"] = (kind, fact) => void (facts[kind] as unknown[]).push(fact);
  const span = ({ start, end }: Span): Span => ({ start, end });
  const context: TypeScriptFactContext = {
    module,
    names,
    span: ({ range: [start, end] }) => ({ start, end }),
    emit,
  };
  for (const node of module.tree.nodes) for (const visit of VISITORS.get(node.type) ?? []) visit(node, context);
  for (const unit of names.units) extractUnit(SHARED, { module: names, unit, span, emit }, null);
  return facts;
}

/** A comment that is alone on its line, in JSX with its braces: `{/* … *\/}`. */
function commentFact({ range: [start, end] }: TSESTree.Comment, text: string): CommentFact {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  return {
    span: { start, end },
    text: text.slice(start, end),
    ownLine: /^[\s\ufeff]*\{?\s*$/.test(text.slice(lineStart, start)),
  };
}
