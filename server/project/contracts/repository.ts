import type { Evidence, SourceRank } from "../../facts/contracts.ts";
import type { ClassFact } from "../../facts/python/classes.ts";
import type { PythonFacts } from "../../facts/python/types.ts";
import type { Span } from "../../syntax/text.ts";

/** A piece of Python that says what exists: a file of the workspace, or an extract in a Space file. */
export interface PythonSource {
  /** The file it was read from: the Python file, or the Space file that holds the extract. */
  readonly path: string;
  /** Dotted module that the code belongs to. */
  readonly module: string;
  readonly rank: SourceRank;
  /** An excerpt, with parts left out: what it lacks may still exist. */
  readonly partial: boolean;
  readonly facts: PythonFacts;
  /** Names of the classes it may define, when they are known without parsing it. */
  readonly classes?: readonly string[];
  /** Names of its functions and methods, likewise. */
  readonly functions?: readonly string[];
  /** Where a place of the facts lies in `path`; null for a Python file, whose facts say so themselves. */
  readonly place: ((span: Span) => Span) | null;
}

export interface Definition {
  readonly fact: ClassFact;
  readonly source: PythonSource;
}

/** Where Python sources come from; asked by module or by class name, so that only what is needed is parsed. */
export interface Repository {
  /** Runs `work` and adds the path of every file it asked for to `paths`. */
  recording<T>(paths: Set<string>, work: () => T): T;
  /** The sources of a dotted module, best rank first. */
  sourcesOf(module: string): readonly PythonSource[];
  /** Every source that may define a module-level class of this name, best rank first. */
  sourcesDefining(className: string): readonly PythonSource[];
  /** A folder of modules without an `__init__.py` of its own: what it holds can not be told; null when there is none. */
  packageAt(module: string): { names: null; evidence: Evidence } | null;
  /** Names of every class of workspace and Space. */
  classNames(): readonly string[];
  /** Sources that may hold functions named for duplicates. */
  sourcesAboutDuplicates(): readonly PythonSource[];
  /** What Space files state outright: `idempotency: substrate_lookup`, `tool_identity: tool_id`. */
  statements(key: string): readonly { value: string; evidence: Evidence }[];
  /** Index entries of the Space that name a class without its code. */
  listed(className: string): readonly Listed[];
}

/** A class that an index text of the Space names. */
export interface Listed {
  readonly name: string;
  /** Dotted module of the path it is listed under. */
  readonly module: string;
  readonly methods: readonly { name: string; parameters: readonly string[] }[];
  readonly evidence: Evidence;
}

const RANKS: readonly SourceRank[] = ["workspace", "extract", "supplement", "index", "profile"];

/** Order of sources: best rank first. */
export function byRank(a: { rank: SourceRank }, b: { rank: SourceRank }): number {
  return RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank);
}

/** Module-level definitions of a class, best rank first. */
export function definitionsOf(repository: Repository, className: string): Definition[] {
  return repository
    .sourcesDefining(className)
    .flatMap((source) =>
      source.facts.classes.filter((fact) => fact.name === className && fact.within === null).map((fact) => ({ fact, source })),
    );
}

export function evidenceOf(source: PythonSource, span: Span): Evidence {
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
