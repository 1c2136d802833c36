import { dirname, join, relative, sep } from "node:path";
import { snakeCase } from "../code/spelling.ts";
import type { Evidence } from "../facts/contracts.ts";
import { isCode, isTestPath } from "../facts/languages.ts";
import type { ImportFact } from "../facts/kinds.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { brokenWithout } from "./broken-without.ts";
import { classNamesIn } from "./class-uses.ts";
import { classesNamed, isSameMember, membersNamed, membersOf, usesOf, type Member } from "./contract-uses.ts";
import type { Finding } from "./finding.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";

/** What a change of a file, of a contract class or of its member touches. Paths are absolute and sorted. */
export interface Impact {
  /** Where it is defined; of a file the file itself. */
  readonly origins: readonly string[];
  /** Files of code that import it, and what they take; of a member those that use it. A name that is reached through another module's name is not seen. */
  readonly users: readonly { path: string; names: readonly string[] }[];
  /** Where a member is used. */
  readonly uses: readonly Place[];
  /** Where specs name it. */
  readonly specs: readonly Place[];
  /** Modules that own the origin, are wired in there, name it in their spec, or one of whose files uses it. */
  readonly modules: readonly ModuleFiles[];
  /** Tests among the users, and those of the modules. */
  readonly tests: readonly string[];
  /** What would be found elsewhere if it were gone. */
  readonly broken: readonly Finding[];
}

/** What a change of a file touches. */
export async function impactOfFile(linter: Linter, path: string): Promise<Impact> {
  await prepare(linter);
  const users = usersOf(linter, (fact, of) => imports(fact, of, path, linter.root));
  return around(linter, [{ path, span: null }], { users });
}

/** What a change of a contract model or service touches; null where workspace and Space define no class of this name. */
export async function impactOfClass(linter: Linter, name: string): Promise<Impact | null> {
  await prepare(linter);
  const classes = classesNamed(linter, name);
  if (classes.length === 0) return null;
  const names = spellings(linter, name);
  const users = usersOf(linter, (fact) => fact.name !== null && names.has(fact.name));
  return around(linter, declarations(classes), { users, specs: inSpecs(linter, name) });
}

/** The same of a member, as `Order.order_id` or `StoreService.put`; null where no class of the name has it. */
export async function impactOfMember(linter: Linter, of: string, name: string): Promise<Impact | null> {
  await prepare(linter);
  const members = membersNamed(linter, of, name);
  if (members.length === 0) return null;
  const uses = members.flatMap((member) => usesOf(linter, member));
  const users = [...new Set(uses.map(({ path }) => path))].map((path) => ({ path, names: [`${of}.${name}`] }));
  const specs = [...inSpecs(linter, `${of}.${name}`), ...members.flatMap((member) => requiring(linter, member))];
  return around(linter, declarations(members), { users, uses, specs });
}

/** The modules one of whose files imports a class by its name: what can be told without looking at the rest of the workspace. */
export function modulesUsing(linter: Linter, name: string): ModuleFiles[] {
  const names = spellings(linter, name);
  const isUser = (path: string): boolean =>
    linter.facts(path)?.imports.some((fact) => fact.name !== null && names.has(fact.name)) ?? false;
  return linter.workspace.modules.filter(({ files }) => files.some((path) => isCode(path) && isUser(path)));
}

function spellings(linter: Linter, name: string): ReadonlySet<string> {
  return new Set([name, ...classesNamed(linter, name).flatMap((found) => [...classNamesIn(linter, found)])]);
}

/** Each once, whichever language's repository it was come by. */
function declarations(of: readonly { evidence: Evidence }[]): Evidence[] {
  return [...new Map(of.map(({ evidence }) => [`${evidence.path}:${evidence.span?.start ?? ""}`, evidence])).values()];
}

/** Where specs write a name: as a word that is no ordinary one, or as a value of its own. */
function inSpecs(linter: Linter, name: string): Place[] {
  const written = name.replace(/\./g, "\\.");
  const word = /[a-z\d][A-Z]|\./.test(name)
    ? new RegExp(`(?<![\\w./-])${written}(?![\\w-])`, "g")
    : new RegExp(`(?<=[:[,-][ \\t]+["']?)${written}(?=["']?[ \\t]*(?:[,\\]}#]|$))`, "gm");
  return linter.workspace.modules.flatMap(({ spec: { path, yaml } }) => {
    const { start, end } = yaml.span;
    return [...linter.files.text(path).slice(start, end).matchAll(word)].map(({ index, 0: { length } }) => ({
      path,
      span: { start: start + index, end: start + index + length },
    }));
  });
}

/** Where specs require a field of the packets' metadata. */
export function requiring(linter: Linter, member: Member): Place[] {
  return linter.workspace.modules.flatMap(({ spec }) => {
    const lookup = linter.contractsOf(spec).part("packet_metadata");
    const field = lookup.status === "found" ? membersOf(lookup.class).find((one) => isSameMember(one, member)) : undefined;
    const named = field ? spec.requiredMetadata.filter(({ text }) => snakeCase(text) === snakeCase(field.name)) : [];
    return named.map(({ span }) => ({ path: spec.path, span }));
  });
}

function prepare(linter: Linter): Promise<void> {
  linter.scan();
  return linter.prepare([...linter.workspace.sources].filter(isCode));
}

function usersOf(linter: Linter, takes: (fact: ImportFact, path: string) => boolean): Impact["users"] {
  return [...linter.workspace.sources]
    .filter(isCode)
    .sort()
    .flatMap((path) => {
      const found = linter.facts(path)?.imports.filter((fact) => takes(fact, path)) ?? [];
      return found.length > 0 ? [{ path, names: [...new Set(found.map(({ name, module }) => name ?? module))] }] : [];
    });
}

function around(
  linter: Linter,
  declared: readonly { path: string; span: Place["span"] | null }[],
  { users, uses = [], specs = [] }: Pick<Impact, "users"> & Partial<Pick<Impact, "uses" | "specs">>,
): Impact {
  const origins = [...new Set(declared.map(({ path }) => path))].sort();
  const touched = [...origins, ...users.map(({ path }) => path), ...specs.map(({ path }) => path)];
  const modules = new Set([
    ...touched.flatMap((path) => linter.workspace.modulesOf(path)),
    ...origins.flatMap((path) => linter.workspace.modulesReading(path)),
  ]);
  const tests = new Set([...touched, ...[...modules].flatMap(({ files }) => files)].filter(isTestPath));
  const among = [...touched, ...[...modules].flatMap(({ spec, files }) => [spec.path, ...files])];
  const broken = declared.flatMap((one) => brokenWithout(linter, one, among));
  return { origins, users, uses, specs, modules: [...modules], tests: [...tests].sort(), broken };
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
