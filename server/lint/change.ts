import { setImmediate } from "node:timers/promises";
import { basename, dirname } from "node:path";
import { isCode, isTestPath } from "../facts/languages.ts";
import { CONFIG_NAME } from "../project/config.ts";
import { declaresDependencies } from "../project/dependencies/declared.ts";
import type { Snapshot } from "../project/files.ts";
import { Text } from "../syntax/text.ts";
import type { Finding } from "./finding.ts";
import { beyondCounts, countFingerprints, fingerprint, type FingerprintCounts } from "./fingerprint.ts";
import { checkWithSoundFixes } from "./fix.ts";
import type { Linter } from "./linter.ts";

/** Two states of one tree. Where a state says nothing of a path, it has the file on disk. */
export interface Change {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** New path to old path of files that were renamed. */
  readonly renames: ReadonlyMap<string, string>;
}

/** What a change touches. Paths are absolute and sorted. */
export interface Touched {
  /** Files that the change made or altered, as far as they are checked. */
  changed: string[];
  /** Other files whose findings it may have altered: those of the same modules, and those whose contracts came out different. */
  elsewhere: string[];
  /** Findings that were there before, counted by the path that the file has now. */
  known: FingerprintCounts;
}

/** Every path that differs between the two states. */
export function changedPaths({ before, after }: Change): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => !sameBytes(before.get(path), after.get(path))).sort();
}

function sameBytes(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  return a === b || (a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0);
}

/**
 * Takes a linter from the state before a change to the one after it, and says what that touches. Whose contracts changed is not guessed: files
 * are checked on the state before, and those count that were told something which is no longer so.
 * @param linter opened on `change.before`
 * @param countKnown also count the findings before; costs a check of what the change touches
 */
export async function applyChange(linter: Linter, change: Change, countKnown: boolean): Promise<Touched> {
  linter.scan();
  const paths = changedPaths(change);
  const before = mayBeTold(linter, paths);
  const known: FingerprintCounts = new Map();
  if (countKnown || before.length > 0) {
    await countFindings(linter, before, change, known);
  }
  const touched = apply(linter, change, paths);
  for (const path of paths.some(isConfiguration) ? linter.paths() : around(linter, paths)) touched.add(path);
  const changed = paths.filter((path) => linter.files.exists(path) && linter.inScope(path));
  const elsewhere = [...touched].filter((path) => !changed.includes(path) && linter.files.exists(path) && linter.inScope(path));
  return { changed, elsewhere: elsewhere.sort(), known };
}

/**
 * The same, looking no further than at the modules of what changed: the findings there that were not there before, in the order of files and places. What
 * the change broke in other modules is not asked.
 * @param linter opened on `change.before`
 */
export async function findingsBrought(linter: Linter, change: Change): Promise<Finding[]> {
  linter.scan();
  const paths = changedPaths(change);
  const isChecked = (path: string): boolean => linter.inScope(path) && linter.files.exists(path);
  const known: FingerprintCounts = new Map();
  const before = around(linter, paths);
  await countFindings(linter, [...before].filter(isChecked), change, known);
  apply(linter, change, paths);
  // A file that is gone is read by no module any more.
  const now = [...new Set([...before, ...around(linter, paths)])].filter(isChecked).sort();
  await linter.prepare(now);
  const found = now.flatMap((path) => {
    const text = textAt(linter, path);
    return checkWithSoundFixes(linter, path).map((finding) => ({ finding, mark: fingerprint(finding, text) }));
  });
  return beyondCounts(found, ({ finding, mark }) => ({ file: finding.path, mark }), known).map(({ finding }) => finding);
}

/** Counts what these files have, by the path that each has after the change. */
async function countFindings(
  linter: Linter,
  paths: readonly string[],
  { renames }: Change,
  counts: FingerprintCounts,
): Promise<void> {
  const nowAt = new Map([...renames].map(([now, old]) => [old, now]));
  await linter.prepare(paths);
  for (const path of paths) {
    const findings = linter.check(path);
    const text = textAt(linter, path);
    countFingerprints(
      counts,
      nowAt.get(path) ?? path,
      findings.map((finding) => fingerprint(finding, text)),
    );
    await setImmediate();
  }
}

function textAt(linter: Linter, path: string): Text {
  return new Text(linter.files.text(path));
}

/** Takes the linter to the state after the change; the other files whose findings may have changed. */
function apply(linter: Linter, { after }: Change, paths: readonly string[]): Set<string> {
  const touched = new Set<string>();
  for (const path of paths) {
    linter.files.place(path, after.get(path));
    for (const other of linter.changed(path)) touched.add(other);
  }
  return touched;
}

/** The files, all files of the modules that read them, and those that must agree with them. */
function around(linter: Linter, paths: readonly string[]): Set<string> {
  const found = new Set(paths);
  for (const path of paths) {
    for (const { spec, files } of linter.workspace.modulesReading(path))
      for (const file of [spec.path, ...files]) found.add(file);
    for (const file of linter.agreements.partners(path)) found.add(file);
  }
  return found;
}

/** The files in scope whose findings a change of these files may alter: those around them, and those that may ask what they say. */
function mayBeTold(linter: Linter, paths: readonly string[]): string[] {
  if (paths.some((path) => isConfiguration(path) || isContractSource(linter, path))) return linter.paths();
  const found = around(linter, paths);
  const pending = paths.filter(isCode).map(importedAs);
  const asked = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (asked.has(name)) continue;
    asked.add(name);
    for (const path of linter.workspace.sources) {
      const read = isCode(path) ? linter.files.read(path) : { text: "" };
      if (!("text" in read) || !read.text.includes(name)) continue;
      found.add(path);
      // What a package hands on is imported under the package's name.
      if (isPackageFace(path)) pending.push(importedAs(path));
    }
  }
  return [...found].filter((path) => linter.inScope(path) && linter.files.exists(path)).sort();
}

/** A file that contracts may be read from: any module's findings may depend on it, whether they name it or not. */
function isContractSource(linter: Linter, path: string): boolean {
  if (linter.spaces.includes(path)) return true;
  if (declaresDependencies(path)) return true;
  return isCode(path) && !isTestPath(path) && linter.workspace.owner(path) === null;
}

function isConfiguration(path: string): boolean {
  return basename(path) === CONFIG_NAME;
}

/** The last part of the name under which other files import a file of code. */
function importedAs(path: string): string {
  return isPackageFace(path) ? basename(dirname(path)) : basename(path).replace(/\.[^.]+$/, "");
}

function isPackageFace(path: string): boolean {
  return /^(?:__init__\.pyi?|index\.[cm]?tsx?)$/.test(basename(path));
}
