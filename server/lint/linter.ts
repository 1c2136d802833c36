import type { Project } from "../facts/project.ts";
import type { Contracts } from "../facts/contracts.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Config } from "../project/config.ts";
import { FileConfigs } from "../project/file-configs.ts";
import { Files } from "../project/files.ts";
import { isCode } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { Workspace } from "../project/workspace.ts";
import { declaresDependencies } from "../project/dependencies/declared.ts";
import type { ContractStore } from "../project/contracts/store.ts";
import type { Repositories } from "../project/contracts/repositories.ts";
import { Text } from "../syntax/text.ts";
import type { FileFacts } from "../facts/kinds.ts";
import { Spaces } from "../project/space/spaces.ts";
import { byPlace, toFindings, type Finding } from "./finding.ts";
import { isModuleReadable, ModuleRunner } from "./module-runner.ts";
import { oneFindingPerDefect } from "./one-finding.ts";
import { BudgetSpent } from "../syntax/meter.ts";
import type { CodeFile, Reported } from "./code-file.ts";
import { orNull, overBudget } from "./over-budget.ts";
import { isReadable, loadTypeScript } from "./load-typescript.ts";
import type { KeptResults } from "./kept/kept-results.ts";
import type { LinterOptions } from "./linter-options.ts";
import type { Agreements } from "./agreements.ts";
import { openAgreements } from "./open-agreements.ts";
import { Patience } from "./patience.ts";
import { Pointing } from "./pointing.ts";
import { Projects } from "./projects.ts";
import type { QuestionSource } from "./question-source.ts";
import { openContracts } from "./open-contracts.ts";
import { CodeStore } from "./code-store.ts";
import { RuleSet } from "./rule-set.ts";
import { affectedFiles } from "./affected.ts";
import { checkSpaceFile } from "./space-check.ts";
import { checkYaml } from "./spec-check.ts";
import { SpecStore } from "./spec-store.ts";
import { commentLanguage, type SourceComment } from "./suppression-comments.ts";
import { suppress } from "./suppress.ts";
import { TestRunStore } from "./test-run-store.ts";

/** The analysis of one workspace folder: texts in, findings out. Knows neither LSP nor the command line. */
export class Linter {
  readonly files: Files;
  readonly root: string;
  readonly config: Config;
  readonly fileConfigs: FileConfigs;
  readonly workspace: Workspace;
  readonly modules: ModuleRunner;
  readonly contracts: ContractStore;
  readonly agreements: Agreements;
  /** Files that were asked for by name: every rule looks at them, in whatever scope. */
  readonly whole: Set<string>;
  /** What a file of code says; null for one that can not be read. */
  readonly facts: (path: string) => FileFacts | null;
  readonly rules: RuleSet;
  readonly #code: CodeStore;
  readonly #specs: SpecStore;
  readonly #repositories: Repositories;
  readonly #projects: Projects;
  readonly #pointing = new Pointing();
  readonly spaces: Spaces;
  readonly kept: KeptResults | null;
  readonly #questions: QuestionSource | null;
  #spaceRead = false;

  constructor(root: string, config: Config, options: LinterOptions = {}) {
    const { snapshot, whole = [], questions = null, kept = null } = options;
    this.kept = kept;
    this.#questions = questions;
    this.root = root;
    this.whole = new Set(whole);
    this.config = config;
    this.files = new Files(config.max_file_size, snapshot, root);
    const patience = new Patience(options.patience ?? null);
    this.#code = new CodeStore(this.files, (path) => this.workspace.modulesReading(path).length > 0, patience, kept);
    this.#specs = new SpecStore(this.files, patience);
    this.workspace = new Workspace(root, config, this.files, {
      headerOf: (path) => this.#code.header(path),
      readWith: (path, text, work) => this.#specs.read(path, text, work),
    });
    this.fileConfigs = new FileConfigs(root, config);
    this.rules = new RuleSet(config, this.fileConfigs, root, options, (path) => this.workspace.isForContracts(path));
    this.spaces = new Spaces(root, config, this.files);
    const declares = (of: string, other: string): boolean => this.#projects.declares(of, other);
    this.facts = (path) => this.#code.summary(path)?.facts ?? null;
    const { files, workspace, spaces, facts: factsOf } = this;
    const { repositories, contracts } = openContracts({ config, files, workspace, spaces, factsOf, declares });
    [this.#repositories, this.contracts] = [repositories, contracts];
    this.#projects = new Projects(root, this.fileConfigs, this.contracts, this.files);
    this.agreements = openAgreements(config, this.rules.on, this.files, this.workspace, this.#code, repositories);
    const runs = new TestRunStore(root, this.files, this.#code);
    this.modules = new ModuleRunner(this.rules.on, this.#code, this.files, runs, this.contracts);
  }

  /** Finds the workspace's specs and the modules they describe. Done once; later changes come through `setOpen`, `close` and `changed`. */
  scan(): void {
    for (const step of this.scanSteps()) void step;
  }

  /** The same in steps of one folder each, for a server that must answer in between; yields the number of sources found so far. */
  *scanSteps(): Generator<number> {
    yield* this.workspace.scanSteps();
    if (!this.#spaceRead) this.spaces.refresh(this.workspace.roots.folders);
    this.#spaceRead = true;
  }

  /** After the scan: reads what the first check needs of every file, one file a step, for a server that must answer in between. */
  prepareSteps(): Generator<void> {
    return this.#repositories.prepareSteps();
  }

  /** Resolves when the parsers are loaded that these files and those of their modules need. Before, TypeScript has no findings. */
  async prepare(paths: readonly string[]): Promise<void> {
    if (!paths.every((path) => this.isPrepared(path))) await loadTypeScript();
    await this.#questions?.load(this, paths);
  }

  /** True when the parsers that a file and its module need are loaded. */
  isPrepared(path: string): boolean {
    if (!isReadable(path) || !this.agreements.isReadable(path) || !this.rules.own.isReadable(path)) return false;
    return this.workspace.modulesReading(path).every(isModuleReadable);
  }

  /** Every file to check in the configured scope, sorted. */
  paths(): string[] {
    this.scan();
    const space = this.spaces.all.flatMap(({ files }) => files.map(({ path }) => path));
    const sources = [...this.workspace.sources].filter((path) => this.inScope(path));
    return [...new Set([...sources, ...space, ...this.agreements.files(), ...this.rules.own.files()])].sort();
  }

  /** Specs, generated code, Space files, what agreements and the workspace's own rules are about; in scope `all` every source that is not excluded. */
  inScope(path: string): boolean {
    if (this.workspace.sources.has(path) && this.rules.covers(path)) return true;
    return this.workspace.inScope(path) || [this.spaces, this.agreements, this.rules.own].some((part) => part.includes(path));
  }

  /** The id of the module a file belongs to. */
  moduleOf(path: string): string | null {
    return this.workspace.owner(path)?.spec.id ?? (isCode(path) ? (this.#code.header(path)?.moduleId ?? null) : null);
  }

  /** The editor's text for a file, which counts instead of the one on disk until `close`. Returns the other files whose findings may have changed. */
  setOpen(path: string, text: string): string[] {
    return this.#touched(path, () => this.files.setOpen(path, text));
  }

  /** The editor gave the file up: the one on disk counts again. Returns the other files whose findings may have changed. */
  close(path: string): string[] {
    return this.#touched(path, () => this.files.close(path));
  }

  /** A file was created, changed or deleted, on disk or in the snapshot of `files`. Returns the other files whose findings may have changed. */
  changed(path: string): string[] {
    return this.files.isOpen(path) ? [] : this.#touched(path, () => undefined);
  }

  /** Looks again at a file that took too much work. Returns the files whose findings may have changed, none for any other file. */
  lookAgain(path: string): string[] {
    return this.#code.lookAgain(path) || this.#specs.lookAgain(path) ? [path, ...this.#touched(path, () => undefined)] : [];
  }

  /** Every finding of one file, sorted by place. */
  check(path: string): Finding[] {
    const said = this.fileConfigs.of(path).rules;
    const { findings, comments, text } = this.#look(path);
    this.#pointing.note(path, findings);
    if (text === null) return findings;
    const ids = new Set(this.rules.of(path, this).flatMap(({ id }) => (said[id] === "off" ? [] : [id])));
    // What does not parse hides findings: what suppresses them is needed again once the text is mended.
    const ran = (id: string): boolean => ids.has(id) && !findings.some(({ rule }) => /^(?:code|spec)_syntax$/.test(rule));
    const written = { comments, text: new Text(text), language: commentLanguage(path) };
    const { kept, problems } = suppress({ findings, ...written, rules: this.rules.known, ran });
    const own = this.#findings(path, problems).filter((problem) => ids.has(problem.rule));
    return own.length > 0 ? [...kept, ...own].sort(byPlace) : kept;
  }

  /** True for a file of code whose result of an earlier run holds. */
  isKept(path: string): boolean {
    if (!this.kept || !isCode(path) || this.spaces.fileAt(path)) return false;
    const mark = this.#projects.markOf(this.#projectOf(path));
    return this.#code.isKept(path, { rules: this.rules.of(path, this), contracts: this.contracts, mark });
  }

  /** The same before suppressions: what gates and attestations count. */
  checkForGates(path: string): Finding[] {
    return this.#look(path).findings.filter(({ pending }) => !pending);
  }

  /** Every finding of a file before suppressions, with its comments; `text` is null where comments can not suppress anything. */
  #look(path: string): { findings: Finding[]; comments: readonly SourceComment[]; text: string | null } {
    const inSpace = this.spaces.fileAt(path);
    if (inSpace) {
      const { root, space, file } = inSpace;
      const own = { sources: this.workspace.sources, code: this.#code, project: this.#projects.of(null, root, path) };
      const reports = checkSpaceFile(file, this.rules.on, { root, files: this.files, space, ...own });
      return { findings: this.#findings(path, reports).sort(byPlace), comments: [], text: null };
    }
    const read = this.files.read(path);
    if ("problem" in read) {
      const reports = [{ rule: "file_skipped", at: { start: 0, end: 0 }, message: `This file is not checked: ${read.problem}.` }];
      return { findings: this.#findings(path, reports), comments: [], text: null };
    }
    const agreed = this.agreements.reports(path);
    const rules = this.rules.of(path, this);
    if (rules.length === 0 && agreed.length === 0) return { findings: [], comments: [], text: null };
    const project = this.#projectOf(path);
    const of = (spec: SpecDocument): Project => this.#projects.fresh(spec, this.workspace.rootOfSpec(spec).folder, path);
    const asked = (spec: SpecDocument): ReturnType<QuestionSource["of"]> => this.#questions?.of(this, spec) ?? [];
    const known = { workspace: this.workspace, rules, project: of, agreed, questions: asked };
    const ofModules = (): Reported[] =>
      this.workspace.modulesOf(path).flatMap((module) => this.modules.all(module, this.project(module), path));
    const looked = this.rules.own.includes(path)
      ? this.rules.own.check(path, read.text)
      : isCode(path)
        ? this.#code.check(path, read.text, { rules, project, contracts: this.contracts, mark: this.#projects.markOf(project) })
        : this.#specs.check(path, read.text, () => checkYaml(path, read.text, known, ofModules));
    if (looked instanceof BudgetSpent) return { findings: this.#findings(path, [overBudget(looked)]), comments: [], text: null };
    const { reports, comments } = looked;
    reports.push(...agreed, ...(isCode(path) ? ofModules() : []));
    const findings = oneFindingPerDefect(this.#findings(path, reports).sort(byPlace), this.rules.byId);
    return { findings, comments, text: read.text };
  }

  /** The findings that a file would have with another text; the file itself keeps the text it has. */
  checkText(path: string, text: string): Finding[] {
    return this.withTexts(new Map([[path, text]]), () => this.check(path));
  }

  /** Runs `work` with other texts of some files; afterwards each has again what it had. */
  withTexts<T>(texts: ReadonlyMap<string, string>, work: () => T): T {
    const before = [...texts.keys()].map((path) => [path, this.files.openText(path)] as const);
    try {
      for (const [path, text] of texts) this.setOpen(path, text);
      return work();
    } finally {
      for (const [path, text] of before) void (text === null ? this.close(path) : this.setOpen(path, text));
    }
  }

  /** The contracts as the module of a spec sees them, or as the workspace folder does. */
  contractsOf(spec: SpecDocument | null): Contracts {
    return this.contracts.view(spec, spec ? this.workspace.rootOfSpec(spec).folder : this.root);
  }

  /** What rules know beyond the files of a module. */
  project(owner: ModuleFiles): Project {
    return this.#projects.of(owner.spec, owner.root.folder, owner.spec.path);
  }

  #projectOf(path: string): Project {
    return this.#projects.of(this.workspace.owner(path)?.spec ?? null, this.workspace.rootOf(path).folder, path);
  }

  /** Looks into a file of code as it is now; null for any other, and for one that can not be read. `prepare` must have resolved for it. */
  inCode<T>(path: string, work: (file: CodeFile, project: Project) => T): T | null {
    if (!isCode(path) || !isReadable(path)) return null;
    const read = this.files.read(path);
    if ("problem" in read) return null;
    return orNull(() => this.#code.use(path, read.text, (file) => work(file, this.#projectOf(path))));
  }

  dispose(): void {
    this.#code.dispose();
  }

  #touched(path: string, change: () => void): string[] {
    const ownersBefore = this.workspace.modulesReading(path);
    const sizeOf = (owner: ModuleFiles): string => this.modules.sizeMark(owner, this.project(owner));
    const sizeBefore = ownersBefore.map(sizeOf);
    const [before, mapBefore] = [isCode(path) ? this.#code.header(path) : null, this.workspace.map];
    change();
    this.#repositories.touched(path);
    const said = isCode(path) ? this.#code.refresh(path) : true;
    const remapped = this.workspace.touched(path, { before, now: isCode(path) ? this.#code.header(path) : null });
    this.modules.touched(path);
    const space = this.spaces.touched(path);
    const pointing = [...this.#pointing.at(path), ...this.agreements.touched(path)];
    if (declaresDependencies(path)) this.#projects.dependenciesChanged();
    if (!said && !remapped && !space) {
      // Nothing that other files ask about changed, but the lines of the module may have become too many.
      const sized = ownersBefore.filter((owner, at) => sizeOf(owner) !== sizeBefore[at]);
      return [...new Set([...sized.map(({ spec }) => spec.path), ...pointing])];
    }
    if (space || (remapped && !isCode(path))) this.contracts.changed(null);
    if (isCode(path)) this.contracts.changed(this.#repositories.refresh(path) || remapped ? null : path);
    const owners = [...ownersBefore, ...this.workspace.modulesReading(path)];
    const others = [...pointing, ...this.#code.stale(this.contracts)];
    return affectedFiles(path, this, { owners, mapBefore, others });
  }

  #findings(path: string, reports: readonly Reported[]): Finding[] {
    return toFindings(path, reports, {
      said: this.fileConfigs.of(path).rules,
      rules: this.rules.byId,
      module: this.moduleOf(path),
    });
  }
}
