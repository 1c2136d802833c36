import { accessSync, constants, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { pathFault } from "../facts/spec/module-path.ts";
import { isReadOnly, writeWhole } from "../project/write-file.ts";
import { hashOfFile, hashOfText, identityOf, readJournal, stagedPath, type Move } from "./journal.ts";
import { reportPath } from "./report-path.ts";
import { emptyStaging, journalPath, ownFolder, removeStaging, REPORTS, STATE } from "./state.ts";
import { WriteRefused } from "./write-refused.ts";

/** A file to write, with the text it had when the run began; null for a file that did not exist. */
export interface Planned {
  /** Relative to the workspace folder, with `/`. */
  path: string;
  content: string;
  before: string | null;
}

/** What a run says of a module. */
export interface Report {
  /** The module's id, or what else the file is named by. */
  name: string;
  text: string;
}

/**
 * Writes all files, and a report where one is given, or none. They are staged first; then a journal names the renames, and from that moment the new tree is
 * decided: a run that is killed in between is completed by `recover`, one that is killed before leaves the old tree. A file that somebody changes until its
 * rename stays theirs, so what is there afterwards has to be looked at. Returns the report's path.
 */
export function writeAll(root: string, files: readonly Planned[], report: Report | null): string | null {
  recover(root);
  for (const { path, before } of files) checkTarget(root, path, before);
  const kept = report && reportPath(report.name);
  if (kept !== null) checkInside(root, kept, STATE);
  emptyStaging(root);
  if (kept !== null) ownFolder(root, REPORTS);
  const planned = files.map((file) => ({ ...file, hash: file.before === null ? null : hashOfText(file.before) }));
  const own = report && kept !== null ? [{ path: kept, content: report.text, hash: hashOfFile(join(root, kept)) }] : [];
  const moves = [...planned, ...own].map(({ path, content, hash }, at): Move => {
    const target = join(root, path);
    writeWhole(stagedPath(root, at), content, existsSync(target) ? statSync(target).mode & 0o777 : 0o644);
    return { to: path, staged: identityOf(stagedPath(root, at)) ?? "", before: hash };
  });
  writeWhole(journalPath(root), JSON.stringify({ moves }));
  recover(root);
  return kept === null ? null : join(root, kept);
}

/**
 * Completes a write that was interrupted, and does nothing when none was. A journal that this machine did not write (it came with the repository) is
 * left alone; a file that a person changed since the interruption stays theirs.
 */
export function recover(root: string): void {
  const journal = readJournal(root);
  if (!journal) return;
  // Moved already by the run that was interrupted: their staged files are gone.
  const pending = journal.moves.flatMap((move, at) =>
    existsSync(stagedPath(root, at)) ? [{ ...move, from: stagedPath(root, at) }] : [],
  );
  if (pending.some(({ from, staged }) => identityOf(from) !== staged)) return;
  try {
    for (const { to } of pending) checkInside(root, to, dirname(to) === REPORTS ? STATE : "");
    for (const { from, to, before } of pending) if (hashOfFile(join(root, to)) === before) moveInto(join(root, to), from);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WriteRefused(
      `A generation was interrupted while it wrote, and can not be completed: ${reason} Put that right, or remove .l9/staging to keep the files as they are.`,
    );
  }
  // First, so that a folder half removed is no interrupted write.
  rmSync(journalPath(root), { force: true });
  removeStaging(root);
}

function moveInto(target: string, from: string): void {
  mkdirSync(dirname(target), { recursive: true });
  try {
    renameSync(from, target);
  } catch (error) {
    // Two processes complete the same write: the other one was faster.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Keeps a report in the tool's own folder. Returns its path. */
export function saveReport(root: string, { name, text }: Report): string {
  const kept = reportPath(name);
  checkInside(root, kept, STATE);
  ownFolder(root, REPORTS);
  writeWhole(join(root, kept), text);
  return join(root, kept);
}

function checkTarget(root: string, path: string, before: string | null): void {
  checkInside(root, path);
  const now = hashOfFile(join(root, path));
  if (now !== (before === null ? null : hashOfText(before)))
    throw new WriteRefused(`${path} was changed by someone else during the run; nothing is written.`);
}

/**
 * Refuses a target that is reached through a link, is a folder or lies under a file, can not be written, or belongs to git or to the tool itself.
 * @param own the folder of the workspace that it must lie in: the tool's own for the tool's own files
 */
export function checkInside(root: string, path: string, own = ""): void {
  const refuse = (why: string): never => {
    throw new WriteRefused(`${path} ${why}; nothing is written.`);
  };
  const names = path.split(/[\\/]/);
  const fault = own === "" ? pathFault(path) : null;
  if (fault) throw new WriteRefused(`${fault.issue} Nothing is written.`);
  if (isAbsolute(path) || names.includes("..") || (own !== "" && names[0] !== own)) refuse("leads out of the workspace");
  let folder = root;
  for (const [at, name] of names.entries()) {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
    // What a link leads to is another file than the one that may be written.
    if (found?.isSymbolicLink()) refuse(`is reached through the link ${names.slice(0, at + 1).join("/")}`);
    const last = at === names.length - 1;
    if (found?.isFile() && last && own === "" && isReadOnly(found.mode)) refuse("is read-only, so it is left as it is");
    if (found && last && !found.isFile()) refuse(found.isDirectory() ? "is a folder" : "is no file");
    if (found && !last && !found.isDirectory()) refuse("lies under a file");
    if (!found || last) break;
    folder = join(folder, name);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    refuse("can not be written");
  }
}
