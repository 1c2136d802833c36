import { relative } from "node:path";
import type { CodeContext, Report, Rule } from "../../rules/define.ts";
import type { ContractClass } from "../facts/contracts.ts";
import { readType } from "../code/types/read.ts";
import { FactTable } from "../facts/table.ts";
import { FactsOnce } from "../facts/facts-once.ts";
import { isImportTime } from "../code/import-time.ts";
import { CodeModule, type Dependencies } from "../code/names/module.ts";
import type { FileFacts } from "../facts/kinds.ts";
import { kindOfFile } from "../facts/kind.ts";
import { isTestPath } from "../facts/languages.ts";
import type { Module, Project } from "../facts/project.ts";
import { moduleName } from "../project/contracts/class-index.ts";
import { absoluteName } from "../project/contracts/repository.ts";
import type { Answers } from "../project/contracts/store.ts";
import { forgetSpans } from "../syntax/moving.ts";
import { MAX_DEPTH, type Node, type Unit } from "../syntax/tree.ts";
import { step } from "../syntax/meter.ts";
import type { Span } from "../syntax/text.ts";
import { looksOf, type Looks } from "./looks.ts";
import { searchOwn } from "./own-rules/search.ts";
import { countLines, internalError, withoutFixes, type CodeFile, type ContractWatch, type Reported } from "./code-file.ts";

interface Kept {
  reports: Reported[];
  /** The places of the reports that move with the statement. */
  spans: Span[];
  dependencies: Dependencies;
  answers: Answers;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** One Python file under the rules: syntax, facts and findings, each kept per top-level statement across edits. */
export class PythonFile implements CodeFile {
  readonly path: string;
  readonly isTest: boolean;
  readonly module: CodeModule;
  readonly looksAround = false;
  readonly #table = new FactTable();
  /** For a file that is never updated: nothing is kept for later, and facts are read when they are asked for. */
  readonly #once: FactsOnce | null;
  #kept = new Map<Unit, Kept>();
  #wholeFileAnswers: Answers = new Map();
  #keptFor: { rules: readonly Rule[]; project: Project; kind: Module["kind"] | null } | null = null;
  #named: { root: string; name: string | null } | null = null;
  /** Statements that rules have visited since the file was opened. */
  visited = 0;

  /** @param once the file is looked at as it is and then forgotten: `update` is never called */
  constructor(path: string, text: string, { once = false } = {}) {
    this.path = path;
    this.isTest = isTestPath(path);
    this.module = new CodeModule(text, { tracks: !once });
    this.#once = once ? new FactsOnce(this.module) : null;
    if (!once) this.#table.update(this.module);
  }

  update(text: string): void {
    this.module.update(text);
    this.#table.update(this.module);
  }

  get facts(): FileFacts {
    return this.#once?.facts ?? this.#table.facts;
  }

  get plainFacts(): FileFacts {
    return this.#once?.all() ?? this.#table.facts;
  }

  get units(): readonly Unit[] {
    return this.module.units;
  }

  get meaning(): CodeModule {
    return this.module;
  }

  get lines(): number {
    return countLines(this.module.source.text.value);
  }

  /** Changes whenever what this file says to other files changed; an edit that only moves things keeps it. */
  get factsVersion(): number {
    return this.#table.version;
  }

  /** Runs the rules that look at one file. A rule that throws gives an `internal_error`; the others go on. */
  check(rules: readonly Rule[], project: Project, watch: ContractWatch): Reported[] {
    const kind = kindOfFile(relative(project.root, this.path), this.module.source.text.value, project.module);
    if (this.#keptFor?.rules !== rules || this.#keptFor.project !== project || this.#keptFor.kind !== kind) {
      this.#kept = new Map();
      this.#keptFor = { rules, project, kind };
    }
    const { visitors } = looksOf(rules, "python");
    const reports: Reported[] = [];
    const cut = this.module.source.tooDeep;
    if (this.#once) {
      const { answers } = watch.track(() => {
        for (const unit of this.module.units) reports.push(...this.#visit(unit, visitors, project).reports);
        this.#checkWhole(rules, project, reports);
      });
      this.#wholeFileAnswers = answers;
      return cut ? [...reports, notRead(cut)] : reports;
    }
    const next = new Map<Unit, Kept>();
    for (const unit of this.module.units) {
      let kept = this.#kept.get(unit);
      if (!kept || !this.module.holds(kept.dependencies) || !watch.holds(kept.answers)) {
        if (kept) forgetSpans(unit, kept.spans);
        const { result, answers } = watch.track(() => this.#visit(unit, visitors, project));
        kept = { ...result, answers };
      }
      next.set(unit, kept);
      reports.push(...kept.reports);
    }
    this.#kept = next;
    const { answers } = watch.track(() => this.#checkWhole(rules, project, reports));
    this.#wholeFileAnswers = answers;
    if (cut) reports.push(notRead(cut));
    return reports;
  }

  get answers(): Answers | null {
    if (this.#keptFor === null) return null;
    return new Map([...this.#kept.values()].flatMap(({ answers }) => [...answers]).concat([...this.#wholeFileAnswers]));
  }

  /** True when contracts that the last check asked for have changed since. */
  isStale(watch: ContractWatch): boolean {
    return !watch.holds(this.#wholeFileAnswers) || [...this.#kept.values()].some(({ answers }) => !watch.holds(answers));
  }

  #checkWhole(rules: readonly Rule[], project: Project, reports: Reported[]): void {
    for (const { rule, file } of looksOf(rules, "python").whole) {
      const found: Reported[] = [];
      const report = (one: Report): void => void found.push({ ...one, rule: rule.id });
      try {
        file({
          path: this.path,
          isTest: this.isTest,
          kind: this.#keptFor?.kind ?? null,
          module: this.module,
          facts: this.facts,
          project,
          contractClass: (dotted) => this.#contractClass(dotted, project),
          absoluteName: (dotted) => this.#absolute(dotted, project),
          jsxFactories: () => NO_NAMES,
          report,
        });
      } catch (error) {
        found.push(internalError(rule, error, { start: 0, end: 0 }));
      }
      reports.push(...(this.module.source.syntaxError ? withoutFixes(found) : found));
    }
    const { path, module: names, facts } = this;
    const absolute = (dotted: string): string => this.#absolute(dotted, project);
    const own = searchOwn(rules, { path, names, facts, project, absolute, read: readPattern });
    reports.push(...(this.module.source.syntaxError ? withoutFixes(own) : own));
  }

  names(project: Project): Omit<CodeContext, "report"> {
    const { module, path, isTest } = this;
    return {
      path,
      isTest,
      project,
      kind: this.#keptFor?.kind ?? null,
      resolve: (node) => module.resolve(node),
      binding: (name) => module.binding(name.text, name),
      bindings: (name) => module.bindingsOf(name.text, name),
      bindingsNamed: (name) => module.global(name),
      scope: (node) => module.scopeAt(node),
      type: (annotation) => readType(annotation, module),
      contractClass: (dotted) => this.#contractClass(dotted, project),
      contractFunction: (dotted) =>
        dotted?.includes(".") ? project.contracts.functionAt(this.#absolute(dotted, project)) : null,
      absoluteName: (dotted) => this.#absolute(dotted, project),
      isImported: (top) => module.isImported(top),
      mentions: (text) => module.mentions(text),
      isImportTime,
    };
  }

  #visit(unit: Unit, visitors: Looks["visitors"], project: Project): Omit<Kept, "answers"> {
    this.visited++;
    const { module } = this;
    const reports: Reported[] = [];
    const spans: Span[] = [];
    let current: Rule | null = null;
    const span = ({ start, end }: Span): Span => {
      const moving = { start, end };
      unit.spans.push(moving);
      spans.push(moving);
      return moving;
    };
    const context: CodeContext = {
      ...this.names(project),
      report(found) {
        reports.push({
          ...found,
          rule: (current as Rule).id,
          at: span(found.at),
          // A related place in another statement moves with that statement: its node's or fact's own span is kept.
          related: (found.related ?? []).map((related) =>
            related.path || !inside(unit, related.at) ? related : { ...related, at: span(related.at) },
          ),
          fix: found.fix && {
            ...found.fix,
            // An edit may take the white space around its statement along; one in another statement moves with that.
            edits: found.fix.edits.map((edit) =>
              isOfAnother(module.units, unit, edit.span) ? edit : { ...edit, span: span(edit.span) },
            ),
          },
        });
      },
    };
    const { dependencies } = module.track(() => {
      const pending = [unit.node];
      for (let node = pending.pop(); node; node = pending.pop()) {
        step();
        const interested = visitors.get(node.type);
        if (interested) {
          for (const { rule, visit } of interested) {
            current = rule;
            try {
              visit(node, context);
            } catch (error) {
              reports.push(internalError(rule, error, span(node)));
            }
          }
        }
        for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
      }
    });
    return { reports: unit.hasError ? withoutFixes(reports) : reports, spans, dependencies };
  }

  #contractClass(dotted: string | null, project: Project): ContractClass | null {
    if (dotted === null) return null;
    if (dotted.includes(".")) return project.contracts.classAt(this.#absolute(dotted, project));
    const own = this.#ownName(project);
    return own !== null && this.module.global(dotted).some(({ kind }) => kind === "class")
      ? project.contracts.classAt(`${own}.${dotted}`)
      : null;
  }

  /** A relative dotted name as seen from the workspace. */
  #absolute(dotted: string, project: Project): string {
    const own = this.#ownName(project);
    return own === null ? dotted : absoluteName(dotted, own, this.path.endsWith("__init__.py"));
  }

  /** The dotted name under which the workspace imports this file; rules ask for it at nearly every name. */
  #ownName({ root }: Project): string | null {
    if (this.#named?.root !== root) this.#named = { root, name: moduleName(root, this.path) };
    return this.#named.name;
  }

  dispose(): void {
    this.module.source.dispose();
  }
}

/** The code of a pattern. */
export function readPattern(text: string): CodeModule {
  const module = new CodeModule(text, { tracks: false });
  // Its nodes are all that is needed.
  module.source.dispose();
  return module;
}

/** Says that a part of a file was left out. */
function notRead({ start, end }: Span): Reported {
  const message = `The code is nested more than ${MAX_DEPTH} levels deep here; what lies deeper is not checked.`;
  return { rule: "file_skipped", at: { start, end: Math.min(end, start + 1) }, message };
}

function inside(unit: Unit, span: Span): boolean {
  return unit.node.start <= span.start && span.end <= unit.node.end;
}

/** True for a place in another statement than this one. */
function isOfAnother(units: readonly Unit[], own: Unit, span: Span): boolean {
  if (inside(own, span)) return false;
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle] as Unit).node.start <= span.start) low = middle + 1;
    else high = middle;
  }
  const other = units[low - 1];
  return other !== undefined && other !== own && inside(other, span);
}
