import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";

/** An empty workspace: every text of a case lives in memory only. */
export const root = mkdtempSync(join(tmpdir(), "l9-fuzz-"));
mkdirSync(join(root, "tests"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

export const pathOf = (name: string): string => join(root, name);

/** Texts open in one linter, checked after each change as an editor's session would. */
export class Session {
  readonly linter: Linter;
  readonly texts = new Map<string, string>();

  /** @param folder the workspace; the empty one unless a case needs another */
  constructor(
    files: Readonly<Record<string, string>> = {},
    readonly folder: string = root,
  ) {
    this.linter = new Linter(folder, { ...defaultConfig, scope: "all" });
    this.linter.scan();
    for (const [name, text] of Object.entries(files)) this.set(name, text);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Gives a file a text. Returns the paths of the others whose findings may have changed. */
  set(name: string, text: string): string[] {
    this.texts.set(name, text);
    return this.linter.setOpen(this.path(name), text);
  }

  /** Takes a text out of the session: the file on disk counts again. */
  remove(name: string): void {
    this.texts.delete(name);
    this.linter.close(this.path(name));
  }

  /** The findings of a file; each of its places is looked at, and no rule may have failed. */
  check(name: string): Finding[] {
    const findings = this.linter.check(this.path(name));
    for (const finding of findings) this.#look(finding);
    return findings;
  }

  all(): Record<string, Finding[]> {
    return Object.fromEntries([...this.texts.keys()].sort().map((name) => [name, this.check(name)]));
  }

  dispose(): void {
    this.linter.dispose();
  }

  #look(finding: Finding): void {
    if (finding.rule === "internal_error") throw new Error(`${finding.message}\n${String(finding.data.stack)}`);
    const places: { path: string; span: { start: number; end: number }; what: string }[] = [
      { path: finding.path, span: finding.span, what: "range" },
      ...finding.related.map(({ path, span }) => ({ path, span, what: "related place" })),
      ...(finding.fix?.edits ?? []).map(({ span }) => ({ path: finding.fix?.path ?? finding.path, span, what: "edit" })),
    ];
    for (const { path, span, what } of places) {
      const text = this.linter.files.openText(path);
      // Another file of the workspace may have no text in memory.
      if (text === null) continue;
      if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length))
        throw new Error(`${finding.rule}: the ${what} ${span.start}-${span.end} lies outside the text of ${text.length}`);
      if (splitsPair(text, span.start) || splitsPair(text, span.end))
        throw new Error(`${finding.rule}: the ${what} ${span.start}-${span.end} splits a character`);
    }
  }
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}

/** What a person sees of the findings, as text to compare. */
export function shown(findings: unknown): string {
  return JSON.stringify(findings, (key, value: unknown) => (key === "stack" ? undefined : value), 1);
}

/** Runs a session and gives its memory back, whatever happens. */
export function inSession<T>(files: Readonly<Record<string, string>>, work: (session: Session) => T): T {
  const session = new Session(files);
  try {
    return work(session);
  } finally {
    session.dispose();
  }
}
