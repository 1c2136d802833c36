import type { CodeContext, FileContext, Language, Rule } from "../../rules/define.ts";
import type { Node } from "../syntax/tree.ts";

/** How rules look at code of one language. */
export interface Looks {
  /** By node type: one walk serves every rule. */
  readonly visitors: ReadonlyMap<string, readonly Visitor[]>;
  readonly whole: readonly { rule: Rule; file: (context: FileContext) => void }[];
}

interface Visitor {
  readonly rule: Rule;
  readonly visit: (node: Node, context: CodeContext) => void;
}

const tables = new WeakMap<readonly Rule[], Map<Language, Looks>>();

export function looksOf(rules: readonly Rule[], language: "python" | "typescript"): Looks {
  let table = tables.get(rules);
  if (!table) tables.set(rules, (table = new Map<Language, Looks>()));
  let looks = table.get(language);
  if (!looks) table.set(language, (looks = collect(rules, language)));
  return looks;
}

function collect(rules: readonly Rule[], language: "python" | "typescript"): Looks {
  const visitors = new Map<string, Visitor[]>();
  const whole: Looks["whole"][number][] = [];
  for (const rule of rules) {
    if (!rule.languages.includes(language)) continue;
    const isPython = language === "python";
    for (const [type, visit] of Object.entries(rule.code?.visit ?? (isPython ? rule.python : undefined) ?? {}))
      visitors.set(type, [...(visitors.get(type) ?? []), { rule, visit }]);
    const file = rule.code?.file ?? (isPython ? rule.pythonFile : undefined);
    if (file) whole.push({ rule, file });
  }
  return { visitors, whole };
}
