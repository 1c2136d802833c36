import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder with files, removed when the test is over. */
export function folder(files: Record<string, string> = {}): {
  root: string;
  path: (name: string) => string;
  write: (name: string, text: string) => string;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-lsp-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, path, write };
}
