/** How a text says that a request ends; `both` where it speaks of two. */
export type End = "accepted" | "refused" | "both" | null;

/** What an acceptance name or its description says of the end. */
export interface Outcome {
  says: End;
  /** Without what is only done or not done on the way: a packet that a failure writes, a call that a duplicate does not make. */
  strictly: End;
  /** The status that it names. */
  status: number | null;
}

type Kind = "accept" | "process" | "effect" | "refuse" | "stop";

/** The verbs of an outcome. `effect`: something is done, which a refused request never does. `stop`: what a tolerated failure does not do. */
const VERBS: readonly (readonly [Kind, RegExp])[] = [
  ["refuse", /^(?:reject|refus|den(?:y|ied|ies)$|forbid|block(?:s|ed)?$|disallow|declin|prohibit|unaccept|raise)/],
  ["accept", /^(?:accept(?!ance)|succe|pass(?:es|ed)?$|allow|permit|continu|tolerat|surviv|swallow|admit)/],
  ["process", /^(?:process(?:es|ed)?|works?|complet(?:e|es|ed)|handled)$/],
  ["effect", /^(?:stor|writ|creat|insert|forward|dispatch|execut|persist|book|call|deliver)(?:e|es|ed|s|ten|t)?$|^sen(?:t|ds?)$/],
  ["stop", /^(?:stop|crash|break|lose|lost|interrupt|abort|halt|fail)/],
];
const NEGATIONS = /^(?:not|never|cannot|cant|nothing|nobody|neither|nor|isnt|doesnt|dont|wont|arent)$/;
/** `no signature` is a request that lacks one, `no packet` a thing that is not done. */
const LACKED = /^(?:signature|token|timestamp|headers?|auth\w*|keys?|credentials?|secret|payload|body|field|id)$/;
/** How many words a negation reaches. */
const REACH = 4;

const STATUSES =
  "200 201 202 204 301 302 304 400 401 402 403 404 405 406 408 409 410 412 413 415 422 423 425 428 429 500 501 502 503 504".split(
    " ",
  );
const STATUS_WORDS: readonly (readonly [RegExp, number])[] = [
  [/bad request/, 400],
  [/not found/, 404],
  [/conflict/, 409],
  [/unprocessable/, 422],
  [/too many requests/, 429],
  [/internal server error/, 500],
  [/bad gateway/, 502],
  [/service unavailable/, 503],
  [/gateway timeout/, 504],
];

/** @param text a name or a sentence */
export function outcomeOf(text: string): Outcome {
  const plain = text.toLowerCase().replace(/n['’]t\b/g, "nt");
  const words = plain.split(/[^a-z0-9]+/).filter(Boolean);
  const [ends, strict] = [new Set<"accepted" | "refused">(), new Set<"accepted" | "refused">()];
  const add = (end: "accepted" | "refused", weak = false): void => {
    ends.add(end);
    if (!weak) strict.add(end);
  };
  // "not processed again", "never stored twice" say that a second one has no effect, not that it is refused.
  const again = /\b(?:twice|again|second time|more than once|once)\b/.test(words.join(" "));
  words.forEach((word, at) => {
    const kind = VERBS.find(([, pattern]) => pattern.test(word))?.[0];
    if (!kind) return;
    const negated = isNegated(words, at);
    if (kind === "stop") {
      if (negated) add("accepted");
      else if (words[at + 1] === "closed" || words[at - 1] === "hard") add("refused");
    } else if (kind === "refuse") add(negated ? "accepted" : "refused");
    else if (!negated) add("accepted", kind === "effect" || word === "handled");
    else if (!again) add("refused", kind !== "accept");
  });
  const status = statusOf(words);
  if (status !== null) add(status < 400 ? "accepted" : "refused");
  if (/\b4xx\b|\b5xx\b/.test(plain)) add("refused");
  if (/\b2xx\b/.test(plain)) add("accepted");
  return { says: endOf(ends), strictly: endOf(strict), status };
}

function endOf(ends: ReadonlySet<"accepted" | "refused">): End {
  return ends.size === 2 ? "both" : ([...ends][0] ?? null);
}

function isNegated(words: readonly string[], at: number): boolean {
  for (let back = 1; back <= REACH; back++) {
    const word = words[at - back];
    if (word === undefined || word === "and" || word === "but") break;
    if (NEGATIONS.test(word)) return true;
    if (word === "without" && back === 1) return true;
    if (word === "no" && back <= 3 && !LACKED.test(words[at - back + 1] ?? "")) return true;
  }
  // "writes no packet", "calls nobody"
  return /^(?:no|nothing|nobody|none|neither)$/.test(words[at + 1] ?? "");
}

function statusOf(words: readonly string[]): number | null {
  const number = words.find((word) => STATUSES.includes(word));
  if (number !== undefined) return Number(number);
  const told = /\b(?:with|as|returns?|gets?|gives?|answers?|answered|responds?|raises?) (?:a |an |the |http )*(.*)/.exec(
    words.join(" "),
  );
  return STATUS_WORDS.find(([pattern]) => new RegExp(`^${pattern.source}`).test(told?.[1] ?? ""))?.[1] ?? null;
}
