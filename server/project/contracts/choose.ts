import type { Profile } from "../../../rules/profile/schema.ts";
import { byRank, type Definition } from "./repository.ts";

/**
 * Which of several definitions of one name counts: the best rank; among equals the one where MODEL_LOCATIONS or REQUIRED_IMPORTS
 * say the name lives; several that say the same count as one. More than one result means that nothing decides.
 */
export function chooseDefinition(name: string, definitions: readonly Definition[], profile: Profile): Definition[] {
  const sorted = [...definitions].sort((a, b) => byRank(a.source, b.source));
  const best = sorted.filter(({ source }) => source.rank === sorted[0]?.source.rank);
  if (best.length < 2) return best;
  const locations = (profile.model_locations[name] ?? []).map((path) => path.replace(/\.py$/, "").replaceAll("/", "."));
  const imported = Object.values(profile.required_imports).flatMap(({ module, names }) => (names.includes(name) ? [module] : []));
  for (const modules of [locations, imported]) {
    for (const module of modules) {
      const there = best.filter(({ source }) => source.module === module);
      if (there.length > 0) return different(there);
    }
  }
  return different(best);
}

/** One of each kind of definitions that differ in fields. */
function different(definitions: readonly Definition[]): Definition[] {
  const byFields = new Map<string, Definition>();
  for (const definition of definitions) {
    const fields = definition.fact.fields
      .map(({ name, annotation, required }) => `${name}: ${annotation?.text ?? ""} ${required}`)
      .sort();
    const methods = definition.fact.methods.map(({ name }) => name).sort();
    const key = JSON.stringify([fields, methods]);
    if (!byFields.has(key)) byFields.set(key, definition);
  }
  return [...byFields.values()];
}
