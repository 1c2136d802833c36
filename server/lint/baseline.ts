import { join } from "node:path";
import type { Text } from "../syntax/text.ts";
import type { BaselineEntry } from "./baseline-file.ts";
import type { Finding } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { pathFrom } from "../project/slash-path.ts";

/** What says that a file was not looked at, or not whole, is never taken for known: it hides other findings. */
const NEVER = new Set(["internal_error", "file_skipped", "code_syntax", "spec_syntax"]);

/** A baseline can not hold a finding of this rule. */
export function isNeverKnown(rule: string): boolean {
  return NEVER.has(rule);
}

/** Not every finding of such a file is there: what is missing among them is not gone. */
export function isLookedAtInPart(findings: readonly Finding[]): boolean {
  return findings.some(({ rule }) => NEVER.has(rule));
}

/** What a check found in files. */
export interface Covered {
  /** The rule ran, as far as `l9` knows it. */
  rule: (id: string) => boolean;
  /** The file was looked at as a whole, or is gone and would have been. */
  file: (path: string) => boolean;
}

/**
 * Takes known findings out, file by file. An entry takes out as many findings as it counts and no more, those of its own file; where that file is
 * gone, equal ones of another file: it was renamed.
 */
export class Baseline {
  readonly folder: string;
  readonly entries: readonly BaselineEntry[];
  readonly #exists: (path: string) => boolean;
  readonly #byFile = new Map<string, Map<string, BaselineEntry>>();
  readonly #byMark = new Map<string, BaselineEntry[]>();
  readonly #used = new Map<BaselineEntry, number>();
  /** By file what its findings used up. */
  readonly #taken = new Map<string, BaselineEntry[]>();

  /**
   * @param folder what the entries' paths are relative to
   * @param exists of an absolute path
   */
  constructor(folder: string, entries: readonly BaselineEntry[], exists: (path: string) => boolean) {
    this.folder = folder;
    this.entries = entries;
    this.#exists = exists;
    for (const entry of entries) {
      const mark = markOf(entry);
      const own = this.#byFile.get(entry.path) ?? new Map<string, BaselineEntry>();
      this.#byFile.set(entry.path, own.set(mark, entry));
      this.#byMark.set(mark, [...(this.#byMark.get(mark) ?? []), entry]);
    }
  }

  /** Absolute paths of the files that entries speak of. */
  get files(): string[] {
    return [...this.#byFile.keys()].map((path) => join(this.folder, path));
  }

  /** Absolute paths of the files of which findings were taken out. */
  get hiding(): string[] {
    return [...this.#taken].flatMap(([path, taken]) => (taken.length > 0 ? [join(this.folder, path)] : []));
  }

  speaksOf(path: string): boolean {
    return this.#byFile.has(this.#shown(path));
  }

  /** The findings of a file that are not known. Asked again, the file's earlier answer no longer counts. */
  beyond(path: string, findings: readonly Finding[], text: () => Text): Finding[] {
    if (this.entries.length === 0) return [...findings];
    const shown = this.#shown(path);
    this.#release(shown);
    const taken: BaselineEntry[] = [];
    const left = findings.filter((finding) => {
      const entry = isNeverKnown(finding.rule) ? null : this.#entryFor(shown, finding, text());
      if (!entry) return true;
      this.#used.set(entry, this.#usedOf(entry) + 1);
      taken.push(entry);
      return false;
    });
    this.#taken.set(shown, taken);
    return left;
  }

  /** Entries that count more findings than there are, with how many there are, as far as a check can say. */
  unused(covered: Covered): { entry: BaselineEntry; used: number }[] {
    return this.entries
      .filter((entry) => this.#usedOf(entry) < entry.count && covered.rule(entry.rule) && covered.file(this.#path(entry)))
      .map((entry) => ({ entry, used: this.#usedOf(entry) }));
  }

  /** The same baseline without what is unused; entries of renamed files are told by their new name. */
  pruned(covered: Covered): BaselineEntry[] {
    const unused = new Map(this.unused(covered).map(({ entry, used }) => [entry, used]));
    const moved: BaselineEntry[] = [];
    const movedFrom = new Map<BaselineEntry, number>();
    for (const [path, taken] of this.#taken) {
      for (const entry of taken.filter((one) => one.path !== path)) {
        moved.push({ ...entry, path, count: 1 });
        movedFrom.set(entry, (movedFrom.get(entry) ?? 0) + 1);
      }
    }
    const kept = this.entries.map((entry) => ({
      ...entry,
      count: (unused.get(entry) ?? entry.count) - (movedFrom.get(entry) ?? 0),
    }));
    return [...kept.filter(({ count }) => count > 0), ...moved];
  }

  #entryFor(shown: string, finding: Finding, text: Text): BaselineEntry | null {
    const mark = markOf({ rule: finding.rule, fingerprint: fingerprint(finding, text) });
    const hasMore = (entry: BaselineEntry): boolean => this.#usedOf(entry) < entry.count;
    const own = this.#byFile.get(shown)?.get(mark);
    if (own && hasMore(own)) return own;
    const moved = this.#byMark.get(mark)?.filter((entry) => entry !== own && !this.#exists(this.#path(entry))) ?? [];
    // What a file took before it went is free again.
    for (const { path } of moved) this.#release(path);
    return moved.find(hasMore) ?? null;
  }

  #release(shown: string): void {
    for (const entry of this.#taken.get(shown) ?? []) this.#used.set(entry, this.#usedOf(entry) - 1);
    this.#taken.delete(shown);
  }

  #usedOf(entry: BaselineEntry): number {
    return this.#used.get(entry) ?? 0;
  }

  #path(entry: BaselineEntry): string {
    return join(this.folder, entry.path);
  }

  #shown(path: string): string {
    return pathFrom(this.folder, path);
  }
}

/** The entry that records a finding, once. */
export function entryOf(finding: Finding, text: Text, folder: string): BaselineEntry {
  const path = pathFrom(folder, finding.path);
  return { path, rule: finding.rule, fingerprint: fingerprint(finding, text), count: 1 };
}

function markOf({ rule, fingerprint: mark }: Pick<BaselineEntry, "rule" | "fingerprint">): string {
  return `${rule} ${mark}`;
}
