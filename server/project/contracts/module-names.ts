import type { Evidence } from "../../facts/contracts.ts";
import type { Repository } from "./repository.ts";

/** What a module defines: null when neither workspace nor Space know it; `names` null when it can not be told. */
export function moduleNames(
  module: string,
  repository: Repository,
): { names: ReadonlySet<string> | null; evidence: Evidence } | null {
  const [source] = repository.sourcesOf(module);
  if (!source) return repository.packageAt(module);
  const { facts } = source;
  const names = new Set<string>(facts.names.map(({ name }) => name));
  const star = facts.imports.some((binding) => binding.name === "*" && binding.importTime);
  const dynamic = names.has("*");
  const evidence: Evidence = { path: source.path, span: null, rank: source.rank };
  return { names: star || dynamic || source.partial || source.rank !== "workspace" ? null : names, evidence };
}
