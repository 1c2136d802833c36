import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bytesOf } from "../project/regular-file.ts";
import { writeWhole } from "../project/write-file.ts";
import { WriteRefused } from "./write-refused.ts";

/** The folder that the tool shares with the repository's own files: contracts, a Space. It is never ignored as a whole. */
export const STATE = ".l9";

/** Where reports are kept. Relative to the workspace folder, as the next. */
export const REPORTS = ".l9/reports";

/** Where a write is prepared; its journal lies there too. */
export const STAGING = ".l9/staging";

/** What the tool leaves in {@link STAGING}, also when it is killed: the journal, numbered files, and either before it has its name. */
const STAGED = /^(?:\.gitignore|journal\.json|\d+|\..+\.\d+\.tmp)$/;

/** What a `.gitignore` says that ignores its folder, itself included. */
const IGNORE_ALL = "*\n";

/** What a write that was decided has still to do; absent where none was interrupted. */
export function journalPath(root: string): string {
  return join(root, STAGING, "journal.json");
}

/** A folder of the tool's own below {@link STATE}, made when first needed. git ignores it, by a file inside it, and nothing else in {@link STATE}. */
export function ownFolder(root: string, folder: typeof REPORTS | typeof STAGING): void {
  for (const path of [STATE, folder]) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (!found) mkdirSync(join(root, path), { recursive: true });
    else if (!found.isDirectory())
      throw new WriteRefused(`${path} is no folder of the workspace, but a link or a file; nothing is written.`);
  }
  const ignore = join(root, folder, ".gitignore");
  if (!existsSync(ignore)) writeWhole(ignore, IGNORE_ALL);
  showOthers(root);
}

/** Takes away the `.gitignore` by which an earlier version hid all of {@link STATE}. One that says anything else is the repository's. */
function showOthers(root: string): void {
  const path = join(root, STATE, ".gitignore");
  if (bytesOf(path, false)?.toString("utf8") === IGNORE_ALL) rmSync(path);
}

/** Makes {@link STAGING} anew. Refused where it holds what the tool does not leave there. */
export function emptyStaging(root: string): void {
  const path = join(root, STAGING);
  const found = lstatSync(path, { throwIfNoEntry: false });
  const foreign = found?.isDirectory() ? readdirSync(path).find((name) => !STAGED.test(name)) : undefined;
  if (foreign !== undefined)
    throw new WriteRefused(
      `${STAGING} is emptied by every write, and holds ${foreign}, which l9 did not put there. Move it elsewhere; nothing is written.`,
    );
  removeStaging(root);
  ownFolder(root, STAGING);
}

export function removeStaging(root: string): void {
  rmSync(join(root, STAGING), { recursive: true, force: true });
}
