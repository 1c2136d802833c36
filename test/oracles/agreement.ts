import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * Agreement, strictly: a finding is one thing at one place of one file; it counts as matched only when both sides have exactly the
 * same one. `agreement` is matched findings divided by the union of both sides' findings.
 */
export interface Agreement {
  findings: number;
  matched: number;
  agreement: number;
  /** `ours importlib/abc.py: f` and `oracle importlib/abc.py: f`. */
  differences: string[];
}

export class Comparison {
  #matched = 0;
  readonly #differences: string[] = [];

  /** Adds the findings of one file, each written so that equal ones are equal strings; what stands behind a tab counts in the comparison alone. */
  add(file: string, ours: Iterable<string>, oracle: Iterable<string>): void {
    const left = new Set(ours);
    for (const finding of oracle) {
      if (left.delete(finding)) this.#matched++;
      else this.#differences.push(`oracle ${file}: ${shown(finding)}`);
    }
    for (const finding of left) this.#differences.push(`ours ${file}: ${shown(finding)}`);
  }

  get result(): Agreement {
    const findings = this.#matched + this.#differences.length;
    return { findings, matched: this.#matched, agreement: this.#matched / findings, differences: [...this.#differences].sort() };
  }
}

function shown(finding: string): string {
  return finding.replace(/\t.*/, "");
}

interface Listed {
  python: string;
  [oracle: string]: string | { difference: string; reason: string }[];
}

/**
 * The differences that `differences.yaml` explains for these files and an oracle, or null where the list was made with another Python.
 * @param python the version of Python whose library was read; null where none was
 */
export function listedDifferences(oracle: string, python: string | null, files: readonly { name: string }[]): string[] | null {
  const listed = parse(readFileSync(join(import.meta.dirname, "differences.yaml"), "utf8")) as Listed;
  const entries = listed[oracle];
  if (!Array.isArray(entries)) throw new Error(`differences.yaml has no list for ${oracle}`);
  for (const { difference, reason } of entries) if (!reason) throw new Error(`no reason for ${difference}`);
  if (python !== null && listed.python !== python) return null;
  const read = new Set(files.map(({ name }) => name));
  return entries
    .map(({ difference }) => difference)
    .filter((difference) => read.has(/^(?:ours|oracle) ([^:]+):/.exec(difference)?.[1] ?? ""))
    .sort();
}
