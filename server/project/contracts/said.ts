import type { Evidence } from "../../facts/contracts.ts";
import type { Prose } from "./repository.ts";

/** A sentence with one of these says what is not so, or no longer. */
const NEGATED =
  /\b(?:no|not|never|none|neither|nor|without|avoid|instead|unlike|rather|don't|doesn't|isn't|can't|deprecated|formerly|old|used to)\b/i;

/**
 * The one of several words that paragraphs name, as a word of its own or in two words (`substrate_lookup`, substrate lookup). Null where none or several
 * are named; sentences that say what is not so count for nothing.
 */
export function onlyNamed<T extends string>(
  paragraphs: readonly Prose[],
  words: readonly T[],
): { value: T; proof: Evidence & { says: string } } | null {
  const found = paragraphs.flatMap(({ text, evidence }) =>
    text
      .split(/(?<=[.;!?])\s+/)
      .filter((sentence) => !NEGATED.test(sentence))
      .flatMap((sentence) =>
        words
          .filter((word) => new RegExp(`(?<!\\w)${word.replaceAll("_", "[_ -]")}(?!\\w)`, "i").test(sentence))
          .map((value) => ({ value, proof: { ...evidence, says: sentence } })),
      ),
  );
  const [first] = found;
  return first && found.every(({ value }) => value === first.value) ? first : null;
}
