import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";

/** True for the models and services that the generator document requires. */
export function isRequiredName(name: string, { project: { profile } }: CodeContext): boolean {
  let names = requiredNames.get(profile);
  if (!names) requiredNames.set(profile, (names = readRequiredNames(profile)));
  return names.has(name);
}

/** Asked for every attribute of every file. */
const requiredNames = new WeakMap<Profile, ReadonlySet<string>>();

function readRequiredNames({ schema_extraction, required_imports, model_locations }: Profile): ReadonlySet<string> {
  return new Set([
    ...Object.values(schema_extraction.models_required).flat(),
    ...Object.values(required_imports).flatMap(({ module, names }) => (module.includes(".") ? names : [])),
    ...Object.keys(model_locations),
  ]);
}

/** A required name that is taken from a module which does not hold the one that counts. */
export interface WrongSource {
  /** The one that counts. */
  readonly canonical: ContractClass;
  /** What the module has under that name, when it has anything. */
  readonly actual: ContractClass | null;
}

/** Null when the name is not required, when nothing is known of it, or when it is the right one, re-exports followed. @param module as written, dots in front included */
export function wrongSource(module: string, name: string, context: CodeContext): WrongSource | null {
  if (!isRequiredName(name, context)) return null;
  const lookup = context.project.contracts.required(name);
  if (lookup.status !== "found" || lookup.class.evidence.path === context.path) return null;
  const canonical = lookup.class;
  const absolute = context.absoluteName(module);
  const actual = context.contractClass(`${module}${module.endsWith(".") ? "" : "."}${name}`);
  if (absolute === canonical.module || actual?.module === canonical.module) return null;
  if (actual?.evidence.path === canonical.evidence.path) return null;
  if (actual === null && isSeenFromBelow(absolute, canonical, context)) return null;
  // Outside generated code a package may use a class of its own that happens to share the name.
  if (context.project.module === null && actual !== null && folderOf(actual.evidence.path) === folderOf(context.path))
    return null;
  return { canonical, actual };
}

/** The same file under a shorter path, which starts from a folder above the importing file: a project of its own within the workspace. */
function isSeenFromBelow(module: string, canonical: ContractClass, { path, project: { root } }: CodeContext): boolean {
  if (!canonical.module.endsWith(`.${module}`)) return false;
  const folder = canonical.module.slice(0, -module.length).replaceAll(".", "/");
  return path.startsWith(`${root.replace(/\/$/, "")}/${folder}`);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
