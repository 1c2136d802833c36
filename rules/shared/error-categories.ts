import type { StatusFact } from "../../server/facts/kinds-http.ts";
import type { ErrorCategory } from "../../server/facts/spec.ts";

/** Words for one thing: `failed`, `invalid` and `error` say that something is wrong, not what. */
const SAME: readonly (readonly string[])[] = [
  [
    "bad",
    "invalid",
    "fail",
    "failed",
    "failure",
    "failing",
    "error",
    "exception",
    "wrong",
    "incorrect",
    "mismatch",
    "malformed",
    "broken",
    "unable",
  ],
  ["stale", "expired", "old", "outdated", "skew"],
  ["missing", "absent", "required", "without", "lacks"],
  ["duplicate", "duplicated", "duplicates", "already", "deduped"],
  ["timeout", "timedout"],
  ["payload", "body"],
  ["signature", "sig", "hmac"],
  ["header", "headers"],
  ["storage", "store", "persist", "persistence"],
  ["limit", "limited", "throttle", "throttled"],
];

const STEMS: ReadonlyMap<string, string> = new Map(SAME.flatMap((words) => words.map((word) => [word, words[0] as string])));

/** A conditions's words that tell that a check did not pass. */
const NEGATED = /\bnot\s+(await\s+)?[\w.]*(verif|valid|check|compare|match)\w*/i;

/** The words of a text, each as the first of those that mean the same. */
export function wordsOf(text: string): Set<string> {
  const words = text
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
  return new Set(words.map((word) => STEMS.get(word) ?? word.replace(/(?<=[a-z]{3})s$/, "")));
}

/**
 * The category of the spec that an answer belongs to, as far as the words around it tell; null when none or several fit. What stands
 * nearest decides: the answer's own texts, then the statements before it, then exceptions, condition and function name, where a
 * category of one word is too little to go by.
 */
export function categoryOf(fact: StatusFact, categories: readonly ErrorCategory[]): ErrorCategory | null {
  const texts = fact.texts.filter(isShort);
  const before = fact.before.filter(isShort);
  for (const text of [...texts, ...before]) {
    const exact = categories.find(({ name }) => name.text.toLowerCase() === text.toLowerCase());
    if (exact) return exact;
  }
  const condition = fact.condition ?? "";
  const levels: { words: Set<string>; least: number }[] = [
    ...texts.map((text) => ({ words: wordsOf(text), least: 1 })),
    ...before.map((text) => ({ words: wordsOf(text), least: 2 })),
    ...fact.caught.map((text) => ({ words: wordsOf(text), least: 2 })),
    { words: wordsOf(NEGATED.test(condition) ? `${condition} invalid` : condition), least: 2 },
    { words: wordsOf(fact.function ?? ""), least: 2 },
  ];
  for (const { words, least } of levels) {
    const fitting = categories
      .map((category) => ({ category, size: fits(category, words) }))
      .filter(({ size }) => size >= least)
      .sort((a, b) => b.size - a.size);
    const [best, second] = fitting;
    if (best && best.size > (second?.size ?? 0)) return best.category;
    if (best) return null;
  }
  return null;
}

/** A page or a paragraph holds words of every category. */
function isShort(text: string): boolean {
  return text.length <= 80;
}

/** How many words a category has, all of them there; 0 when one is not. */
function fits({ name }: ErrorCategory, words: ReadonlySet<string>): number {
  const own = wordsOf(name.text);
  return own.size > 0 && [...own].every((word) => words.has(word)) ? own.size : 0;
}
