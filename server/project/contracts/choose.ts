import type { ContractClass, SourceRank } from "../../facts/contracts.ts";
import type { Profile } from "../../../rules/profile/schema.ts";
import { byRank, isPartial, type Definition } from "./repository.ts";

/**
 * Which of several definitions of one name may count: those of the best rank; among equals those where MODEL_LOCATIONS or REQUIRED_IMPORTS
 * say the name lives. A definition with parts left out says less than a whole one of the same module.
 * @param hasFile a module is a file of the workspace: one that is not there can not stand above its extract
 */
export function chooseDefinitions(
  name: string,
  definitions: readonly Definition[],
  profile: Profile,
  hasFile: (module: string) => boolean,
  spaceFirst: boolean,
): Definition[] {
  const canonical = [...locationsOf(name, profile), ...importsOf(name, profile)];
  // The extract of the very file where the name lives, which is not checked out here: a namesake elsewhere is not better.
  const rank = ({ source }: Definition): SourceRank =>
    !spaceFirst && source.rank === "extract" && canonical.includes(source.module) && !hasFile(source.module)
      ? "workspace"
      : source.rank;
  const sorted = definitions
    .map((definition) => ({ definition, rank: rank(definition) }))
    .sort((a, b) => byRank(a, b, spaceFirst));
  const best = sorted.filter((one) => one.rank === sorted[0]?.rank).map(({ definition }) => definition);
  const whole = best.filter(
    (definition) =>
      !isPartial(definition) || !best.some((other) => other.source.module === definition.source.module && !isPartial(other)),
  );
  for (const modules of [locationsOf(name, profile), importsOf(name, profile)]) {
    const there = whole.filter(({ source }) => modules.includes(source.module));
    if (there.length > 0) return there;
  }
  return whole;
}

/** Dotted modules where MODEL_LOCATIONS expects a name. */
export function locationsOf(name: string, profile: Profile): string[] {
  return (profile.model_locations[name] ?? []).map((path) => path.replace(/\.(?:py|tsx?|mts|cts)$/, "").replaceAll("/", "."));
}

/** Dotted modules from which REQUIRED_IMPORTS imports a name. */
export function importsOf(name: string, profile: Profile): string[] {
  return Object.values(profile.required_imports).flatMap(({ module, names }) => (names.includes(name) ? [module] : []));
}

/** One of each kind of classes that differ in what they hold, inherited members included; how a type is spelled does not count. */
export function distinct(classes: readonly ContractClass[]): ContractClass[] {
  const byContent = new Map<string, ContractClass>();
  for (const found of classes) {
    const fields = found.fields.map(({ name, annotation, required }) => `${name}: ${plainType(annotation)} ${required}`).sort();
    const methods = found.methods.map(({ name }) => name).sort();
    // A class that is no model still declares what its instances hold.
    const attributes = fields.length > 0 ? [] : found.attributes.filter((name) => !name.startsWith("_"));
    const key = JSON.stringify([fields, methods, attributes]);
    if (!byContent.has(key)) byContent.set(key, found);
  }
  return [...byContent.values()];
}

/** `typing.Optional["X"]` and `X | None` are one type, `Dict` and `dict` too. */
function plainType(annotation: string | null): string {
  const text = (annotation ?? "")
    .replace(/\s+|["']|\btyping\.|\bt\.(?=[A-Z])/g, "")
    .replace(/\b(?:Dict|List|Tuple|Set|Type)\b/g, (name) => name.toLowerCase());
  const optional = /^Optional\[(.*)\]$/.exec(text);
  return optional ? `${optional[1]}|None` : text;
}
