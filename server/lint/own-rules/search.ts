import type { Report, Rule } from "../../../rules/define.ts";
import { STANDARD_LIBRARY } from "../../../rules/shared/standard-library.ts";
import { isBuiltin } from "../../code/names/python/builtins.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { aliasesOf } from "../../code/pattern/aliases.ts";
import type { Captures, Searched } from "../../code/pattern/match.ts";
import type { Matcher } from "../../code/pattern/matcher.ts";
import type { ReadCode } from "../../code/pattern/parse.ts";
import type { FileFacts } from "../../facts/kinds.ts";
import type { Project } from "../../facts/project.ts";
import { step } from "../../syntax/meter.ts";
import { Node } from "../../syntax/tree.ts";
import { internalError, type Reported } from "../code-file.ts";
import { Candidates } from "./candidates.ts";
import { compile, type Compiled } from "./compile.ts";
import { fixOf, messageOf } from "./fix.ts";
import { isGlobal, isNodeModule } from "./platform-names.ts";

/** Findings of one rule about texts that are told in one file. */
const MOST_TEXTS = 100;

/** A file as the rules of the repository look at it. */
export interface OwnRuleFile {
  readonly path: string;
  readonly names: ModuleNames;
  readonly project: Project;
  readonly facts: FileFacts;
  readonly absolute: (dotted: string) => string;
  /** Reads the code of patterns. */
  readonly read: ReadCode;
}

interface Ready {
  rule: Rule;
  covers: (path: string) => boolean;
  compiled: Compiled;
}

const tables = new WeakMap<readonly Rule[], Map<string, readonly Ready[]>>();

/** The rules of the repository that look at code of a language, made ready once. One that can not be is told at its own place. */
function readyOf(rules: readonly Rule[], language: "python" | "typescript", read: ReadCode): readonly Ready[] {
  let table = tables.get(rules);
  if (!table) tables.set(rules, (table = new Map<string, readonly Ready[]>()));
  let ready = table.get(language);
  if (!ready) {
    ready = rules.flatMap((rule): Ready[] => {
      if (!rule.own || !rule.languages.includes(language)) return [];
      const compiled = compile(rule.own.data, language, read);
      return Array.isArray(compiled) ? [] : [{ rule, covers: rule.own.covers, compiled }];
    });
    table.set(language, ready);
  }
  return ready;
}

/** What the repository's own rules find in a file: all of them in one walk, each only where its words stand in the text. */
export function searchOwn(rules: readonly Rule[], file: OwnRuleFile): Reported[] {
  const { source } = file.names;
  const ready = readyOf(rules, source.language, file.read);
  if (ready.length === 0) return [];
  const text = source.text.value;
  const found: Reported[] = [];
  const holds = new Map<string, boolean>();
  const has = (word: string): boolean => {
    let known = holds.get(word);
    if (known === undefined) holds.set(word, (known = text.includes(word)));
    return known;
  };
  const present: [Ready, Matcher][] = [];
  const missing = new Set<Ready>();
  for (const one of ready) {
    const { matcher, text: pattern, isRequired } = one.compiled;
    const mayMatch = (pattern ?? matcher)?.needs.every((words) => words.some(has)) === true;
    if ((!mayMatch && !isRequired) || !one.covers(file.path)) continue;
    if (pattern) found.push(...guarded(one.rule, () => inText(one, pattern, text)));
    else if (matcher) {
      if (isRequired) missing.add(one);
      if (mayMatch) present.push([one, matcher]);
    }
  }
  if (present.length > 0) found.push(...inTree(present, searchedFile(file), missing));
  for (const one of missing) found.push(lacks(one.rule, text));
  return found;
}

function inTree(rules: readonly [Ready, Matcher][], searched: Searched, missing: Set<Ready>): Reported[] {
  const found: Reported[] = [];
  const candidates = new Candidates(rules, searched.aliases);
  const captures: Captures = new Map();
  const pending = [searched.root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    step();
    for (const one of candidates.at(node)) {
      try {
        const report = atNode(one, node, captures, searched, missing);
        if (report) found.push(report);
      } catch (error) {
        found.push(internalError(one.rule, error, { start: 0, end: 0 }));
      }
      captures.clear();
    }
    for (let child = node.children.length - 1; child >= 0; child--) pending.push(node.children[child] as Node);
  }
  return found;
}

function guarded(rule: Rule, work: () => Reported[]): Reported[] {
  try {
    return work();
  } catch (error) {
    return [internalError(rule, error, { start: 0, end: 0 })];
  }
}

function inText({ rule, compiled }: Ready, pattern: NonNullable<Compiled["text"]>, text: string): Reported[] {
  if (compiled.isRequired) return pattern.test(text) ? [] : [lacks(rule, text)];
  return pattern.places(text, MOST_TEXTS).map((at) => reportOf(rule, { at, message: dataOf(rule).message }));
}

/** A file without what it must hold, told at its first line. */
function lacks(rule: Rule, text: string): Reported {
  const end = text.search(/[\r\n]/);
  return reportOf(rule, { at: { start: 0, end: end < 0 ? text.length : end }, message: dataOf(rule).message });
}

function atNode(one: Ready, node: Node, captures: Captures, file: Searched, missing: Set<Ready>): Reported | null {
  const { rule, compiled } = one;
  if (compiled.isRequired && !missing.has(one)) return null;
  if (!(compiled.matcher as Matcher).test(node, captures, file)) return null;
  if (!compiled.constraints.every(([name, matcher]) => holdsOf(name, matcher, captures, file))) return null;
  if (compiled.isRequired) {
    missing.delete(one);
    return null;
  }
  const fix = fixOf(dataOf(rule), node, captures, file);
  return reportOf(rule, {
    at: { start: node.start, end: node.end },
    message: messageOf(dataOf(rule), captures),
    ...(fix ? { fix } : {}),
  });
}

function holdsOf(name: string, matcher: Matcher, captures: Captures, file: Searched): boolean {
  const found = captures.get(name);
  if (found === undefined) return true;
  return [found]
    .flat()
    .every((node) => (matcher.kinds === null || matcher.kinds.has(node.type)) && matcher.test(node, new Map(captures), file));
}

function dataOf(rule: Rule) {
  return (rule.own as NonNullable<Rule["own"]>).data;
}

function reportOf(rule: Rule, report: Report): Reported {
  return { ...report, rule: rule.id, ...(rule.docs === undefined ? {} : { data: { docs: rule.docs } }) };
}

function searchedFile({ names, project, facts, absolute }: OwnRuleFile): Searched {
  const { source } = names;
  const root = new Node("module", null, 0, source.text.value.length, null, source);
  for (const { node } of names.units) root.take(node);
  const imported = new Set(facts.imports.flatMap(({ module }) => [module, module.split(".", 1)[0] as string]));
  const declared = project.declaredImports?.names;
  const isModule = (name: string): boolean => imported.has(name) || declared?.has(name.toLowerCase()) === true;
  const isKnown =
    source.language === "python"
      ? (name: string, isAlone: boolean): boolean =>
          isBuiltin(name) || (!isAlone && (STANDARD_LIBRARY.has(name) || isModule(name)))
      : (name: string, isAlone: boolean): boolean => isGlobal(name) || (!isAlone && (isNodeModule(name) || isModule(name)));
  return { names, root, isKnown, aliases: aliasesOf(names), absolute, items: new Map() };
}
