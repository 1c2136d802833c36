import type { ContractClass, ContractLookup } from "../../facts/contracts.ts";
import type { Profile } from "../../../rules/profile/schema.ts";
import { chooseDefinitions, distinct, importsOf, locationsOf } from "./choose.ts";
import { describeClass } from "./describe-class.ts";
import { describeListed } from "./listed-class.ts";
import { nearNames } from "./near.ts";
import { definitionsOf, findClass, type Definition, type Listed, type Repository } from "./repository.ts";

export interface RequiredOptions {
  profile: Profile;
  /** Paths that are no contract: generated modules and tests. */
  isGenerated: (path: string) => boolean;
}

/** A name that the generator document requires: the class that counts, several that could, or none. @param alias the class that the repository has in its place */
export function requiredClass(
  name: string,
  alias: string | null,
  repository: Repository,
  options: RequiredOptions,
): ContractLookup {
  const { profile } = options;
  const hasFile = (module: string): boolean => repository.sourcesOf(module).some(({ rank }) => rank === "workspace");
  for (const candidate of alias === null ? [name] : [alias, name]) {
    const known = candidate.includes(".")
      ? [findClass(candidate, repository) ?? []].flat()
      : contractDefinitions(candidate, repository, options);
    const definitions = chooseDefinitions(name, known, profile, hasFile, repository.spaceFirst === true);
    const described = distinct(definitions.map((definition) => describeClass(definition, repository)));
    if (described.length > 1) return { status: "ambiguous", candidates: described };
    const found = described[0] ?? listedClass(name, candidate, repository, profile);
    if (found) return { status: "found", class: found, alias: candidate === name ? null : candidate };
  }
  let near: ContractClass | null = null;
  for (const other of nearNames(name, repository.classNames())) {
    const [definition] = contractDefinitions(other, repository, options);
    near = definition ? describeClass(definition, repository) : listedClass(name, other, repository, profile);
    if (near) break;
  }
  return { status: "missing", near, expected: profile.model_locations[name]?.join(" or ") ?? null };
}

/** Definitions that can be contracts: not those of generated code and tests, neither in the workspace nor in the Space. */
function contractDefinitions(name: string, repository: Repository, { isGenerated }: RequiredOptions): Definition[] {
  return definitionsOf(repository, name).filter(({ source }) =>
    source.rank === "workspace"
      ? !isGenerated(source.path)
      : !/(?:^|\.)(?:tests?|conftest|test_\w+|\w+_test)(?:\.|$)/.test(source.module),
  );
}

/** A class that only an index names; of several the one where it is expected. */
function listedClass(name: string, candidate: string, repository: Repository, profile: Profile): ContractClass | null {
  const expected = [...locationsOf(name, profile), ...importsOf(name, profile)];
  const entries = repository.listed(candidate);
  const placed = entries.filter(({ module }) => module !== null);
  const chosen = placed.find(({ module }) => expected.includes(module ?? "")) ?? placed[0] ?? entries[0];
  if (!chosen) return null;
  return describeListed(withFields(chosen, entries), expected[0] ?? "");
}

/** An entry that says where a class is, and another that says what it holds, speak of one class as long as there is only one. */
export function withFields(entry: Listed, entries: readonly Listed[]): Listed {
  if (entry.fields.length > 0 || new Set(entries.flatMap(({ module }) => module ?? [])).size > 1) return entry;
  const told = entries.find(({ fields }) => fields.length > 0);
  return told ? { ...entry, fields: told.fields } : entry;
}
