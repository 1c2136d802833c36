import type { ContractClass } from "../facts/contracts.ts";
import { isCode } from "../facts/languages.ts";
import { isSame, namedIn } from "./contract-uses.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";

/** What a class is called where it is defined: a schema by the name of its inferred type too. */
export function classNamesIn(linter: Linter, { name, evidence }: ContractClass): ReadonlySet<string> {
  const aliases = evidence.path === "" ? [] : (linter.facts(evidence.path)?.aliases ?? []);
  const others = aliases.flatMap((one) => (one.target === name ? [one.name] : one.name === name ? [one.target] : []));
  return new Set([name, ...others]);
}

/**
 * Where files of code name a contract class, imports of Python included; a variable that holds an instance is no name of it. TypeScript's parser must be loaded
 * for its files to be seen.
 * @param among absolute paths; every source of the workspace where none are given
 */
export function classUses(linter: Linter, found: ContractClass, among: Iterable<string> = linter.workspace.sources): Place[] {
  const names = classNamesIn(linter, found);
  return [...among]
    .filter(isCode)
    .sort()
    .flatMap((path) => usesIn(linter, path, found, names));
}

function usesIn(linter: Linter, path: string, { evidence }: ContractClass, names: ReadonlySet<string>): Place[] {
  const text = linter.files.text(path);
  if (![...names].some((name) => text.includes(name))) return [];
  return namedIn(linter, path, names, (node, found) => {
    if (evidence.path === path && node.start === evidence.span?.start) return [];
    const isClass = !found.field && !found.method && isSame(found.class.evidence, evidence);
    return isClass ? [{ path, span: { start: node.start, end: node.end } }] : [];
  });
}
