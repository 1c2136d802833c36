import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Project } from "../../server/facts/project.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { isPart, partOf } from "../profile/contract-parts.ts";
import { isPacketName } from "./packets.ts";

/** The models that the generator document requires, and the services it imports, under the repository's names for them too. */
export function contractNames({ profile, contracts }: Project): string[] {
  const names = [
    ...Object.values(profile.schema_extraction.models_required).flat(),
    ...Object.values(profile.required_imports).flatMap(({ names: imported }) =>
      imported.filter((name) => name.endsWith("Service")),
    ),
  ];
  const own = names.map((name) => {
    const part = partOf(name);
    return isPart(part) ? contracts.nameOf(part) : name;
  });
  return [...new Set([...own, ...names])];
}

/**
 * The contract class that a variable, attribute or parameter is called after: `mock_substrate_service`, `fake_tool_binding`, `packet`.
 * `injected` tells that the repository injects one under that name.
 * @param written a name in snake case
 */
export function calledAfter(written: string, project: Project): { name: string; injected: boolean } | null {
  const { contracts, profile } = project;
  const stripped = written
    .replace(/^_+/, "")
    .replace(/^(?:make|build|create|get|new)_/, "")
    .replace(/^(?:mock|mocked|fake|stub|dummy)_|_(?:mock|fake|stub)$/g, "");
  const service = contracts.injected(stripped);
  if (service) return { name: service.name, injected: true };
  const named = contractNames(project).find((name) => {
    const snake = snakeCase(name);
    // `substrate_service` is what everybody calls a MemorySubstrateService.
    return snake === stripped || (name.endsWith("Service") && stripped.includes("_") && snake.endsWith(`_${stripped}`));
  });
  if (named) return { name: named, injected: false };
  const isPacket = isPacketName(stripped, profile.packets) && profile.packets.names.includes(stripped);
  return isPacket ? { name: contracts.nameOf("packet"), injected: false } : null;
}

/** The model that fields belong to, when at least two are given and all of them are its own; the first field that only contracts have. */
export function modelOfFields(
  fields: readonly string[],
  { contracts, profile }: Project,
): { model: ContractClass | null; telling: string | null } {
  const given = [...new Set(fields)];
  for (const name of given.length >= 2 ? Object.values(profile.schema_extraction.models_required).flat() : []) {
    const lookup = contracts.required(name);
    if (lookup.status !== "found") continue;
    const known = lookup.class.fields.map((field) => field.name);
    if (given.every((field) => known.includes(field))) return { model: lookup.class, telling: null };
  }
  return { model: null, telling: given.find((field) => profile.contract_fields.includes(field)) ?? null };
}
