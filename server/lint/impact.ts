import { dirname, join, relative, sep } from "node:path";
import { isCode, isTestPath } from "../facts/languages.ts";
import type { ImportFact } from "../facts/kinds.ts";
import type { ModuleFiles } from "../project/modules.ts";
import type { Linter } from "./linter.ts";

/** What a change of a file or of a contract class touches. Paths are absolute and sorted. */
export interface Impact {
  /** Where the class is defined; of a file the file itself. */
  readonly origins: readonly string[];
  /** Files of code that import it, and what they take. A name that is reached through another module's name is not seen. */
  readonly users: readonly { path: string; names: readonly string[] }[];
  /** Modules that own the origin, are wired in there, or one of whose files uses it. */
  readonly modules: readonly ModuleFiles[];
  /** Tests among the users, and those of the modules. */
  readonly tests: readonly string[];
}

/** What a change of a file touches. */
export async function impactOfFile(linter: Linter, path: string): Promise<Impact> {
  await prepare(linter);
  return around(
    linter,
    [path],
    usersOf(linter, (fact, of) => imports(fact, of, path, linter.root)),
  );
}

/** What a change of a contract model or service touches; null where workspace and Space define no class of this name. */
export async function impactOfClass(linter: Linter, name: string): Promise<Impact | null> {
  await prepare(linter);
  const classes = linter.contractsOf(null).named(name);
  if (classes.length === 0) return null;
  const origins = [...new Set(classes.map(({ evidence }) => evidence.path))];
  return around(
    linter,
    origins,
    usersOf(linter, (fact) => fact.name === name),
  );
}

/** The modules one of whose files imports a class by its name: what can be told without looking at the rest of the workspace. */
export function modulesUsing(linter: Linter, name: string): ModuleFiles[] {
  return linter.workspace.modules.filter(({ files }) =>
    files.some((path) => isCode(path) && (linter.facts(path)?.imports.some((fact) => fact.name === name) ?? false)),
  );
}

function prepare(linter: Linter): Promise<void> {
  linter.scan();
  return linter.prepare([...linter.workspace.sources].filter(isCode));
}

function usersOf(linter: Linter, takes: (fact: ImportFact, path: string) => boolean): Impact["users"] {
  return [...linter.workspace.sources].sort().flatMap((path) => {
    const found = linter.facts(path)?.imports.filter((fact) => takes(fact, path)) ?? [];
    return found.length > 0 ? [{ path, names: [...new Set(found.map(({ name, module }) => name ?? module))] }] : [];
  });
}

function around(linter: Linter, origins: readonly string[], users: Impact["users"]): Impact {
  const touched = [...origins, ...users.map(({ path }) => path)];
  const modules = new Set([
    ...touched.flatMap((path) => linter.workspace.modulesOf(path)),
    ...origins.flatMap((path) => linter.workspace.modulesReading(path)),
  ]);
  const tests = new Set([...touched, ...[...modules].flatMap(({ files }) => files)].filter(isTestPath));
  return { origins: [...origins].sort(), users, modules: [...modules], tests: [...tests].sort() };
}

/** An import takes something from a file: by the end of its dotted path, by a path of its own, or from the file's folder by the file's name. */
function imports({ module, name }: ImportFact, from: string, path: string, root: string): boolean {
  const target = withoutSuffix(path);
  if (/^\.{0,2}\//.test(module) || module.startsWith("./") || module.startsWith("../")) {
    const named = withoutSuffix(join(dirname(from), module));
    return named === target || join(named, "index") === target;
  }
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const parts = module.slice(dots).split(".").filter(Boolean);
  if (dots > 0) {
    const folder = join(dirname(from), ...Array.from({ length: dots - 1 }, () => ".."));
    const base = join(folder, ...parts);
    return isSame(base, target) || (name !== null && join(base, name) === target);
  }
  const own = relative(root, target).split(sep);
  const ends = (tail: readonly string[]): boolean =>
    tail.length > 0 && tail.every((part, at) => own.at(at - tail.length) === part);
  return ends(parts) || ends([...parts, "__init__"]) || (name !== null && ends([...parts, name]));
}

function isSame(named: string, target: string): boolean {
  return named === target || join(named, "__init__") === target;
}

function withoutSuffix(path: string): string {
  return path.replace(/\.(?:pyi?|[mc]?tsx?|[mc]?jsx?)$/, "");
}
