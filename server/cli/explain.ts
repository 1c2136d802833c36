import { createColors } from "picocolors";
import type { Rule } from "../../rules/define.ts";
import { rulePage } from "../lint/rule-page.ts";
import { explainKey, nearestKey, type ExplainedKey } from "./explain-key.ts";
import { unknownRule } from "./check-options.ts";
import { rulesHere } from "./rules-here.ts";
import { useColor, writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { shownPath } from "./result.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";

/** `l9 explain [ID]`: what a rule or a key of a spec is about; without an id, all rules. */
export async function explain(id: string | undefined, { format }: { format: "text" | "json" }): Promise<number> {
  const rules = await rulesHere(process.cwd());
  const key = id === undefined || rules.some((rule) => rule.id === id) ? null : explainKey(id);
  if (key) {
    await writeOut(format === "json" ? visibleJson(key) : keyPage(key));
    return 0;
  }
  const shown = id === undefined ? [...rules] : rules.filter((rule) => rule.id === id);
  if (id !== undefined && shown.length === 0) throw new UsageError(unknownId(id, rules));
  if (format === "json") await writeOut(visibleJson(id === undefined ? shown.map(describe) : describe(shown[0] as Rule)));
  else await writeOut(id === undefined ? table(shown) : page(shown[0] as Rule));
  return 0;
}

function unknownId(id: string, rules: readonly Rule[]): string {
  const key = nearestKey(id);
  return key && /[.[]/.test(id) ? `a spec has no key "${id}"; did you mean "${key}"?` : unknownRule(id, rules);
}

function keyPage({ key, required, takes, meaning, example, keys, read_by: { rules, phases } }: ExplainedKey): string {
  const { bold, dim, cyan } = createColors(useColor("auto", process.stdout));
  const width = Math.max(0, ...keys.map((one) => one.key.length));
  return [
    `${bold(key)}  ${dim(`${required ? "required" : "optional"}${takes === "" ? "" : `, ${takes}`}`)}`,
    ...(meaning === "" ? [] : ["", meaning]),
    ...(keys.length === 0 ? [] : ["", cyan("Keys:")]),
    ...keys.map((one) => `    ${one.key.padEnd(width)}  ${one.meaning}`.trimEnd()),
    ...(rules.length + phases.length === 0
      ? ["", "No rule and no phase looks at it by itself; a language model is given it with the whole spec."]
      : [""]),
    ...(rules.length === 0 ? [] : [`${cyan("Rules:")} ${rules.join(", ")}`]),
    ...(phases.length === 0 ? [] : [`${cyan("Phases:")} ${phases.join(", ")}`]),
    ...(example === null ? [] : ["", cyan("Example:"), ...example.split("\n").map((line) => `    ${line}`)]),
    "",
  ].join("\n");
}

function describe(rule: Rule) {
  const { id, family, severity, fix, languages, what, why, instead, examples, unsuppressible = false } = rule;
  const suppressible = !unsuppressible;
  return { id, family, severity, fix, languages, what, why, instead, examples, suppressible, page: rulePage(rule) };
}

function table(list: readonly Rule[]): string {
  const width = Math.max(...list.map((rule) => rule.id.length));
  const rows = list.map(
    (rule) =>
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${(rule.fix ? `fix: ${rule.fix}` : "").padEnd(11)}  ${visible(rule.what)}`,
  );
  return `${rows.map((row) => row.trimEnd()).join("\n")}\n`;
}

function page(rule: Rule): string {
  const { bold, dim, cyan } = createColors(useColor("auto", process.stdout));
  const fix = rule.fix === null ? "none" : rule.fix === "safe" ? "safe (--fix)" : "unsafe (--unsafe-fixes)";
  const examples = rule.examples.flatMap(({ bad, good }) => [...example("Wrong", bad), ...example("Right", good)]);
  const suppress = rule.unsuppressible ? "It can not be suppressed." : `To accept one place: # l9: ignore[${rule.id}] reason`;
  return [
    `${bold(rule.id)}  ${dim(`${rule.family}, ${rule.severity}, ${rule.languages.join(", ")}`)}`,
    "",
    visible(rule.what),
    ...(rule.why === "" ? [] : [visible(rule.why)]),
    "",
    ...(rule.instead === "" ? [] : [`${cyan("Instead:")} ${visible(rule.instead)}`]),
    ...(rule.docs === undefined ? [] : [`${cyan("More:")} ${visible(rule.docs)}`]),
    ...(rule.own ? [`${cyan("Declared in:")} ${visiblePath(shownPath(rule.own.data.file, process.cwd()))}`] : []),
    `${cyan("Fix:")} ${fix}`,
    ...examples,
    "",
    suppress,
    `To change it everywhere, in l9.config.yaml: rules: { ${rule.id}: off }`,
    "",
  ].join("\n");

  function example(title: string, code: string): string[] {
    return [
      "",
      cyan(`${title}:`),
      ...code
        .trimEnd()
        .split("\n")
        .map((line) => (line === "" ? "" : `    ${line}`)),
    ];
  }
}
