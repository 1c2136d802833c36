import type { Profile } from "../../../rules/profile/schema.ts";
import { namesOf, type Aliases } from "./aliases.ts";

/** The service that a name is injected for by convention: `substrate_service` for MemorySubstrateService. */
export function serviceInjectedAs(name: string, profile: Profile, aliases: Aliases): string | null {
  const isCalled = (service: string): boolean => namesOf(service, aliases).some((own) => injectedNames(own).includes(name));
  return servicesOf(profile).find(isCalled) ?? null;
}

/** The services of the generator document: required names that are no model. */
function servicesOf({ required_imports, model_locations }: Profile): string[] {
  const named = [...Object.values(required_imports).flatMap(({ names }) => names), ...Object.keys(model_locations)];
  return named.filter((name) => /Service$|Client$|Registry$/.test(name));
}

/** The names a service is injected under: its own in snake case, and with leading words left out while two remain. */
export function injectedNames(service: string): string[] {
  const words = service
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(" ");
  return words.map((_, at) => words.slice(at).join("_")).filter((candidate) => candidate.includes("_"));
}
