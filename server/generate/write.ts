import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { pathFault } from "../facts/spec/module-path.ts";
import { AtWork, claimSoon, type Claim } from "../project/claims.ts";
import { foldersAbove } from "../project/folders-above.ts";
import { runName, standingOf } from "../project/run-name.ts";
import { clearDead, isOlder, JOURNAL, NoStaging, removeEmpty, runFolder, runsAt, STAGING, STATE } from "../project/staging.ts";
import { whyNotWritten } from "../project/writable.ts";
import { putInPlace, refusal, writeNew, writeWhole } from "../project/write-file.ts";
import { hashOfText } from "./hash-of-text.ts";
import { hashOfFile, identityOf, journalPath, readJournal, stagedPath, type Move } from "./journal.ts";
import { reportPath } from "./report-path.ts";
import { REPORTS, reportsFolder } from "./state.ts";
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

/** Milliseconds that a write takes at most, and that one waits for another's. */
const LONGEST_WRITE = 60_000;
const PATIENCE = 10_000;

/**
 * Writes all files, and a report where one is given, or none. They are staged first; then a journal names the renames, and from that moment the new tree is
 * decided: a run that is killed in between is completed by `recover`, one that is killed before leaves the old tree. A file that somebody changes until its
 * rename stays theirs, so what is there afterwards has to be looked at. Returns the report's path.
 */
export function writeAll(root: string, files: readonly Planned[], report: Report | null): string | null {
  const kept = report && reportPath(report.name);
  // Before anything of its own is made.
  for (const { path } of files) checkInside(root, path);
  if (kept !== null) checkInside(root, kept, STATE);
  const only = claimed(root);
  const made: string[] = [];
  try {
    recover(root);
    for (const { path, before } of files) checkTarget(root, path, before);
    if (kept !== null) reportsFolder(root);
    const planned = files.map((file) => ({ ...file, hash: file.before === null ? null : hashOfText(file.before) }));
    const own = report && kept !== null ? [{ path: kept, content: report.text, hash: hashOfFile(join(root, kept)) }] : [];
    const folder = runFolder(root);
    const moves = [...planned, ...own].map(({ path, content, hash }, at): Move => {
      const target = join(root, path);
      const mode = existsSync(target) ? statSync(target).mode & 0o777 : 0o644;
      writeNew(stagedPath(folder, at), content, { mode });
      return { to: path, staged: identityOf(stagedPath(folder, at)) ?? "", before: hash };
    });
    // Before anything is decided: a full disk refuses a folder as it does a file.
    for (const { to } of moves) made.push(...makeFolders(dirname(join(root, to))));
    writeNew(`${journalPath(folder)}.new`, JSON.stringify({ moves }));
    renameSync(`${journalPath(folder)}.new`, journalPath(folder));
    complete(root, runName());
    return kept === null ? null : join(root, kept);
  } catch (error) {
    if (!existsSync(journalPath(runFolder(root)))) for (const folder of made.toReversed()) removeEmpty(folder);
    throw error instanceof WriteRefused ? error : refusedBySystem(error);
  } finally {
    only.release();
  }
}

/** One write at a time: another's is waited for. */
function claimed(root: string): Claim {
  try {
    return claimSoon(root, "write", LONGEST_WRITE, PATIENCE);
  } catch (error) {
    if (error instanceof AtWork) throw new WriteRefused(`Another run writes here: ${error.who}. Nothing is written.`);
    throw error instanceof NoStaging ? new WriteRefused(`${error.message}; nothing is written.`) : refusedBySystem(error);
  }
}

function refusedBySystem(error: unknown): unknown {
  const why = refusal(error);
  return why === null ? error : new WriteRefused(`Nothing is written: ${why}.`);
}

/** Makes a folder and those above it. Returns those that were not there, the highest first. */
function makeFolders(folder: string): string[] {
  const missing: string[] = [];
  for (const path of foldersAbove(folder)) {
    if (existsSync(path)) break;
    missing.unshift(path);
  }
  const made: string[] = [];
  try {
    for (const path of missing) {
      mkdirSync(path);
      made.push(path);
    }
  } catch (error) {
    for (const path of made.toReversed()) removeEmpty(path);
    throw error;
  }
  return made;
}

/**
 * Completes what runs that have ended had decided to write, and clears what they left; does nothing where there is nothing. A journal that this machine did not
 * write (it came with the repository) is never followed; a file that a person changed since the interruption stays theirs.
 */
export function recover(root: string): Recovered {
  // This run's own, where something hindered it before.
  const left = runsAt(root).filter((run) => run === runName() || standingOf(run) === "over" || isForsaken(root, run));
  const ends = left.map((run) => ({ run, end: complete(root, run) }));
  clearDead(root);
  return {
    completed: ends.some(({ end }) => end === "completed"),
    foreign: ends.flatMap(({ run, end }) => (end === "foreign" ? [`${STAGING}/${run}/${JOURNAL}`] : [])),
  };
}

/** What a recovery came to. */
export interface Recovered {
  /** Something was written. */
  readonly completed: boolean;
  /** Journals that this machine did not write, relative to the workspace folder: nothing of them was followed. */
  readonly foreign: readonly string[];
}

/** Of another machine, and decided longer ago than a write takes. */
function isForsaken(root: string, run: string): boolean {
  return standingOf(run) === "elsewhere" && isOlder(journalPath(runFolder(root, run)), LONGEST_WRITE);
}

function complete(root: string, run: string): "nothing" | "completed" | "foreign" {
  const folder = runFolder(root, run);
  const journal = readJournal(folder);
  if (!journal) return "nothing";
  // Moved already by the run that was interrupted: their staged files are gone.
  const pending = journal.moves.flatMap((move, at) =>
    existsSync(stagedPath(folder, at)) ? [{ ...move, from: stagedPath(folder, at) }] : [],
  );
  const isOurs = pending.every(({ from, staged }) => identityOf(from) === staged);
  if (!isOurs && standingOf(run) === "elsewhere") return "foreign";
  try {
    for (const { to } of isOurs ? pending : []) checkInside(root, to, dirname(to) === REPORTS ? STATE : "");
    for (const { from, to, before } of isOurs ? pending : []) {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      moveInto(join(root, to), from, before);
    }
  } catch (error) {
    const reason = refusal(error) ?? (error instanceof Error ? error.message : String(error));
    throw new WriteRefused(
      `A generation was interrupted while it wrote, and can not be completed: ${reason} Put that right, or remove .l9/staging to keep the files as they are.`,
    );
  }
  // First, so that a folder half removed is no interrupted write.
  rmSync(journalPath(folder), { force: true });
  for (const { from } of pending) rmSync(from, { force: true });
  return isOurs ? "completed" : "foreign";
}

function moveInto(target: string, from: string, before: string | null): void {
  try {
    putInPlace(from, target, (path) => hashOfFile(path) === before);
  } catch (error) {
    // Two processes complete the same write: the other one was faster.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Keeps a report in the tool's own folder. Returns its path. */
export function saveReport(root: string, { name, text }: Report): string {
  const kept = reportPath(name);
  checkInside(root, kept, STATE);
  reportsFolder(root);
  writeWhole(join(root, kept), text, root);
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
  const why = whyNotWritten(root, path, { evenReadOnly: own !== "" });
  if (why !== null) refuse(why);
}
