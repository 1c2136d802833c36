import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { LANGUAGES, type Language } from "./real-texts.ts";
import type { Done } from "./worker.ts";

interface Row {
  texts: number;
  sessions: number;
  edits: number;
  broken: number;
  compared: number;
  findings: number;
  milliseconds: number;
}

/** What was looked at so far, in this run and in those before it. */
export class State {
  readonly #file: string;
  readonly #rows: Record<Language, Row>;
  readonly #next: Record<Language, number>;
  readonly differences: string[];
  readonly #commits: string[];

  /** @param file where it is kept between runs */
  constructor(file: string) {
    this.#file = file;
    const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ReturnType<State["toJSON"]>) : null;
    const each = <T>(make: () => T): Record<Language, T> =>
      Object.fromEntries(LANGUAGES.map((language) => [language, make()])) as Record<Language, T>;
    this.#rows =
      kept?.rows ?? each(() => ({ texts: 0, sessions: 0, edits: 0, broken: 0, compared: 0, findings: 0, milliseconds: 0 }));
    this.#next = kept?.next ?? each(() => 0);
    this.differences = kept?.differences ?? [];
    const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim();
    this.#commits = [...new Set([...(kept?.commits ?? []), commit])];
  }

  get edits(): number {
    return Object.values(this.#rows).reduce((sum, row) => sum + row.edits, 0);
  }

  /** The next session, of the language with the fewest edits. */
  next(of: readonly Language[]): { language: Language; seed: number } {
    const [language] = [...of].sort((a, b) => this.#rows[a].edits - this.#rows[b].edits || this.#next[a] - this.#next[b]);
    if (language === undefined) throw new Error("no language is left");
    return { language, seed: this.#next[language]++ };
  }

  add(done: Done): void {
    const row = this.#rows[done.language];
    row.texts = done.texts;
    row.sessions++;
    for (const key of ["edits", "broken", "compared", "findings", "milliseconds"] as const) row[key] += done[key];
    if (done.difference !== null) this.differences.push(done.difference);
  }

  save(): void {
    writeFileSync(this.#file, JSON.stringify(this, null, 1));
  }

  toJSON() {
    const { differences } = this;
    return { commits: this.#commits, rows: this.#rows, next: this.#next, differences };
  }

  table(): string {
    const head = ["", "texts", "sessions", "edits", "broken", "compared", "findings", "edits/s"];
    const rows = LANGUAGES.map((language) => {
      const { texts, sessions, edits, broken, compared, findings, milliseconds } = this.#rows[language];
      const speed = milliseconds === 0 ? 0 : Math.round((1000 * edits) / milliseconds);
      return [
        language,
        ...[texts, sessions, edits, broken, compared, findings, speed].map((count) => count.toLocaleString("en")),
      ];
    });
    const all = [head, ...rows];
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]): string =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
    const sum = `${this.edits.toLocaleString("en")} edits, ${String(this.differences.length)} differences, at ${this.#commits.join(", ")}`;
    return [...all.map(line), sum].join("\n");
  }
}
