import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const HOW_TO_GET =
  "ast-grep is absent: install @ast-grep/cli into a folder outside this one and name its native binary (in @ast-grep/cli-linux-x64-gnu) in AST_GREP";

/** The native binary of ast-grep: npm's own command is a script that starts it and costs a start of Node. Null where there is none. */
export function astGrep(): string | null {
  const named = process.env["AST_GREP"];
  if (named) return runnable(named) ? named : null;
  try {
    const packaged = createRequire(import.meta.url).resolve("@ast-grep/cli-linux-x64-gnu/package.json");
    const binary = join(dirname(packaged), "ast-grep");
    return runnable(binary) ? binary : null;
  } catch {
    return null;
  }
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
