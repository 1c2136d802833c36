import { literalText } from "../code/text-fact.ts";
import type { RootRepositories } from "../project/contracts/repositories.ts";
import { absoluteName, type ContractSource } from "../project/contracts/repository.ts";
import { importedModuleName } from "../code/names/typescript/module-paths.ts";

/** Modules that only pass a name on are followed this far. */
const MAX_DEPTH = 4;

/** The text that a constant or an Enum's member of another file stands for, by its dotted name in the workspace; null where that is not known. */
export function constantOf(repository: RootRepositories[keyof RootRepositories], dotted: string, depth = 0): string | null {
  const parts = dotted.split(".");
  for (let at = parts.length - 1; at > 0; at--) {
    const [source, second] = repository.sourcesOf(parts.slice(0, at).join("."));
    if (!source) continue;
    // Two files of one name: which one is meant is not known.
    if (second) return null;
    const name = parts.slice(at).join(".");
    const values = source.facts.constants.filter((fact) => fact.name === name);
    const [only] = values;
    if (only) return values.length === 1 ? literalText(only.value) : null;
    const passedOn = depth < MAX_DEPTH ? importedAs(source, parts[at] ?? "") : null;
    return passedOn === null ? null : constantOf(repository, [passedOn, ...parts.slice(at + 1)].join("."), depth + 1);
  }
  return null;
}

/** What a name is that a module imports. */
function importedAs({ facts, module, path, typescript }: ContractSource, name: string): string | null {
  const found = facts.imports.find((fact) => fact.as === name && fact.name !== null);
  if (!found) return null;
  const from =
    typescript === undefined
      ? absoluteName(found.module, module, path.endsWith("__init__.py"))
      : importedModuleName(found.module, typescript);
  return `${from}.${found.name ?? name}`;
}
