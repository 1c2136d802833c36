import type { Report, Rule } from "../../rules/define.ts";
import type { Module, ModuleFile, Project } from "../facts/project.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { readDocument, type DocumentFacts } from "../facts/document.ts";
import type { Files } from "../project/files.ts";
import { step } from "../syntax/meter.ts";
import { isCode, isTestPath, isTypeScript } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { contractLanguages } from "../project/contracts/languages.ts";
import type { Answers } from "../project/contracts/store.ts";
import { internalError, type ContractWatch, type Reported } from "./code-file.ts";
import type { CodeStore } from "./code-store.ts";
import { isReadable } from "./load-typescript.ts";
import type { TestRunStore } from "./test-run-store.ts";

/** Steps that a rule takes for a module in which it finds nothing. */
const RULE = 20;

interface Kept {
  spec: SpecDocument;
  project: Project;
  stamp: string;
  reports: ReadonlyMap<string, readonly Reported[]>;
  answers: Answers;
}

/** Runs the rules that look at a module as a whole, and keeps what they said until a fact of one of its files changes. */
export class ModuleRunner {
  /** Modules run since the start; an edit that changes no fact must not raise it. */
  runs = 0;
  readonly #rules: readonly Rule[];
  readonly #code: CodeStore;
  readonly #watch: ContractWatch;
  readonly #files: Files;
  readonly #testRuns: TestRunStore;
  readonly #sizeRules: readonly Rule[];
  readonly #kept = new WeakMap<ModuleFiles, Kept>();
  readonly #touched = new Map<string, number>();

  constructor(rules: readonly Rule[], code: CodeStore, files: Files, runs: TestRunStore, watch: ContractWatch) {
    this.#files = files;
    this.#testRuns = runs;
    this.#sizeRules = rules.filter((rule) => rule.moduleSizes);
    this.#watch = watch;
    this.#rules = rules.filter((rule) => rule.module);
    this.#code = code;
  }

  /** A file changed: what was read from it counts no longer. Facts of code have versions of their own. */
  touched(path: string): void {
    if (!isCode(path)) this.#touched.set(path, (this.#touched.get(path) ?? 0) + 1);
    this.#testRuns.touched(path);
  }

  /** All that rules about modules say of one of its files. */
  all(owner: ModuleFiles, project: Project, path: string): Reported[] {
    return [...this.reports(owner, project, path), ...this.sizeReports(owner, project, path)];
  }

  /** What the module's rules say of one of its files. */
  reports(owner: ModuleFiles, project: Project, path: string): readonly Reported[] {
    // What a file of the module says is not known yet: what is missing can not be told.
    if (!isModuleReadable(owner)) return [];
    // A template is about no module yet.
    if (owner.spec.isTemplate) return [];
    const stamp = [...owner.files, ...owner.modified]
      .map((file) => (isCode(file) ? (this.#code.summary(file)?.version ?? "-") : (this.#touched.get(file) ?? 0)))
      .concat(this.#testRuns.stamp(owner.files))
      .join(" ");
    let kept = this.#kept.get(owner);
    if (kept?.stamp !== stamp || kept.spec !== owner.spec || kept.project !== project || !this.#watch.holds(kept.answers)) {
      const { result, answers } = this.#watch.track(() => this.#run(this.module(owner), project));
      kept = { stamp, spec: owner.spec, project, reports: result, answers };
      this.#kept.set(owner, kept);
    }
    return kept.reports.get(path) ?? [];
  }

  /** True when contracts that the module's rules asked for have changed since they ran. */
  isStale(owner: ModuleFiles): boolean {
    const kept = this.#kept.get(owner);
    return kept !== undefined && !this.#watch.holds(kept.answers);
  }

  /** A spec with the facts of its module's files. */
  module(owner: ModuleFiles): Module {
    const read = (path: string): ModuleFile => {
      const summary = isCode(path) ? this.#code.summary(path) : null;
      const runs = this.#testRuns.of(path);
      const unselected = this.#testRuns.unselected(path);
      const file = { path, isTest: isTestPath(path), facts: summary?.facts ?? null, document: this.#document(path) };
      return { ...file, ...(runs ? { runs } : {}), ...(unselected === null ? {} : { unselected }) };
    };
    const { spec } = owner;
    const files = owner.files.map(read);
    const modified = owner.modified.map(read);
    return { id: spec.id ?? "", kind: spec.kind, specPath: spec.path, spec, files, modified };
  }

  #document(path: string): DocumentFacts | null {
    if (!path.endsWith(".md")) return null;
    const read = this.#files.read(path);
    return "problem" in read ? null : readDocument(read.text);
  }

  /** What the rules about sizes say of one file of the module; they count lines, so they run each time. */
  sizeReports(owner: ModuleFiles, project: Project, path: string): Reported[] {
    if (owner.spec.isTemplate) return [];
    const reports: Reported[] = [];
    const files = owner.files.filter(isCode).map((file) => ({ path: file, lines: this.#lines(file) }));
    for (const rule of this.#sizeRules) {
      const report = (at: string, found: Report): void => {
        if (at === path) reports.push({ ...found, rule: rule.id });
      };
      try {
        rule.moduleSizes?.({ spec: owner.spec, files }, { project, report });
      } catch (error) {
        if (path === owner.spec.path) reports.push(internalError(rule, error, { start: 0, end: 0 }));
      }
    }
    return reports;
  }

  /** What the rules about sizes say of the module's spec, for comparison. */
  sizeMark(owner: ModuleFiles, project: Project): string {
    return JSON.stringify(this.sizeReports(owner, project, owner.spec.path));
  }

  #lines(path: string): number {
    if (isCode(path)) return this.#code.summary(path)?.lines ?? 0;
    const read = this.#files.read(path);
    return "problem" in read ? 0 : read.text.split("\n").length - (read.text.endsWith("\n") ? 1 : 0);
  }

  #run(module: Module, project: Project): Map<string, Reported[]> {
    this.runs++;
    const reports = new Map<string, Reported[]>();
    const add = (path: string, report: Reported): void => {
      const list = reports.get(path);
      if (list) list.push(report);
      else reports.set(path, [report]);
    };
    const python = withoutTypeScript(module);
    for (const rule of this.#rules) {
      step(RULE);
      try {
        rule.module?.(rule.languages.includes("python") && !rule.languages.includes("typescript") ? python : module, {
          project,
          report: (path, report) => add(path, { ...report, rule: rule.id }),
        });
      } catch (error) {
        add(module.specPath, internalError(rule, error, { start: 0, end: 0 }));
      }
    }
    return reports;
  }
}

/** True when the parsers are loaded that a module's files, and the contracts of a module in its language, are read with. */
export function isModuleReadable({ files, spec }: ModuleFiles): boolean {
  return files.every(isReadable) && (contractLanguages(spec) === "" || isReadable("contracts.ts"));
}

/** The module as a rule that knows only Python sees it. */
function withoutTypeScript(module: Module): Module {
  if (![...module.files, ...module.modified].some(({ path }) => isTypeScript(path))) return module;
  const view = (file: ModuleFile): ModuleFile => (isTypeScript(file.path) ? { ...file, facts: null } : file);
  return { ...module, files: module.files.map(view), modified: module.modified.map(view) };
}
