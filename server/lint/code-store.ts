import { HEADER_LENGTH, readHeader, type Header } from "../facts/header.ts";
import type { FileFacts } from "../facts/kinds.ts";
import type { Rule } from "../../rules/define.ts";
import type { Project } from "../facts/project.ts";
import type { Files } from "../project/files.ts";
import { isTypeScript } from "../facts/languages.ts";
import { BudgetSpent } from "../syntax/meter.ts";
import { Askers } from "./askers.ts";
import type { CodeFile, ContractWatch, Looked } from "./code-file.ts";
import type { KeptResults } from "./kept/kept-results.ts";
import { isReadable, openTypeScript } from "./load-typescript.ts";
import { orNull, orSpent, OverBudget } from "./over-budget.ts";
import type { Patience } from "./patience.ts";
import { PythonFile } from "./python-file.ts";

/** What other files need of a file of code. */
export interface CodeSummary {
  facts: FileFacts;
  lines: number;
  /** Differs whenever a fact other than a place differs. */
  version: string;
}

/** What a check looks with. */
interface Checking {
  rules: readonly Rule[];
  project: Project;
  contracts: ContractWatch;
  /** What the project was made from; null where no result is kept for it. */
  mark: string | null;
}

/**
 * The files of code of a workspace. A file open in the editor keeps its tree and is read incrementally; of any other only the
 * facts are kept, so that memory stays small however many files there are.
 */
export class CodeStore {
  readonly #files: Files;
  readonly #isAsked: (path: string) => boolean;
  readonly #open = new Map<string, CodeFile>();
  readonly #closed = new Map<string, CodeSummary | null>();
  /** What the check of a closed file asked of contracts: its findings may change with the answers. */
  readonly #askers = new Askers();
  readonly #headers = new Map<string, Header | null>();
  /** Which opening of a file this is: a file opened again counts its facts' versions from the start. */
  readonly #openings = new WeakMap<CodeFile, number>();
  /** The text that an open file was first read with. */
  readonly #opened = new Map<string, string>();
  #versions = 0;
  readonly #overBudget = new OverBudget();
  readonly #patience: Patience;
  readonly #kept: KeptResults | null;

  /**
   * @param isAsked the facts of this file are asked for whatever happens, since it belongs to a module
   * @param kept results of earlier runs
   */
  constructor(files: Files, isAsked: (path: string) => boolean, patience: Patience, kept: KeptResults | null) {
    this.#patience = patience;
    this.#kept = kept;
    this.#files = files;
    this.#isAsked = isAsked;
  }

  /** Runs `work` on the file as it is now; null when it can not be read. A closed file's tree is freed afterwards. */
  use<T>(path: string, text: string, work: (file: CodeFile) => T): T {
    this.#overBudget.refuse(path, text);
    try {
      return this.#patiently(path, text, () => this.#use(path, text, work));
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      // What was half done is no file any more.
      this.#open.get(path)?.dispose();
      this.#open.delete(path);
      this.#closed.set(path, null);
      this.#overBudget.add(path, text, error);
      throw error;
    }
  }

  /** A new text of an open file is read and checked within one patience; another program's load is no fault of the file. */
  #patiently<T>(path: string, text: string, work: () => T): T {
    // The text that a file is opened with is read whole, and nobody has typed yet.
    const isFirst = !this.#open.has(path) || this.#opened.get(path) === text;
    return this.#patience.within(path, text, isFirst, work);
  }

  #use<T>(path: string, text: string, work: (file: CodeFile) => T): T {
    const open = this.#open.get(path);
    if (open) {
      open.update(text);
      return work(open);
    }
    const isOpen = this.#files.isOpen(path);
    const once = !isOpen;
    const file = openCode(path, text, { once });
    if (isOpen) {
      this.#open.set(path, file);
      this.#opened.set(path, text);
      this.#openings.set(file, ++this.#versions);
      return work(file);
    }
    try {
      const result = work(file);
      // The facts of the other files would be most of what is held in memory, and few of them are ever asked for.
      if (!this.#closed.has(path) && this.#isAsked(path)) this.#closed.set(path, this.#summary(file, path, text));
      const { answers } = file;
      if (answers) this.#askers.set(path, answers);
      return result;
    } finally {
      file.dispose();
    }
  }

  /** The facts of a file, read when first asked for; null when it can not be read. */
  summary(path: string): CodeSummary | null {
    if (!isReadable(path)) return null;
    const open = this.#open.get(path);
    if (open) {
      const version = `open ${this.#openings.get(open) ?? 0}.${open.factsVersion}`;
      return { facts: open.facts, lines: open.lines, version };
    }
    const known = this.#closed.get(path);
    if (known !== undefined) return known;
    const read = this.#files.read(path);
    if ("problem" in read) {
      this.#closed.set(path, null);
      return null;
    }
    const kept = this.#files.isOpen(path) ? null : this.#kept?.facts(path, read.text);
    if (kept) {
      const summary = { ...kept, version: this.#nextVersion() };
      this.#closed.set(path, summary);
      return summary;
    }
    return orNull(() =>
      this.use(path, read.text, (file) => {
        if (this.#files.isOpen(path)) return this.summary(path);
        const summary = this.#summary(file, path, read.text);
        this.#closed.set(path, summary);
        return summary;
      }),
    );
  }

  /** Of a file that is not open. */
  #summary(file: CodeFile, path: string, text: string): CodeSummary {
    const summary = { facts: file.plainFacts, lines: file.lines, version: this.#nextVersion() };
    this.#kept?.keepFacts(path, text, summary);
    return summary;
  }

  #nextVersion(): string {
    return `closed ${++this.#versions}`;
  }

  /** What the banner of a file says, from the editor's text or the file's first bytes. */
  header(path: string): Header | null {
    const known = this.#headers.get(path);
    if (known !== undefined) return known;
    const header = readHeader(this.#files.head(path, HEADER_LENGTH));
    this.#headers.set(path, header);
    return header;
  }

  /** Takes note of a new text; true when what the file says to others changed. */
  refresh(path: string): boolean {
    this.#headers.delete(path);
    this.#askers.delete(path);
    const text = this.#files.openText(path);
    if (text === null) {
      this.#overBudget.delete(path);
      this.#opened.delete(path);
      this.#closed.delete(path);
      this.#open.get(path)?.dispose();
      this.#open.delete(path);
      // What it said before is not kept for every file, and a class that was missing may be there now.
      return true;
    }
    if (!isReadable(path)) return true;
    const before = this.#open.get(path)?.factsVersion;
    this.#closed.delete(path);
    const read = this.#files.read(path);
    if ("problem" in read) {
      this.#open.get(path)?.dispose();
      return this.#open.delete(path);
    }
    orNull(() => this.use(path, read.text, () => undefined));
    return this.#open.get(path)?.factsVersion !== before;
  }

  /** What rules say of a file; or that it takes too much work. */
  check(path: string, text: string, { rules, project, contracts, mark }: Checking): Looked | BudgetSpent {
    if (!isReadable(path)) return { reports: [], comments: [] };
    const kept = this.#files.isOpen(path) ? null : this.#kept;
    const key = kept?.keyOf({ path, text, rules, project: mark }) ?? null;
    const known = kept && key !== null ? kept.looked(key, contracts) : null;
    if (known) {
      this.#askers.set(path, known.answers);
      return known.looked;
    }
    return orSpent(() =>
      this.use(path, text, (file) => {
        const reports = [...file.check(rules, project, contracts)];
        const looked = { reports, comments: text.includes("l9:") ? file.facts.comments : [] }; // of interest for suppressions only
        if (kept && key !== null && !file.looksAround) kept.keepLooked(key, path, looked, file.answers ?? new Map(), contracts);
        return looked;
      }),
    );
  }

  /** True where the result of an earlier run holds for a closed file, so that `check` has nothing to do. */
  isKept(path: string, { rules, contracts, mark }: Omit<Checking, "project">): boolean {
    if (!this.#kept || this.#files.isOpen(path) || !isReadable(path)) return false;
    const read = this.#files.read(path);
    if ("problem" in read) return false;
    const key = this.#kept.keyOf({ path, text: read.text, rules, project: mark });
    return key !== null && this.#kept.isKept(key, contracts);
  }

  /** Forgets that a file took too much work; false for one that did not. */
  lookAgain(path: string): boolean {
    return this.#overBudget.delete(path);
  }

  /** Files that were checked against contracts which have changed since. */
  stale(watch: ContractWatch): string[] {
    const open = [...this.#open].filter(([, file]) => file.isStale(watch)).map(([path]) => path);
    return [...open, ...this.#askers.stale(watch)];
  }

  dispose(): void {
    for (const file of this.#open.values()) file.dispose();
    this.#open.clear();
    this.#askers.clear();
    this.#closed.clear();
  }
}

/** A file of code under the rules. @param options.once it is looked at as it is and then forgotten */
export function openCode(path: string, text: string, options: { once: boolean }): CodeFile {
  return isTypeScript(path) ? openTypeScript(path, text, options) : new PythonFile(path, text, options);
}
