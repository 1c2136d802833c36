import type { ModuleFiles, ModuleMap } from "./modules.ts";

/**
 * Files that have something else to say since the modules were mapped anew: those of modules that have another root or other files, and specs that list what others
 * list too.
 */
export function remappedFiles(before: ModuleMap, now: ModuleMap): Set<string> {
  const affected = new Set<string>();
  if (before === now) return affected;
  const add = ({ spec, files }: ModuleFiles): void => {
    for (const path of [spec.path, ...files]) affected.add(path);
  };
  const old = new Map(before.modules.map((module) => [placeOf(module), module]));
  for (const module of now.modules) {
    const was = old.get(placeOf(module));
    if (was && was.root.folder === module.root.folder && isSame(was.files, module.files)) continue;
    add(module);
    if (was) add(was);
  }
  for (const path of new Set([...before.shared.keys(), ...now.shared.keys()])) {
    const [then, since] = [before, now].map(({ shared }) => (shared.get(path) ?? []).map(({ spec }) => spec.path));
    if (!isSame(then ?? [], since ?? [])) for (const spec of [...(then ?? []), ...(since ?? [])]) affected.add(spec);
  }
  return affected;
}

function placeOf({ spec: { path, index } }: ModuleFiles): string {
  return `${path} ${index}`;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
