import { parse, stringify } from "yaml";
import type { Backend, Draft } from "./backend.ts";
import { readDraft } from "./draft.ts";

/** Above it a blocked run's report says what blocks, below it stands the draft that was refused. */
const MARK = "# The draft that was refused; l9 generate --resume with this file begins with it.";

/** A refused draft as the end of a report: whole, with the lines that the blockers speak of. */
export function keptDraftText({ files }: Draft): string {
  const readable = stringify({ DRAFT: files }, { lineWidth: 0, blockQuote: "literal" });
  // What a block of lines can not hold exactly, such as a carriage return, is written as JSON, which is YAML too.
  const isExact = JSON.stringify(parse(readable)) === JSON.stringify({ DRAFT: files });
  return `\n${MARK}\n${isExact ? readable : `${JSON.stringify({ DRAFT: files })}\n`}`;
}

/** The draft in a blocked run's report; null where it keeps none. @throws an Error where what stands there is no draft */
export function readKeptDraft(report: string, name: string): Draft | null {
  const at = report.lastIndexOf(`${MARK}\n`);
  if (at < 0) return null;
  const value = parse(report.slice(at + MARK.length + 1), { maxAliasCount: 0 }) as { DRAFT?: unknown } | null;
  return readDraft({ files: value?.DRAFT }, name);
}

/** A backend whose first draft is there already: only what is wrong with it is asked. */
export function resuming(backend: Backend, draft: Draft): Backend {
  return {
    name: backend.name,
    generate(_, { report }) {
      report("beginning with the draft of the last run");
      return Promise.resolve(draft);
    },
    repair: (...asked) => backend.repair(...asked),
    dispose: () => backend.dispose?.() ?? Promise.resolve(),
  };
}
