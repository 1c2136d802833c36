import type { Binding, ModuleNames, Node, OwnRuleData, Scope, Span, TypeFact } from "../server/code/index.ts";
import type { Agreement } from "../server/facts/agreements.ts";
import type { FileFacts } from "../server/facts/kinds.ts";
import type { OpenQuestion } from "../server/facts/open-question.ts";
import type { PathFacts } from "../server/facts/paths.ts";
import type { ContractClass, ContractMethod } from "../server/facts/contracts.ts";
import type { ExtractDifference, SpaceExtract, SpaceFile } from "../server/facts/space.ts";
import type { SpecDocument } from "../server/facts/spec.ts";
import type { Module, ModuleSizes, Project } from "../server/facts/project.ts";

export type Severity = "error" | "warning" | "info";
export type Language = "yaml" | "python" | "typescript";
export type Safety = "safe" | "unsafe";

/** ATTESTATION_CHECKS, in the order in which they are printed. */
export const ATTESTATION_CHECKS = [
  "space_files_read",
  "contracts_extracted",
  "identity_resolved",
  "tests_prove_contracts",
  "no_forbidden_patterns",
  "no_type_ignore",
  "no_unused_imports",
  "evidence_table_complete",
] as const;

export type AttestationCheck = (typeof ATTESTATION_CHECKS)[number];

/** Replaces a span of the file by a text; an empty span inserts. */
export interface Edit {
  span: Span;
  text: string;
}

/** A change that ends the finding. `safe` never changes what correct code does; `unsafe` is applied only when asked for by name. */
export interface Fix {
  title: string;
  safety: Safety;
  /** Absolute path of the file that the edits change; left out for the finding's own. */
  path?: string;
  edits: Edit[];
}

/** A second place that explains a finding; `path` is absolute, left out for the finding's own file. */
export interface Related {
  path?: string;
  at: Span;
  message: string;
}

export interface Report {
  at: Span;
  /** What is wrong in the user's own names, and what to do: one or two lines. */
  message: string;
  /** Where this place weighs less than the rule's others; the configuration's severity for the rule still wins. */
  severity?: Severity;
  /** It is no more than this yet, whatever the configuration says, and closes no gate: a deprecation whose day has not come. */
  atMost?: Severity;
  related?: Related[];
  fix?: Fix | undefined;
  /** For machines: carried through to LSP `data`, JSON and SARIF. */
  data?: Record<string, unknown>;
}

interface Reporting {
  readonly project: Project;
  report(report: Report): void;
}

/** What a visitor sees: one top-level statement at a time, and what its names mean. Findings are kept until a name it asked about changes. */
export interface CodeContext extends Reporting {
  /** Absolute path. */
  readonly path: string;
  /** The file is a test by its name (`test_*.py`, `*_test.py`, `conftest.py`) or folder (`tests/`). */
  readonly isTest: boolean;
  /** The kind of the file's module; outside any module what its path or header says, else null. */
  readonly kind: Module["kind"] | null;
  /** Dotted name of an expression through imports and aliases (`uuid.uuid4`); builtins by their own name; null for local values. */
  resolve(node: Node | null): string | null;
  /** The binding that holds where the name is read; null for builtins and unknown names. */
  binding(name: Node): Binding | null;
  /** All bindings of a name in the scope that has it. */
  bindings(name: Node): readonly Binding[];
  /** The module-level bindings of a name: a fixture of a test's parameter, a constant. */
  bindingsNamed(name: string): readonly Binding[];
  scope(node: Node): Scope;
  /** What an annotation says, strings and unions read. */
  type(annotation: Node): TypeFact;
  /** The class that a dotted name stands for in this file: of the repository, the Space, or the file itself; null when nothing is known of it. */
  contractClass(dotted: string | null): ContractClass | null;
  /** The function of another file that a dotted name stands for; null when nothing is known of it. */
  contractFunction(dotted: string | null): ContractMethod | null;
  /** A relative dotted name (`..core.schemas`) as seen from the workspace; any other as it is. */
  absoluteName(dotted: string): string;
  /** The file imports a top-level module, given in lower case, or something in it. */
  isImported(top: string): boolean;
  /** Some statement of the file holds a text, in code, a string or a comment. */
  mentions(text: string): boolean;
  /** Evaluated when the module is imported: module level, nested blocks, class bodies, defaults, decorators; not functions, lambdas, `if __name__ == "__main__"`, `if TYPE_CHECKING`. */
  isImportTime(node: Node): boolean;
}

/** What a whole-file rule sees: every scope and every fact of the file. Runs after each edit, so it must be cheap. */
export interface FileContext extends Reporting {
  readonly path: string;
  readonly isTest: boolean;
  readonly kind: Module["kind"] | null;
  /** The statements, their scopes, and what names mean. */
  readonly module: ModuleNames;
  readonly facts: FileFacts;
  /** The class that a dotted name stands for in this file: of the repository, the Space, or the file itself; null when nothing is known of it. */
  readonly contractClass: (dotted: string | null) => ContractClass | null;
  /** A relative dotted name (`..core.schemas`) as seen from the workspace; any other as it is. */
  readonly absoluteName: (dotted: string) => string;
  /** Names that JSX stands for by the project's `tsconfig.json`: `h` for `"jsxFactory": "h"`. */
  readonly jsxFactories: () => ReadonlySet<string>;
}

export interface SpecContext extends Reporting {
  readonly path: string;
  /** Every spec that lets a file be new, the owner of the file first; `file` as the spec at hand names it. */
  readonly listing: (file: string) => readonly SpecDocument[];
  /** What generation would ask of the spec; nothing where nobody can tell. */
  readonly questions: () => readonly OpenQuestion[];
  /** What lies on the disk. */
  readonly paths: PathFacts;
}

/** What a rule about a Space file sees. */
export interface SpaceFileContext extends Reporting {
  readonly file: SpaceFile;
  /** How an extract differs from the workspace file it names, and that file's path; null when the workspace has no such file. */
  differences(extract: SpaceExtract): { path: string; differences: readonly ExtractDifference[] } | null;
}

/** Reports of a project rule name their file. */
export interface ModuleContext {
  readonly project: Project;
  report(path: string, report: Report): void;
}

/** Reports of a rule about sets that must agree name their file. */
export interface AgreementContext {
  report(path: string, report: Report): void;
}

/** Visitors by node type, parents first. The words are those of the Python grammar; what Python does not have keeps its own. */
export type CodeVisitors = { readonly [nodeType: string]: (node: Node, context: CodeContext) => void };

export interface CodeLook {
  visit?: CodeVisitors;
  /** Runs once a file. */
  file?: (context: FileContext) => void;
}

export interface Example {
  bad: string;
  good: string;
}

export interface Rule {
  /** As users type it in configuration and suppressions. */
  id: string;
  /** The folder it lives in. */
  family: string;
  /**
   * The check of the attestation that a finding makes fail, whatever its severity; null where none counts it: the spec's own rules, which close the
   * gate spec_valid before anything is attested, and what says nothing of the module.
   */
  check: AttestationCheck | null;
  severity: Severity;
  languages: readonly Language[];
  /** The most that its fix dares, null when it has none. */
  fix: Safety | null;
  /** What is found, one sentence. */
  what: string;
  /** Why it matters, one or two sentences. */
  why: string;
  /** What to write instead. */
  instead: string;
  examples: readonly Example[];
  /** Editors grey the range out. */
  tags?: readonly "unnecessary"[];
  /** At one range only one of these rules speaks: a finding of this rule gives way to one of those, and is named in its `data.also`. */
  yieldsTo?: readonly string[];
  /** Cannot be suppressed by a comment. */
  unsuppressible?: boolean;
  /** The address of a page about it, which its author has written; without it the page is made of what stands here. */
  docs?: string;
  /** What a rule that the repository declares looks for, and in which files (absolute paths). */
  own?: { readonly data: OwnRuleData; covers(path: string): boolean };
  /** How it looks at code of every language that it names. */
  code?: CodeLook;
  /** Visitors by node type of the Python grammar, parents first. */
  python?: CodeVisitors;
  /** Runs once a file. */
  pythonFile?: (context: FileContext) => void;
  /** Runs for every YAML document of a spec. */
  spec?: (document: SpecDocument, context: SpecContext) => void;
  /** Runs for every file of the Space. */
  space?: (context: SpaceFileContext) => void;
  /** Runs for every module (a spec and its files): facts only, no trees. */
  module?: (module: Module, context: ModuleContext) => void;
  /** Runs for every row of `agreements` in the configuration. */
  agreement?: (agreement: Agreement, context: AgreementContext) => void;
  /** Runs for every module at every check: how long its files are, nothing else. */
  moduleSizes?: (sizes: ModuleSizes, context: ModuleContext) => void;
}

/** Declares a rule: data and pure functions. A rule without a function is reported by the program itself (`rules/program/`). */
export function defineRule(rule: Rule): Rule {
  return rule;
}
