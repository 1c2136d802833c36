import { relative } from "node:path";
import type { CodeContext, FileContext, Rule } from "../../rules/define.ts";
import type { ContractClass } from "../facts/contracts.ts";
import { kindOfFile } from "../facts/kind.ts";
import { isTestPath } from "../facts/languages.ts";
import type { Module, Project } from "../facts/project.ts";
import type { FileFacts } from "../facts/kinds.ts";
import { copyPlaces, sameFacts } from "../facts/same.ts";
import { FactsOnce } from "../facts/facts-once.ts";
import { noFacts } from "../facts/table.ts";
import { readType } from "../code/types/read.ts";
import { isImportTime } from "../code/import-time.ts";
import { TypeScriptModule } from "../code/names/typescript/module.ts";
import { workspaceName } from "../code/names/typescript/module-paths.ts";
import { TypeScriptNames } from "../code/names/typescript/names.ts";
import type { Answers } from "../project/contracts/store.ts";
import { jsxFactories } from "../project/jsx-factories.ts";
import { difference } from "../syntax/text-difference.ts";
import { step } from "../syntax/meter.ts";
import { eachSpan } from "../syntax/moving.ts";
import type { Span } from "../syntax/text.ts";
import type { Node, Unit } from "../syntax/tree.ts";
import type { TypeScriptError } from "../syntax/typescript.ts";
import { looksOf } from "./looks.ts";
import { searchOwn } from "./own-rules/search.ts";
import { readPattern } from "./own-rules/typescript-pattern.ts";
import { copy, moveReports, moveSpan, type Change } from "./moved-reports.ts";
import {
  countLines,
  internalError,
  withoutFixes,
  type CodeFile,
  type CodeNames,
  type ContractWatch,
  type Reported,
} from "./code-file.ts";
import { slashed } from "../project/slash-path.ts";

/** Loaded together: whoever changes a file of TypeScript has read it. */
export { readTypeScript } from "./damage/typescript.ts";
export { readPattern };

/** What the rules said of the last text that parsed. */
interface Found {
  rules: readonly Rule[];
  project: Project;
  kind: Module["kind"] | null;
  reports: Reported[];
  answers: Answers;
  /** The module they are about. */
  module: TypeScriptModule;
}

/**
 * One TypeScript file under the rules. It is read whole after each edit. While it does not parse, the facts and findings of the last text that
 * did stay, moved with the edits; what an edit touches goes.
 */
export class TypeScriptFile implements CodeFile {
  readonly path: string;
  readonly isTest: boolean;
  looksAround = false;
  /** The current text, whether it parses or not. */
  #text: string;
  /** The last text that parsed. */
  #good: { module: TypeScriptModule; names: TypeScriptNames; text: string } | null = null;
  #error: TypeScriptError | null = null;
  #facts: FileFacts = { ...noFacts(), comments: [] };
  /** For a file that is never updated: facts are read when they are asked for. */
  readonly #isOnce: boolean;
  #version = 0;
  #found: Found | null = null;

  /** @param once the file is looked at as it is and then forgotten: `update` is never called */
  constructor(path: string, text: string, { once = false } = {}) {
    this.path = path;
    this.isTest = isTestPath(path);
    this.#isOnce = once;
    this.#text = text;
    this.#read();
  }

  update(text: string): void {
    if (text === this.#text) return;
    const change = difference(this.#text, text);
    this.#text = text;
    this.#read();
    if (this.#error) this.#move(change);
  }

  get facts(): FileFacts {
    return this.#facts;
  }

  get plainFacts(): FileFacts {
    return this.#isOnce && this.#good ? new FactsOnce(this.#good.names).all() : this.#facts;
  }

  get factsVersion(): number {
    return this.#version;
  }

  get units(): readonly Unit[] {
    return this.#error ? [] : (this.#good?.names.units ?? []);
  }

  get lines(): number {
    return countLines(this.#text);
  }

  check(rules: readonly Rule[], project: Project, watch: ContractWatch): Reported[] {
    const kind = kindOfFile(relative(project.root, this.path), this.#text, project.module);
    const before = this.#found;
    const isSame = before?.rules === rules && before.project === project && before.kind === kind;
    const good = this.#good;
    if (good && (before?.module !== good.module || !isSame || !watch.holds(before.answers))) {
      const { module, names } = good;
      // The facts of a text that no longer parses have been moved; the tree has not.
      const facts = this.#error ? new FactsOnce(names).all() : this.#facts;
      const { result, answers } = watch.track(() => this.#visit(names, facts, rules, project, kind));
      this.#found = { rules, project, kind, reports: result, answers, module };
      if (this.#error) moveReports(this.#found, difference(good.text, this.#text));
    }
    const found = this.#found?.reports ?? [];
    return this.#error ? [...withoutFixes(found), ...this.#syntax(this.#error, rules)] : found;
  }

  get meaning(): TypeScriptNames | null {
    return this.#error ? null : (this.#good?.names ?? null);
  }

  get answers(): Answers | null {
    return this.#found?.answers ?? null;
  }

  isStale(watch: ContractWatch): boolean {
    return this.#found !== null && !watch.holds(this.#found.answers);
  }

  dispose(): void {
    this.#good = null;
  }

  #read(): void {
    const read = TypeScriptModule.read(this.path, this.#text);
    if ("error" in read) {
      this.#error = read.error;
      return;
    }
    this.#error = null;
    const names = new TypeScriptNames(read.module);
    this.#good = { module: read.module, names, text: this.#text };
    const once = new FactsOnce(names);
    if (this.#isOnce) {
      this.#facts = once.facts;
      return;
    }
    const facts = once.all();
    // Whoever holds a fact that is still true sees where it stands now; nothing that depends on facts runs again.
    if (sameFacts(facts, this.#facts)) copyPlaces(this.#facts, facts);
    else {
      this.#facts = facts;
      this.#version++;
    }
  }

  /** Moves what is known of the last good text with an edit. */
  #move(change: Change): void {
    if (this.#found) moveReports(this.#found, change);
    const seen = new Set<Span>();
    eachSpan(this.#facts, (span) => {
      if (!seen.has(span)) moveSpan(span, change);
      seen.add(span);
    });
  }

  #syntax({ message, at, tooDeep }: TypeScriptError, rules: readonly Rule[]): Reported[] {
    if (tooDeep)
      return [
        {
          rule: "file_skipped",
          at: { start: 0, end: 0 },
          message: "The code is nested too deeply to be read, so this file is not checked.",
        },
      ];
    if (!rules.some(({ id }) => id === "code_syntax")) return [];
    const why = message.replace(/\.$/, "");
    const rest = this.#found ? " Until it does, the findings are those of the last text that did." : "";
    return [
      {
        rule: "code_syntax",
        at,
        message: `This does not parse as TypeScript (${why}), so the module can not be loaded.${rest}`,
      },
    ];
  }

  #visit(
    names: TypeScriptNames,
    facts: FileFacts,
    rules: readonly Rule[],
    project: Project,
    kind: Module["kind"] | null,
  ): Reported[] {
    const reports: Reported[] = [];
    let current: Rule | null = null;
    this.looksAround = false;
    const context: FileContext = {
      path: this.path,
      isTest: this.isTest,
      kind,
      module: names,
      facts,
      project,
      contractClass: (dotted) => this.#contractClass(dotted, project),
      absoluteName: (dotted) => this.#absolute(dotted, project) ?? dotted,
      jsxFactories: () => {
        this.looksAround = true;
        return jsxFactories(this.path, project.root);
      },
      // Places are copied: they are moved with later edits, and a node's range or a fact must not move along.
      report: (found) => {
        const related = found.related?.map((place) => ({ ...place, at: copy(place.at) }));
        const fix = found.fix && { ...found.fix, edits: found.fix.edits.map((edit) => ({ ...edit, span: copy(edit.span) })) };
        reports.push({ ...found, rule: (current as Rule).id, at: copy(found.at), ...(related ? { related } : {}), fix });
      },
    };
    const guarded = (rule: Rule, at: Span, work: () => void): void => {
      current = rule;
      try {
        work();
      } catch (error) {
        reports.push(internalError(rule, error, at));
      }
    };
    const { absoluteName: absolute } = this.#look(context, names, rules, guarded);
    reports.push(...searchOwn(rules, { ...context, names, absolute, read: readPattern }));
    return reports;
  }

  /** The rules that look at code of either language. */
  #look(
    own: FileContext,
    names: TypeScriptNames,
    rules: readonly Rule[],
    guarded: (rule: Rule, at: Span, work: () => void) => void,
  ): CodeContext {
    const { visitors, whole } = looksOf(rules, "typescript");
    const context: CodeContext = { ...own, ...this.#meaning(names, own.facts, own.project) };
    const pending = names.units.map(({ node }) => node).reverse();
    for (let node = pending.pop(); node; node = pending.pop()) {
      const at = node;
      step();
      for (const { rule, visit } of visitors.get(node.type) ?? []) guarded(rule, at, () => visit(at, context));
      for (let index = node.children.length - 1; index >= 0; index--) pending.push(node.children[index] as Node);
    }
    for (const { rule, file } of whole) guarded(rule, { start: 0, end: 0 }, () => file(own));
    return context;
  }

  names(project: Project): CodeNames | null {
    if (this.#error || !this.#good) return null;
    const { names } = this.#good;
    const kind = this.#found?.kind ?? null;
    return { path: this.path, isTest: this.isTest, kind, project, ...this.#meaning(names, this.#facts, project) };
  }

  #meaning(names: TypeScriptNames, facts: FileFacts, project: Project): Omit<CodeNames, "path" | "isTest" | "kind" | "project"> {
    return {
      resolve: (node) => names.resolve(node),
      binding: (name) => names.binding(name.text, name),
      bindings: (name) => names.bindingsOf(name.text, name),
      bindingsNamed: (name) => names.global(name),
      scope: (node) => names.scopeAt(node),
      type: (annotation) => readType(annotation, names),
      contractClass: (dotted) => this.#contractClass(dotted, project),
      contractFunction: () => null,
      absoluteName: (dotted) => this.#absolute(dotted, project) ?? dotted,
      isImported: (top) => facts.imports.some(({ module }) => module.toLowerCase() === top),
      mentions: (text) => names.units.some(({ node }) => node.text.includes(text)),
      isImportTime,
    };
  }

  /** A dotted name as seen from the workspace; null outside of it. */
  #absolute(dotted: string, { root }: Project): string | null {
    const own = relative(root, this.path);
    return own.startsWith("..") ? null : workspaceName(dotted, slashed(own));
  }

  #contractClass(dotted: string | null, project: Project): ContractClass | null {
    const name = dotted === null ? null : this.#absolute(dotted, project);
    return name === null ? null : project.contracts.classAt(name, "typescript");
  }
}
