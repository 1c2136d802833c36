import { existsSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bytesOf } from "../project/regular-file.ts";
import { STATE } from "../project/staging.ts";
import { writeWhole } from "../project/write-file.ts";
import { WriteRefused } from "./write-refused.ts";

/** Where reports are kept. Relative to the workspace folder. */
export const REPORTS = ".l9/reports";

/** Where it is kept what people have accepted. It is the repository's: git sees it. Relative to the workspace folder. */
export const ACCEPTED = ".l9/accepted";

/** What a `.gitignore` says that ignores its folder, itself included. */
const IGNORE_ALL = "*\n";

/** The folder of reports, made when first needed. git ignores it, by a file inside it, and nothing else in {@link STATE}. */
export function reportsFolder(root: string): void {
  makeFolder(root, REPORTS);
  const ignore = join(root, REPORTS, ".gitignore");
  if (!existsSync(ignore)) writeWhole(ignore, IGNORE_ALL, root);
  showOthers(root);
}

/** The folder of what people have accepted, made when first needed. */
export function acceptedFolder(root: string): void {
  makeFolder(root, ACCEPTED);
  showOthers(root);
}

function makeFolder(root: string, folder: string): void {
  for (const path of [STATE, folder]) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (!found) mkdirSync(join(root, path), { recursive: true });
    else if (!found.isDirectory())
      throw new WriteRefused(`${path} is no folder of the workspace, but a link or a file; nothing is written.`);
  }
}

/** Takes away the `.gitignore` by which an earlier version hid all of {@link STATE}. One that says anything else is the repository's. */
function showOthers(root: string): void {
  const path = join(root, STATE, ".gitignore");
  if (bytesOf(path, false)?.toString("utf8") === IGNORE_ALL) rmSync(path);
}
