import { join } from "node:path";
import { foldersAbove } from "./folders-above.ts";
import { readGitSettings } from "./git-config.ts";
import { gitFolder, type GitFolder } from "./git-folder.ts";
import { bytesOf } from "./regular-file.ts";

// What git's own files say of a work tree, read without git's program.

/** References that lead to references, as git has it; one that leads to itself ends there. */
const DEPTH = 5;

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The commit that a folder's repository has checked out; null outside of one, before the first commit, and where references are kept as `reftable`. */
export function headCommit(folder: string): string | null {
  const git = repositoryOf(folder);
  return git && resolved(git, "HEAD", 0);
}

/** Who commits here, as `name <address>`; null outside of a repository, and where git's settings name nobody. */
export function committer(folder: string): string | null {
  const git = repositoryOf(folder);
  if (!git) return null;
  const settings = readGitSettings(git.own, git.common);
  const [name, address] = [settings.get("user.name"), settings.get("user.email")];
  if (!name) return address || null;
  return address ? `${name} <${address}>` : name;
}

function repositoryOf(folder: string): GitFolder | null {
  for (const top of foldersAbove(folder)) {
    const found = gitFolder(top);
    if (found) return found;
  }
  return null;
}

function resolved(git: GitFolder, name: string, depth: number): string | null {
  if (depth > DEPTH || name.split("/").includes("..")) return null;
  const text = fileOf(join(git.own, name)) ?? fileOf(join(git.common, name));
  if (text === null) return packed(git, name);
  const next = /^ref: (\S+)$/.exec(text)?.[1];
  if (next !== undefined) return resolved(git, next, depth + 1);
  return COMMIT.test(text) ? text : null;
}

function packed({ common }: GitFolder, name: string): string | null {
  const lines = fileOf(join(common, "packed-refs"))?.split("\n") ?? [];
  const commit = lines.find((line) => line.slice(line.indexOf(" ") + 1) === name)?.split(" ")[0] ?? "";
  return COMMIT.test(commit) ? commit : null;
}

function fileOf(path: string): string | null {
  return bytesOf(path)?.toString("utf8").trimEnd() ?? null;
}
