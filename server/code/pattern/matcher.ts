import { step } from "../../syntax/meter.ts";
import type { Node } from "../../syntax/tree.ts";
import { importKinds, importsAny } from "./imports.ts";
import { headOf } from "./heads.ts";
import { tokensIn } from "./items.ts";
import { forget, matches, type Captures, type Searched } from "./match.ts";
import { parsePattern, type ReadCode } from "./parse.ts";
import { holesOf, kindsOf, wordsOf } from "./pattern.ts";
import { after, before, related, type Relation } from "./relations.ts";
import type { MatcherData, RelationData } from "./rule-data.ts";

/** An expression that says in linear time whether a text holds a match, and where. */
export interface TextPattern {
  test(text: string): boolean;
  /** Of each of these lists a text with a match holds a word. */
  readonly needs: readonly (readonly string[])[];
  /** The places of its matches, at most `most`. */
  places(text: string, most: number): { start: number; end: number }[];
}

/** What a kind's name stands for: a kind of the tree, and a sign that tells it from others which the tree calls the same. */
export interface Kind {
  kinds: readonly string[];
  token?: string;
}

/** What a matcher is made with. */
export interface Tools {
  language: "python" | "typescript";
  read: ReadCode;
  kind: (name: string) => Kind | { problem: string };
  regex: (source: string) => TextPattern | { problem: string };
}

export interface Matcher {
  /** The kinds of nodes that may match; null where any may. */
  kinds: ReadonlySet<string> | null;
  /** Of each of these lists a file with a match holds a word. */
  needs: readonly (readonly string[])[];
  /** The names with one of which each node begins that matches, as `headIn` tells it, or with another name of it; null where it may be any. */
  heads: readonly string[] | null;
  /** The names that a match captures, or may. */
  binds: readonly string[];
  test(node: Node, captures: Captures, file: Searched): boolean;
}

/** What is wrong with a part of a matcher, and the keys and indexes that lead to it. */
export interface MatcherProblem {
  path: PropertyKey[];
  message: string;
}

/** Makes a matcher of what a rule says. With a problem the result is of no use. */
export function matcherOf(data: MatcherData, tools: Tools, path: PropertyKey[], problems: MatcherProblem[]): Matcher {
  const parts: Matcher[] = [];
  const refuse = (key: PropertyKey[], message: string): void => void problems.push({ path: [...path, ...key], message });
  if (data.kind !== undefined) {
    const kind = tools.kind(data.kind);
    if ("problem" in kind) refuse(["kind"], kind.problem);
    else parts.push(kindMatcher(kind));
  }
  if (data.pattern !== undefined) {
    const pattern = parsePattern(data.pattern, tools.language, tools.read);
    if ("problem" in pattern) refuse(["pattern"], `This pattern can not be looked for: ${pattern.problem}.`);
    else {
      const kinds = kindsOf(pattern);
      const head = headOf(pattern);
      parts.push({
        kinds: kinds && new Set(kinds),
        needs: wordsOf(pattern).map((word) => [word]),
        heads: head === null ? null : [head],
        binds: holesOf(pattern),
        test: (node, captures, file) => matches(pattern, node, captures, file),
      });
    }
  }
  if (data.imports !== undefined) {
    const wanted = [data.imports].flat();
    parts.push(plain(new Set(importKinds(tools.language)), (node, _, file) => importsAny(node, wanted, file)));
  }
  if (data.regex !== undefined) {
    const regex = tools.regex(data.regex);
    if ("problem" in regex) refuse(["regex"], `This is no regular expression that is read here: ${regex.problem}.`);
    else
      parts.push({
        ...plain(null, ({ text }) => {
          step(text.length >> 4);
          return regex.test(text);
        }),
        needs: regex.needs,
      });
  }
  for (const [at, one] of (data.all ?? []).entries()) parts.push(matcherOf(one, tools, [...path, "all", at], problems));
  if (data.any) parts.push(anyOf(data.any.map((one, at) => matcherOf(one, tools, [...path, "any", at], problems))));
  if (data.not) {
    const not = matcherOf(data.not, tools, [...path, "not"], problems);
    parts.push(
      plain(null, (node, captures, file) => {
        const kept = captures.size;
        const matched = not.test(node, captures, file);
        forget(captures, kept);
        return !matched;
      }),
    );
  }
  for (const key of ["inside", "has", "follows", "precedes"] as const) {
    const relation = data[key];
    if (relation) parts.push(relationMatcher(key, relation, tools, [...path, key], problems));
  }
  if (parts.length === 0 && problems.length === 0)
    refuse([], "Nothing is looked for here: give a `pattern`, a `kind`, `imports` or a `regex`.");
  return allOf(parts);
}

function plain(kinds: ReadonlySet<string> | null, test: Matcher["test"]): Matcher {
  return { kinds, needs: [], heads: null, binds: [], test };
}

function kindMatcher({ kinds, token }: Kind): Matcher {
  const set = new Set(kinds);
  return plain(set, (node) => set.has(node.type) && (token === undefined || tokensIn(node).includes(token)));
}

function relationMatcher(
  key: "inside" | "has" | "follows" | "precedes",
  { stopBy = "neighbor", field, ...data }: RelationData,
  tools: Tools,
  path: PropertyKey[],
  problems: MatcherProblem[],
): Matcher {
  const wanted = matcherOf(data, tools, path, problems);
  const stop = typeof stopBy === "string" ? stopBy : matcherOf(stopBy, tools, [...path, "stopBy"], problems);
  const relation: Relation = { wanted, stop, field: field ?? null };
  const look = { inside: related.around, has: related.within, follows: before, precedes: after }[key];
  return {
    kinds: null,
    // What is around or beside a node is of the same file.
    needs: wanted.needs,
    heads: null,
    binds: wanted.binds,
    test: (node, captures, file) => look(node, relation, captures, file),
  };
}

function allOf(parts: readonly Matcher[]): Matcher {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const kinds = parts.reduce<ReadonlySet<string> | null>(
    (both, { kinds: own }) => (own === null ? both : both === null ? own : new Set([...both].filter((kind) => own.has(kind)))),
    null,
  );
  return {
    kinds,
    needs: parts.flatMap(({ needs }) => needs),
    heads: parts.find(({ heads }) => heads !== null)?.heads ?? null,
    binds: parts.flatMap(({ binds }) => binds),
    test: (node, captures, file) =>
      (kinds === null || kinds.has(node.type)) && parts.every((part) => part.test(node, captures, file)),
  };
}

function anyOf(parts: readonly Matcher[]): Matcher {
  const kinds = parts.every(({ kinds: own }) => own !== null)
    ? new Set(parts.flatMap(({ kinds: own }) => [...(own ?? [])]))
    : null;
  // One list of each alternative stands for it: of those the first is as good as any.
  const needs = parts.every((part) => part.needs.length > 0) ? [parts.flatMap((part) => part.needs[0] ?? [])] : [];
  return {
    kinds,
    needs,
    heads: parts.every(({ heads }) => heads !== null) ? parts.flatMap(({ heads }) => heads ?? []) : null,
    binds: parts.flatMap(({ binds }) => binds),
    test: (node, captures, file) => parts.some((part) => tried(part, node, captures, file)),
  };
}

/** The same, but what is captured stays only where it matches. */
export function tried(matcher: Matcher, node: Node, captures: Captures, file: Searched): boolean {
  if (matcher.kinds !== null && !matcher.kinds.has(node.type)) return false;
  const kept = captures.size;
  if (matcher.test(node, captures, file)) return true;
  forget(captures, kept);
  return false;
}
