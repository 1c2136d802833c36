import type { Finding } from "../lint/finding.ts";
import { fixText } from "../lint/fix.ts";
import type { Linter } from "../lint/linter.ts";
import type { CheckOptions } from "./check-options.ts";
import { fixDiff, keepLineEndings, tellLeftOut } from "./fix.ts";
import { collect, exitCode, report } from "./report.ts";
import { shownPath } from "./result.ts";
import { skippedFinding } from "./skipped.ts";
import { readStdin, writeOut, writePatch } from "./stdio.ts";

/**
 * Checks the source on stdin as if it were the named file, which need not exist. With `--fix` stdout holds the fixed source and nothing
 * else; a source that can not be read as text goes through as it is.
 */
export async function checkStdin(linter: Linter, path: string, options: CheckOptions, cwd: string): Promise<number> {
  const bytes = await readStdin();
  const decoded = decode(bytes);
  if (decoded === null) {
    if (options.fix !== null && !options.diff) await writeOut(bytes);
    else if (!options.diff)
      await report({ ...collect(linter, [], cwd), findings: unreadable(linter, path), checked: 1, nothing: null }, options);
    return exitCode(options, unreadable(linter, path));
  }
  linter.setOpen(path, decoded);
  await linter.prepare([path]);
  if (options.fix === null) {
    const result = collect(linter, inScope(linter, path, options) ? [path] : [], cwd);
    await report({ ...result, nothing: null }, options);
    return exitCode(options, result.findings);
  }
  const isText = "text" in linter.files.read(path) && inScope(linter, path, options);
  const { text, applied, left } = isText ? fixText(linter, path, decoded, options.fix) : { text: decoded, applied: 0, left: [] };
  const fixed = keepLineEndings(decoded, text);
  tellLeftOut(shownPath(path, cwd), text, left);
  if (options.diff) {
    await writePatch(await fixDiff([{ path, before: decoded, after: fixed, applied, left }], cwd));
    return exitCode(options, collect(linter, [path], cwd).findings);
  }
  await writeOut(fixed);
  linter.setOpen(path, fixed);
  return exitCode(options, collect(linter, inScope(linter, path, options) ? [path] : [], cwd).findings);
}

/** A source named on the command line is always checked, unless a scope is asked for. */
function inScope(linter: Linter, path: string, options: CheckOptions): boolean {
  return options.scope === null || linter.inScope(path);
}

function unreadable(linter: Linter, path: string): Finding[] {
  return skippedFinding(linter, path, "it is not valid UTF-8");
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
