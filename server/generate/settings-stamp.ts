import { defaultConfig, type Config } from "../project/config.ts";
import { hashOfText } from "./hash-of-text.ts";

/** Keys that say who writes, what people are not shown and where a rule's page lies: nothing of what is attested. */
const LEFT_OUT = new Set(["generate", "baseline", "rule_pages"]);
/** Keys whose rows are told one by one. */
const TABLES = ["rules", "contracts", "injected", "profile"] as const;

/** Hashes of what a configuration says otherwise than the defaults, by its keys and rows: `rules.type_ignore`, `profile.budget`, `own_rules.no_print`. */
export function settingsOf(config: Config): Record<string, string> {
  const found: Record<string, string> = {};
  const note = (key: string, value: unknown, usual: unknown): void => {
    const text = JSON.stringify(value);
    if (text !== undefined && text !== JSON.stringify(usual)) found[key] = hashOfText(text).slice(0, 16);
  };
  const { own_rules: own, agreements, contract_sources: sources, ...plain } = config;
  const tables: ReadonlySet<string> = new Set(TABLES);
  for (const [key, value] of Object.entries(plain))
    if (!tables.has(key) && !LEFT_OUT.has(key)) note(key, value, defaultConfig[key as keyof typeof plain]);
  for (const table of TABLES) {
    const usual: Readonly<Record<string, unknown>> = defaultConfig[table];
    for (const [key, value] of Object.entries(config[table])) note(`${table}.${key}`, value, usual[key]);
  }
  // Where a package lies is another place on another machine.
  for (const { name } of sources) note(`contract_sources.${name}`, name, undefined);
  for (const row of agreements) note(`agreements.${row.id}`, row, undefined);
  for (const rule of own.rules) note(`own_rules.${rule.id}`, { ...rule, file: undefined, at: undefined }, undefined);
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Which of them differ, in words: `rules.type_ignore is new`. */
export function settingDifferences(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].sort().flatMap((key) => {
    if (before[key] === now[key]) return [];
    const how = before[key] === undefined ? "is new" : now[key] === undefined ? "is gone" : "has changed";
    return [`${key} ${how}`];
  });
}
