import type { Finding } from "../lint/finding.ts";
import { fixText } from "../lint/fix.ts";
import type { Linter } from "../lint/linter.ts";
import type { CheckOptions } from "./check-options.ts";
import { fixDiff, keepLineEndings, tellLeftOut } from "./fix.ts";
import { collect, exitCode, report, withBaseline } from "./report.ts";
import type { OpenedLinter } from "./open-linter.ts";
import { shownPath, type CheckResult } from "./result.ts";
import { skippedFinding } from "./skipped.ts";
import { readStdin, writeOut, writePatch } from "./stdio.ts";
import { leftAlone, sameModules } from "./targets.ts";

/**
 * Checks the source on stdin as if it were the named file, which need not exist. With `--fix` stdout holds the fixed source and nothing
 * else; a source that can not be read as text goes through as it is.
 */
export async function checkStdin(
  { linter, loaded }: OpenedLinter,
  path: string,
  options: CheckOptions,
  cwd: string,
): Promise<number> {
  const bytes = await readStdin();
  const decoded = decode(bytes);
  if (decoded === null) {
    if (options.fix !== null && !options.diff) await writeOut(bytes);
    else if (!options.diff)
      await report({ ...collect(linter, [], cwd), findings: unreadable(linter, path), checked: 1, nothing: null }, options);
    return exitCode(options, unreadable(linter, path));
  }
  linter.setOpen(path, decoded);
  await linter.prepare([path, ...sameModules(linter, [path])]);
  const known = { linter, options, cwd, configFolder: loaded.folder, gone: null };
  const found = (): Promise<CheckResult> => withBaseline(around(linter, path, options, cwd), known);
  if (options.fix === null) {
    const result = await found();
    await report(result, options);
    return exitCode(options, result.findings);
  }
  const isText = "text" in linter.files.read(path) && inScope(linter, path, options);
  const { text, applied, left } = isText ? fixText(linter, path, decoded, options.fix) : { text: decoded, applied: 0, left: [] };
  const fixed = keepLineEndings(decoded, text);
  tellLeftOut(shownPath(path, cwd), text, left);
  if (options.diff) {
    await writePatch(await fixDiff([{ path, before: decoded, after: fixed, applied, left }], cwd));
    return exitCode(options, (await found()).findings);
  }
  await writeOut(fixed);
  linter.setOpen(path, fixed);
  return exitCode(options, (await found()).findings);
}

/** By the same rule as a file that is named. */
function inScope(linter: Linter, path: string, options: CheckOptions): boolean {
  return options.scope !== null ? linter.inScope(path) : options.force || leftAlone(linter, path) === null;
}

/** The findings of the source, and of the other files of its modules. */
function around(linter: Linter, path: string, options: CheckOptions, cwd: string): CheckResult {
  if (!inScope(linter, path, options)) return { ...collect(linter, [], cwd), nothing: null };
  const elsewhere = options.scope === null ? sameModules(linter, [path]) : [];
  return { ...collect(linter, [path, ...elsewhere], cwd), elsewhere: new Set(elsewhere), nothing: null };
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
