import type { Evidence, SourceRank } from "../../facts/contracts.ts";
import type { ClassFact, FileFacts } from "../../facts/kinds.ts";
import type { PatternKey, SpaceField } from "../../facts/space.ts";
import { importedModuleName, workspaceName } from "../../code/names/typescript/module-paths.ts";
import type { Span } from "../../syntax/text.ts";

/** A piece of code that says what exists: a file of the workspace, or an extract in a Space file. */
export interface ContractSource {
  /** The file it was read from: the file itself, or the Space file that holds the extract. */
  readonly path: string;
  /** Dotted module that the code belongs to. */
  readonly module: string;
  readonly rank: SourceRank;
  /** An excerpt, with parts left out: what it lacks may still exist. */
  readonly partial: boolean;
  readonly facts: FileFacts;
  /** For a source with parts left out: whether it leaves out members of this class. */
  readonly leavesOut?: (fact: ClassFact) => boolean;
  /** Names of the classes it may define, when they are known without parsing it. */
  readonly classes?: readonly string[];
  /** Names of its functions and methods, likewise. */
  readonly functions?: readonly string[];
  /** The path of a TypeScript file, relative to the workspace: its imports are read from there. */
  readonly typescript?: string;
  /** Where a place of the facts lies in `path`; null for a Python file, whose facts say so themselves. */
  readonly place: ((span: Span) => Span) | null;
}

export interface Definition {
  readonly fact: ClassFact;
  readonly source: ContractSource;
}

/** Where Python sources come from; asked by module or by class name, so that only what is needed is parsed. */
export interface Repository {
  /** Runs `work` and adds the path of every file it asked for to `paths`. */
  recording<T>(paths: Set<string>, work: () => T): T;
  /** True for a file of code that is open in the editor: edits move the places of its facts. */
  isOpen(path: string): boolean;
  /** Extracts of the Space count more than the workspace files they show. */
  readonly spaceFirst?: boolean;
  /** The sources of a dotted module, best rank first. */
  sourcesOf(module: string): readonly ContractSource[];
  /** Every source that may define a module-level class of this name, best rank first. */
  sourcesDefining(className: string): readonly ContractSource[];
  /** A folder of modules without an `__init__.py` of its own: what it holds can not be told; null when there is none. */
  packageAt(module: string): { names: null; evidence: Evidence } | null;
  /** Names of every class of workspace and Space. */
  classNames(): readonly string[];
  /** Sources that may hold functions named for duplicates. */
  sourcesAboutDuplicates(): readonly ContractSource[];
  /** Files of the workspace whose text holds a word, in either spelling: `tool_id`, `tool_name`. */
  pathsNaming(word: string): readonly string[];
  /** What Space files state outright: `idempotency: substrate_lookup`, `tool_identity: tool_id`. */
  statements(key: string): readonly Statement[];
  /** What Space files say about a pattern in the text below a heading that names it. */
  prose(about: PatternKey): readonly Prose[];
  /** Index entries of the Space that name a class without its code. */
  listed(className: string): readonly Listed[];
}

/** A class that an index text of the Space names. */
export interface Listed {
  readonly name: string;
  /** Dotted module of the path it is listed under; null when the entry gives none. */
  readonly module: string | null;
  /** As an index, or the schema of an HTTP interface, lists them. */
  readonly fields: readonly (Pick<SpaceField, "name" | "annotation" | "required" | "default"> & {
    readonly evidence: Evidence;
  })[];
  readonly methods: readonly { readonly name: string; readonly parameters: readonly string[]; readonly evidence: Evidence }[];
  readonly evidence: Evidence;
}

/** A paragraph of a Space file. */
export interface Prose {
  text: string;
  evidence: Evidence;
}

/** Something that a Space file states outright. */
export interface Statement {
  /** In snake case, up to the first punctuation: `substrate_lookup`. */
  readonly value: string;
  /** As written. */
  readonly text: string;
  readonly evidence: Evidence;
}

const RANKS: readonly SourceRank[] = ["workspace", "package", "extract", "supplement", "index", "profile"];
const SPACE_FIRST: readonly SourceRank[] = ["extract", "supplement", "workspace", "package", "index", "profile"];

/** Order of sources: best rank first. */
export function byRank(a: { rank: SourceRank }, b: { rank: SourceRank }, spaceFirst = false): number {
  const ranks = spaceFirst ? SPACE_FIRST : RANKS;
  return ranks.indexOf(a.rank) - ranks.indexOf(b.rank);
}

/** True when members of the class may be left out. */
export function isPartial({ fact, source }: Definition): boolean {
  return source.leavesOut ? source.leavesOut(fact) : source.partial;
}

/** Module-level definitions of a class, best rank first; another name for a class leads to its definition. */
export function definitionsOf(repository: Repository, className: string): Definition[] {
  const found = repository.sourcesDefining(className).flatMap((source) => definitionsIn(source, className, repository));
  return found.filter(({ fact }, at) => found.findIndex((other) => other.fact === fact) === at);
}

/** Aliases and imports that one look-up goes through, one after the other. */
const MAX_STEPS = 32;

/**
 * What one look-up has asked so far, by dotted name: modules that take over each other's names lead to the same ones on many ways. Null for what is being looked
 * for, too: a circle ends there.
 */
type Asked = Map<string, Definition | null>;

/** What a module has under a name: classes of its own, or the one that an alias or an import of it leads to. */
export function definitionsIn(
  source: ContractSource,
  name: string,
  repository: Repository,
  step = 0,
  asked: Asked = new Map(),
): Definition[] {
  const own = source.facts.classes.filter((fact) => fact.name === name && fact.within === null);
  if (own.length > 0) return own.map((fact) => ({ fact, source }));
  const alias = source.facts.aliases.find((candidate) => candidate.name === name);
  if (!alias || step > MAX_STEPS) return [];
  if (!alias.target.includes(".")) return definitionsIn(source, alias.target, repository, step + 1, asked);
  const found = findClass(nameFrom(source, alias.target), repository, step + 1, asked);
  return found ? [found] : [];
}

/** The definition that a dotted name stands for; a name that a module only imports is followed to where it is defined. */
export function findClass(dotted: string, repository: Repository, step = 0, asked: Asked = new Map()): Definition | null {
  const known = asked.get(dotted);
  if (known !== undefined) return known;
  asked.set(dotted, null);
  const found = step > MAX_STEPS ? null : lookedUp(dotted, repository, step, asked);
  asked.set(dotted, found);
  return found;
}

function lookedUp(dotted: string, repository: Repository, step: number, asked: Asked): Definition | null {
  const dot = dotted.lastIndexOf(".");
  if (dot < 0) return null;
  const name = dotted.slice(dot + 1);
  for (const source of repository.sourcesOf(dotted.slice(0, dot))) {
    const [own] = definitionsIn(source, name, repository, step, asked);
    if (own) return own;
    const imported = reexport(name, source);
    const names = imported ? [imported] : starModules(source).map((module) => `${module}.${name}`);
    for (const other of names) {
      const found = findClass(other, repository, step + 1, asked);
      if (found) return found;
    }
  }
  return nestedClass(dotted.slice(0, dot), name, repository, step, asked);
}

/** `Outer.Inner`: a class in the body of another. */
function nestedClass(outer: string, name: string, repository: Repository, step: number, asked: Asked): Definition | null {
  const owner = outer.includes(".") ? findClass(outer, repository, step + 1, asked) : null;
  const inner = owner?.source.facts.classes.filter((fact) => fact.name === name && fact.within === owner.fact.qualified) ?? [];
  return owner && inner.length === 1 ? { fact: inner[0] as Definition["fact"], source: owner.source } : null;
}

/** Modules whose every name a module takes over: `from .models import *`. */
function starModules(source: ContractSource): string[] {
  const stars = source.facts.imports.filter(({ name, importTime }) => name === "*" && importTime);
  return stars.map((star) => moduleFrom(source, star.module));
}

/** The dotted name that a module imports a name from, when it does. */
export function reexport(name: string, source: ContractSource): string | null {
  const imported = source.facts.imports.find(
    (candidate) => candidate.as === name && candidate.name !== null && candidate.importTime,
  );
  return imported ? `${moduleFrom(source, imported.module)}.${imported.name}` : null;
}

/** A dotted name that a source uses, as seen from the workspace. */
export function nameFrom(source: ContractSource, dotted: string): string {
  return source.typescript === undefined
    ? absoluteName(dotted, source.module, source.path.endsWith("__init__.py"))
    : workspaceName(dotted, source.typescript);
}

/** A module that a source imports, as seen from the workspace. */
function moduleFrom(source: ContractSource, module: string): string {
  return source.typescript === undefined ? nameFrom(source, module) : importedModuleName(module, source.typescript);
}

export function evidenceOf(source: ContractSource, span: Span): Evidence {
  // Facts of a Python file keep their own, moving, span.
  return { path: source.path, span: source.place ? source.place(span) : span, rank: source.rank };
}

/** `..core.x` seen from a module of a package, as an absolute dotted name. @param isPackage the module is an `__init__.py` */
export function absoluteName(dotted: string, from: string, isPackage: boolean): string {
  const dots = /^\.+/.exec(dotted)?.[0].length ?? 0;
  if (dots === 0) return dotted;
  const parts = from.split(".");
  const kept = parts.slice(0, Math.max(0, parts.length - dots + (isPackage ? 1 : 0)));
  return [...kept, dotted.slice(dots)].filter(Boolean).join(".");
}
