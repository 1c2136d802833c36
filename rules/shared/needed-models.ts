import type { Module } from "../../server/facts/project.ts";
import type { Profile } from "../profile/schema.ts";

/** Which groups of models each kind of module needs. */
const GROUPS: Record<Module["kind"], readonly ("executor" | "tools" | "packets")[]> = {
  adapter: ["packets"],
  tool: ["tools", "packets"],
  executor: ["executor", "tools", "packets"],
  governance: ["packets"],
  service: ["packets"],
};

/** The names of the required models that a module's kind needs, in the profile's order. */
export function neededModels(kind: Module["kind"], profile: Profile): string[] {
  const required = profile.schema_extraction.models_required;
  return GROUPS[kind].flatMap((group) => required[group] ?? []);
}
