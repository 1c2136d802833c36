import type { ContractLookup, Established, Evidence } from "../../facts/contracts.ts";
import type { Profile } from "../../../rules/profile/schema.ts";
import { isTestPath } from "../../facts/languages.ts";
import { snakeCase } from "../../code/spelling.ts";
import { CONTRACT_PARTS } from "../../../rules/profile/contract-parts.ts";
import { namesOf, type Aliases } from "./aliases.ts";
import { definitionsOf, evidenceOf, type Repository } from "./repository.ts";
import { onlyNamed } from "./said.ts";

type Proof = Evidence & { says: string };

/**
 * The field that identifies a tool, from the fields of the tool models. Null when one model carries several of the options or two models
 * carry different ones. Where no model has any, what the registry's dispatch takes or the Space states; else the only one that the repository's own code
 * names at all; else the generator document's own.
 */
export function toolIdentity(
  models: readonly ContractLookup[],
  repositories: readonly Repository[],
  { profile, isGenerated, aliases }: { profile: Profile; isGenerated: (path: string) => boolean; aliases: Aliases },
): Established<string> {
  const { options, canonical_field } = profile.tool_identity_canon;
  const evidence: Proof[] = [];
  const seen = new Set<string>();
  for (const lookup of models) {
    const classes = lookup.status === "found" ? [lookup.class] : lookup.status === "ambiguous" ? lookup.candidates : [];
    for (const model of classes) {
      const fields = model.fields.map(({ name }) => snakeCase(name)).filter((name) => options.includes(name));
      if (fields.length === 0) continue;
      for (const field of fields) seen.add(field);
      evidence.push({ ...model.evidence, says: `${model.name} has ${fields.join(" and ")}` });
    }
  }
  if (seen.size > 0) return { value: seen.size === 1 ? ([...seen][0] as string) : null, evidence };
  const dispatched = repositories.flatMap((repository) => dispatchParameters(repository, options, aliases));
  const told = [...dispatched, ...repositories.slice(0, 1).flatMap((repository) => stated(repository, options))];
  const [first] = told;
  const agreed = first !== undefined && told.every(({ field }) => field === first.field);
  if (first !== undefined) return { value: agreed ? first.field : canonical_field, evidence: told.map(({ proof }) => proof) };
  const naming = (field: string): string[] =>
    repositories.flatMap((repository) => repository.pathsNaming(field)).filter((path) => !isTestPath(path));
  const known = options.map((field) => ({ field, paths: naming(field) })).filter(({ paths }) => paths.length > 0);
  // A repository that knows one word for it alone: nobody can use another. What a module made of it proves nothing.
  const [only] = known;
  if (!only || known.length > 1 || only.field === canonical_field || only.paths.every(isGenerated))
    return { value: canonical_field, evidence: [] };
  const says = `the repository knows no other word than ${only.field}`;
  return { value: only.field, evidence: only.paths.slice(0, 3).map((path) => ({ path, span: null, rank: "workspace", says })) };
}

/** What the registry's methods that dispatch a tool take: `dispatch(tool_id, …)`. */
function dispatchParameters(
  repository: Repository,
  options: readonly string[],
  aliases: Aliases,
): { field: string; proof: Proof }[] {
  const registries = namesOf(CONTRACT_PARTS.tool_registry.name, aliases).flatMap((name) => definitionsOf(repository, name));
  return registries.flatMap(({ fact, source }) =>
    fact.methods
      .filter(({ name }) => /^dispatch/.test(name))
      .flatMap((method) =>
        method.parameters
          .filter(({ name }) => options.includes(snakeCase(name)))
          .map(({ name, span }) => ({
            field: snakeCase(name),
            proof: { ...evidenceOf(source, span), says: `${fact.name}.${method.name} takes ${name}` },
          })),
      ),
  );
}

function stated(repository: Repository, options: readonly string[]): { field: string; proof: Proof }[] {
  const lines = repository
    .statements("tool_identity")
    .filter(({ value }) => options.includes(value))
    .map(({ value, evidence }) => ({ field: value, proof: { ...evidence, says: `tool identity: ${value}` } }));
  const said = lines.length === 0 ? onlyNamed(repository.prose("tool_identity"), options) : null;
  return said === null ? lines : [{ field: said.value, proof: said.proof }];
}
