import picomatch from "picomatch";
import type { AttestationCheck, Rule } from "../../../rules/define.ts";
import { nearest } from "../../../rules/shared/nearest.ts";
import { kindNamed, kindNames } from "../../code/pattern/kinds.ts";
import { matcherOf, type Matcher, type MatcherProblem, type TextPattern, type Tools } from "../../code/pattern/matcher.ts";
import type { ReadCode } from "../../code/pattern/parse.ts";
import { regexOf } from "../../code/pattern/regex.ts";
import type { MatcherData, OwnRuleData } from "../../code/pattern/rule-data.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** The rules of the repository as the linter lists them beside its own. @param root the workspace folder, which globs begin at */
export function ownRules(rules: readonly OwnRuleData[], root: string): Rule[] {
  const shownFrom = pathsFrom(root);
  return rules.map((rule) => ownRule(rule, shownFrom));
}

function ownRule(data: OwnRuleData, shownFrom: (path: string) => string): Rule {
  const { id, check, severity, language, message, why, instead, fix, docs, paths, ignorePaths } = data;
  const inside = paths.length > 0 ? picomatch([...paths], { dot: true }) : null;
  const outside = ignorePaths.length > 0 ? picomatch([...ignorePaths], { dot: true }) : null;
  return {
    id,
    family: OWN,
    check: (check ?? null) as AttestationCheck | null,
    severity: severity === "off" ? "warning" : severity,
    languages: language,
    fix: fix?.safety ?? null,
    what: message,
    why,
    instead,
    examples: [],
    ...(docs === undefined ? {} : { docs }),
    own: {
      data,
      covers(path) {
        const shown = shownFrom(path);
        return !shown.startsWith("../") && (inside?.(shown) ?? true) && !outside?.(shown);
      },
    },
  };
}

/** Paths as globs see them. All rules ask for one file, then for the next: the last answer is kept. */
function pathsFrom(root: string): (path: string) => string {
  let last = { path: "", shown: "" };
  return (path) => {
    if (last.path !== path) last = { path, shown: pathFrom(root, path) };
    return last.shown;
  };
}

/** The family of rules that a repository declares itself. */
export const OWN = "own";

/** What a rule looks for in code of one language. */
export interface Compiled {
  /** A file without a match is the finding, not each match. */
  isRequired: boolean;
  /** What is looked for in the tree; null where it is looked for in the text. */
  matcher: Matcher | null;
  text: TextPattern | null;
  constraints: readonly (readonly [string, Matcher])[];
}

const made = new WeakMap<OwnRuleData, Map<string, Compiled | MatcherProblem[]>>();

/** Makes what a rule looks for of what it says, or says what is wrong with it: once, for its own file and for all others. @param read reads code of that language */
export function compile(data: OwnRuleData, language: "python" | "typescript", read: ReadCode): Compiled | MatcherProblem[] {
  let own = made.get(data);
  if (!own) made.set(data, (own = new Map<string, Compiled | MatcherProblem[]>()));
  let compiled = own.get(language);
  if (!compiled) own.set(language, (compiled = compiledOf(data, language, read)));
  return compiled;
}

function compiledOf(data: OwnRuleData, language: "python" | "typescript", read: ReadCode): Compiled | MatcherProblem[] {
  const problems: MatcherProblem[] = [];
  const tools: Tools = { language, read, regex: regexOf, kind: (name) => kindNamed(name, language) ?? noKind(name, language) };
  const key = data.rule ? "rule" : "require";
  const wanted = (data.rule ?? data.require) as MatcherData;
  const isText = wanted.regex !== undefined && Object.values(wanted).filter((value) => value !== undefined).length === 1;
  const regex = isText ? regexOf(wanted.regex as string) : null;
  if (regex && "problem" in regex)
    problems.push({ path: [key, "regex"], message: `This is no regular expression that is read here: ${regex.problem}.` });
  const matcher = isText ? null : matcherOf(wanted, tools, [key], problems);
  const constraints = Object.entries(data.constraints ?? {}).map(
    ([name, one]) => [name, matcherOf(one, tools, ["constraints", name], problems)] as const,
  );
  if (problems.length === 0) problems.push(...unbound(data, new Set(matcher?.binds ?? [])));
  if (problems.length > 0) return problems;
  return { isRequired: data.require !== undefined, matcher, text: regex as TextPattern | null, constraints };
}

function noKind(name: string, language: "python" | "typescript"): { problem: string } {
  const near = nearest(name, [...kindNames(language)]);
  return { problem: `There is no node of the kind \`${name}\`${near ? `; did you mean \`${near}\`?` : "."}` };
}

/** A hole of a text that is filled with what was captured. */
export const HOLE = /\$\$\$([A-Z][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)/g;

/** Names in texts and constraints that nothing captures: they would be shown as they stand there. */
function unbound(data: OwnRuleData, binds: ReadonlySet<string>): MatcherProblem[] {
  const known = data.require ? new Set<string>() : binds;
  const says = (name: string): string =>
    known.size === 0
      ? `nothing is captured here, so \`$${name}\` stands for nothing`
      : `\`$${name}\` is captured by no pattern of this rule; there is ${[...known].map((one) => `\`$${one}\``).join(", ")}`;
  const texts = [
    [["message"], data.message],
    [["fix"], data.fix?.template ?? ""],
  ] as const;
  return [
    ...texts.flatMap(([path, text]) =>
      [...text.matchAll(HOLE)]
        .map((match) => (match[1] ?? match[2]) as string)
        .filter((name) => !known.has(name))
        .map((name) => ({ path: [...path], message: `In \`${path[0]}\`, ${says(name)}.` })),
    ),
    ...Object.keys(data.constraints ?? {})
      .filter((name) => !known.has(name))
      .map((name) => ({ path: ["constraints", name], message: `In \`constraints\`, ${says(name)}.` })),
    ...(data.fix && data.require
      ? [{ path: ["fix"], message: "A rule with `require` has no match that a `fix` could replace." }]
      : []),
  ];
}
