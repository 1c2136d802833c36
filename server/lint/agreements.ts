import type { Report, Rule } from "../../rules/define.ts";
import type { Agreement } from "../facts/agreements.ts";
import { isTypeScript } from "../facts/languages.ts";
import type { AgreementRow } from "../project/agreement-rows.ts";
import { AgreementReader, type AgreementGround } from "./agreement-reader.ts";
import { internalError, type Reported } from "./code-file.ts";
import { isReadable } from "./load-typescript.ts";

type Reports = ReadonlyMap<string, readonly Reported[]>;

const NONE: Reports = new Map();

/** Holds the configuration's agreements against what their sources say, and keeps what was found until one of these files changes. */
export class Agreements {
  readonly #rows: readonly AgreementRow[];
  readonly #rules: readonly Rule[];
  readonly #reader: AgreementReader;
  readonly #kept = new Map<AgreementRow, Reports>();

  constructor(rows: readonly AgreementRow[], rules: readonly Rule[], ground: AgreementGround) {
    this.#rules = rules.filter((rule) => rule.agreement);
    this.#rows = this.#rules.length > 0 ? rows : [];
    this.#reader = new AgreementReader(ground);
  }

  /** True for a file that an agreement is about, the configuration among them. */
  includes(path: string): boolean {
    return this.#rows.some((row) => this.#reader.concerns(row, path));
  }

  /** The files that the agreements are about. */
  files(): string[] {
    return [...new Set(this.#rows.flatMap((row) => this.#reader.files(row)))];
  }

  /** The other files of the agreements that a file has a part in. */
  partners(path: string): string[] {
    const rows = this.#rows.filter((row) => this.#reader.concerns(row, path));
    return [...new Set(rows.flatMap((row) => this.#reader.files(row)))].filter((other) => other !== path);
  }

  /** True when the parsers are loaded that an agreement about the file needs. */
  isReadable(path: string): boolean {
    return (
      isReadable("x.ts") ||
      !this.#rows.some((row) => this.#reader.concerns(row, path) && this.#reader.files(row).some(isTypeScript))
    );
  }

  /** What is wrong in one file. */
  reports(path: string): Reported[] {
    return this.#rows.flatMap((row) => (this.#reader.concerns(row, path) ? (this.#reportsOf(row).get(path) ?? []) : []));
  }

  /** A file came, changed or went; the other files of which something else is said now. */
  touched(path: string): string[] {
    const affected = new Set<string>();
    const rows = this.#rows.filter((row) => this.#reader.mayConcern(row, path));
    this.#reader.forget(path);
    for (const row of rows) {
      const before = this.#kept.get(row);
      this.#kept.delete(row);
      if (!before) continue;
      const now = this.#reportsOf(row);
      for (const file of new Set([...before.keys(), ...now.keys()]))
        if (JSON.stringify(before.get(file)) !== JSON.stringify(now.get(file))) affected.add(file);
    }
    affected.delete(path);
    return [...affected];
  }

  #reportsOf(row: AgreementRow): Reports {
    const known = this.#kept.get(row);
    if (known) return known;
    // What TypeScript says is not known yet.
    if (!this.#reader.files(row).every(isReadable)) return NONE;
    const reports = this.#run(this.#reader.read(row));
    this.#kept.set(row, reports);
    return reports;
  }

  #run(agreement: Agreement): Reports {
    const reports = new Map<string, Reported[]>();
    const add = (path: string, report: Reported): void => {
      const list = reports.get(path);
      if (list) list.push(report);
      else reports.set(path, [report]);
    };
    for (const rule of this.#rules) {
      try {
        rule.agreement?.(agreement, { report: (path: string, report: Report) => add(path, { ...report, rule: rule.id }) });
      } catch (error) {
        add(agreement.row.path, internalError(rule, error, agreement.row.at));
      }
    }
    return reports;
  }
}
