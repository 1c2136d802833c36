import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** What is called with how to clean up; what lives longer than a test collects it. */
export type Finished = (clean: () => void | Promise<void>) => void;

/** A folder with files, removed when the test is over. */
export function folder(
  files: Record<string, string> = {},
  finished: Finished = onTestFinished,
): {
  root: string;
  path: (name: string) => string;
  write: (name: string, text: string) => string;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-lsp-")));
  finished(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, path, write };
}
