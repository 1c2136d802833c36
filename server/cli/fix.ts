import { realpathSync } from "node:fs";
import { isInside } from "../project/folders-above.ts";
import type { Safety } from "../../rules/define.ts";
import { fixText, type LeftOut } from "../lint/fix.ts";
import type { Linter } from "../lint/linter.ts";
import { ChangedMeanwhile, ReadOnlyFile, refusal, replaceFile } from "../project/write-file.ts";
import { Text } from "../syntax/text.ts";
import { shownPath } from "./result.ts";
import { writeError } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** A file before and after its fixes. */
export interface FixedFile {
  path: string;
  before: string;
  after: string;
  /** Fixes applied. */
  applied: number;
  /** Fixes that would have broken the file; their places are those of the fixed text. */
  left: readonly LeftOut[];
}

/**
 * Fixes the files one after the other and writes each in one step. A link that leads out of what was asked for is left alone.
 * @param asked the paths that the user named; none means the workspace
 */
export function fixFiles(
  linter: Linter,
  paths: readonly string[],
  asked: readonly string[],
  { safety, write }: { safety: Safety; write: boolean },
): FixedFile[] {
  const allowed = (asked.length > 0 ? asked : [linter.root]).map((path) => realpathSync(path));
  const fixed: FixedFile[] = [];
  const closed: string[] = [];
  for (const path of paths) {
    const read = linter.files.read(path);
    if ("problem" in read || !isAllowed(path, allowed)) continue;
    const { text, applied, left } = fixText(linter, path, read.text, safety);
    const after = keepLineEndings(read.text, text);
    if (after === read.text && left.length === 0) continue;
    if (write && after !== read.text && !writeBack(linter, path, { before: read.text, after, closed })) continue;
    fixed.push({ path, before: read.text, after, applied, left });
  }
  if (closed.length > 0)
    throw new UsageError(
      `${closed.join(", ")}: ${closed.length === 1 ? "it is" : "they are"} as before; what else could be fixed is.`,
    );
  return fixed;
}

interface Writing {
  before: string;
  after: string;
  /** Gets the files that this user may not write, with why. */
  closed: string[];
}

/** Returns false where the file is left as it is, which is told: the others are fixed all the same. */
function writeBack(linter: Linter, path: string, { before, after, closed }: Writing): boolean {
  const isCurrent = (at: string): boolean => {
    const now = linter.files.read(at);
    return "text" in now && now.text === before;
  };
  const shown = visible(shownPath(path, process.cwd()));
  try {
    replaceFile(path, after, { root: linter.root, isCurrent });
    linter.changed(path);
    return true;
  } catch (error) {
    if (error instanceof ChangedMeanwhile) {
      writeError(`l9: ${shown} was changed by someone else while it was fixed, so it is left as it is`);
      // What is reported of it is what it holds now.
      linter.changed(path);
      return false;
    }
    if (error instanceof ReadOnlyFile) {
      writeError(`l9: ${shown} is read-only, so it is left as it is`);
      return false;
    }
    const why = refusal(error) ?? String(error);
    if (!isClosed(error))
      throw new UsageError(`${shown} can not be written: ${why}. It is as it was, and so are the files after it.`);
    closed.push(`${shown} can not be written (${why})`);
    return false;
  }
}

/** To this user, here: others may be written. A full disk takes none. */
function isClosed(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS", "ENOENT", "EBUSY", "ETXTBSY"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function isAllowed(path: string, allowed: readonly string[]): boolean {
  const real = realpathSync(path);
  return allowed.some((folder) => isInside(folder, real));
}

/** Lines that a fix brought into a text with Windows line endings get them too. */
export function keepLineEndings(before: string, after: string): string {
  const isWindows = before.includes("\r\n") && !/(?<!\r)\n/.test(before);
  return isWindows ? after.replace(/(?<!\r)\n/g, "\r\n") : after;
}

/** Says on stderr which fixes were left out and why, where stdout holds a source or a diff. @param text what the places are of */
export function tellLeftOut(shown: string, text: string, left: readonly LeftOut[]): void {
  const lines = new Text(text);
  for (const { finding, fix, why } of left) {
    const { line, character } = lines.position(finding.span.start);
    writeError(`l9: ${shown}:${line + 1}:${character + 1}: [${finding.rule}] "${fix.title}" is left out: ${why}`);
  }
}

/** A unified diff that `git apply` and `patch -p1` take from the folder the program was started in. */
export async function fixDiff(files: readonly FixedFile[], cwd: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => {
      const shown = shownPath(path, cwd);
      return createTwoFilesPatch(`a/${shown}`, `b/${shown}`, before, after, undefined, undefined, {
        headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
      });
    })
    .join("");
}
