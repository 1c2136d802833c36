import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";

/**
 * A Protocol that the caller's own module declares says what the caller wishes, not what the service has: where its name, or the name it is
 * held under, says which service is meant, that one counts.
 */
export function behindProtocol(told: ContractClass | null, name: string, context: CodeContext): ContractClass | null {
  if (told?.kind !== "protocol" || !isBeside(told, context)) return told;
  const { contracts } = context.project;
  const service =
    contracts.injected(name) ?? contracts.injected(snakeCase(told.name.replace(/(?:Protocol|Interface|Like|Port|Type)$/, "")));
  return service && service.kind !== "protocol" ? service : told;
}

/** In the same file or folder, or in another file of the same module. */
function isBeside(told: ContractClass, { path, project }: CodeContext): boolean {
  return folderOf(told.evidence.path) === folderOf(path) || project.plannedModules.has(told.module);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
