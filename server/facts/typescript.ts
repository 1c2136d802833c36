import type { TypeScriptNames } from "../code/names/typescript/names.ts";
import type { Span } from "../syntax/text.ts";
import type { TSESTree } from "../syntax/typescript.ts";
import type { FactContext } from "./context.ts";
import type { CommentFact, FactKinds, FileFacts } from "./kinds.ts";
import { extractUnit, handlersOf, KINDS, noFacts as noUnitFacts } from "./table.ts";

/** Kinds whose extractors know Python alone. */
const PYTHON_ONLY: ReadonlySet<keyof FactKinds> = new Set<keyof FactKinds>(["dedupe", "packetCalls", "skips"]);
const HANDLERS = handlersOf(KINDS.filter((kind) => !PYTHON_ONLY.has(kind)));

type MutableFacts = { [Kind in keyof FactKinds]: FactKinds[Kind][] } & { comments: CommentFact[] };

/** The facts of a file of which nothing is known yet. */
export function noFacts(): MutableFacts {
  return { ...noUnitFacts(), comments: [] };
}

/** Everything one TypeScript file says, in the same kinds of facts as Python's, so that rules about modules need not know the language. */
export function readTypeScriptFacts(names: TypeScriptNames): FileFacts {
  const facts = noFacts();
  const { tree } = names.module;
  facts.comments.push(...tree.comments.map((comment) => commentFact(comment, tree.text.value)));
  const emit: FactContext["emit"] = (kind, fact) => void (facts[kind] as unknown[]).push(fact);
  const span = ({ start, end }: Span): Span => ({ start, end });
  for (const unit of names.units) extractUnit(HANDLERS, { module: names, unit, span, emit }, null);
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
