import type { ModuleNames } from "../names/module-names.ts";
import type { Binding } from "../names/scopes.ts";

/** The names of a file that may stand for something of another name. */
export function aliasesOf(names: ModuleNames): ReadonlySet<string> {
  const found = new Set<string>();
  for (const unit of names.units)
    for (const { bindings } of names.scopesOf(unit).all)
      for (const [name, list] of bindings) if (list.some((binding) => isAlias(name, binding))) found.add(name);
  return found;
}

function isAlias(name: string, { target, value }: Binding): boolean {
  if (target) return (target.name ?? target.module.slice(target.module.lastIndexOf(".") + 1)) !== name;
  return value !== null;
}
