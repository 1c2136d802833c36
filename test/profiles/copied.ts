import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Text } from "../../server/syntax/text.ts";

/** A finding with its place as editors and people count it. */
export interface Found extends Finding {
  /** From the workspace folder. */
  file: string;
  line: number;
  column: number;
}

/** Checks a repository with a profile laid over it, as somebody who copies the profile does. The repository is not changed. */
export async function checkCopied(...folders: readonly string[]): Promise<Found[]> {
  await Promise.all([loadPython(), loadTypeScript()]);
  const root = mkdtempSync(join(tmpdir(), "l9-profile-"));
  try {
    for (const folder of folders) cpSync(folder, root, { recursive: true });
    const { config, problems } = await loadConfig(root, { userFile: null });
    const said = [...problems.map(({ message }) => message), ...config.own_rules.problems.map(({ message }) => message)];
    if (said.length > 0) throw new Error(`the profile is wrong: ${said.join(" ")}`);
    const linter = new Linter(root, config);
    try {
      return linter.paths().flatMap((path) => {
        const text = new Text(linter.files.text(path));
        return linter.check(path).map((finding) => {
          const { line, character } = text.position(finding.span.start);
          return { ...finding, file: relative(root, path), line: line + 1, column: character + 1 };
        });
      });
    } finally {
      linter.dispose();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The texts of all files below a folder, by their paths from there. */
export function textsIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => [
      relative(folder, join(parentPath, name)),
      readFileSync(join(parentPath, name), "utf8"),
    ]),
  );
}
