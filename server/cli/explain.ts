import { createColors } from "picocolors";
import type { Rule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { rulePage } from "../lint/rule-page.ts";
import { unknownRule } from "./check-options.ts";
import { useColor, writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visibleJson } from "../syntax/visible.ts";

/** `l9 explain [ID]`: what a rule is about; without an id, all rules. */
export async function explain(id: string | undefined, { format }: { format: "text" | "json" }): Promise<number> {
  const shown = id === undefined ? [...rules] : rules.filter((rule) => rule.id === id);
  if (id !== undefined && shown.length === 0) throw new UsageError(unknownRule(id));
  if (format === "json") await writeOut(visibleJson(id === undefined ? shown.map(describe) : describe(shown[0] as Rule)));
  else await writeOut(id === undefined ? table(shown) : page(shown[0] as Rule));
  return 0;
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
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${(rule.fix ? `fix: ${rule.fix}` : "").padEnd(11)}  ${rule.what}`,
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
    rule.what,
    rule.why,
    "",
    `${cyan("Instead:")} ${rule.instead}`,
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
