import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { headCommit } from "../../server/project/git-head.ts";
import { folder } from "../cli/run.ts";

// What git has checked out, read from its files: the same as git's program says.

it("a commit of a branch, packed or not, detached, of a linked work tree; none before the first and outside of a repository", () => {
  const root = folder({ "below/a.txt": "a\n" });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8", env }).trim();
  expect(headCommit(root)).toBeNull();
  git("init", "-q");
  expect(headCommit(root)).toBeNull();
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "first");
  const commit = git("rev-parse", "HEAD");
  expect(headCommit(`${root}/below`)).toBe(commit);
  git("pack-refs", "--all");
  expect(headCommit(root)).toBe(commit);
  git("worktree", "add", "-q", "-b", "other", "linked");
  expect(headCommit(`${root}/linked`)).toBe(commit);
  git("checkout", "-q", "--detach");
  expect(headCommit(root)).toBe(commit);
});

it("no reference that leads nowhere, in a circle or out of the repository", () => {
  const files = { ".git/objects/info/none": "", ".git/refs/none": "", commit: `${"a".repeat(40)}\n` };
  for (const name of ["refs/heads/none", "HEAD", "../commit", "refs/../../commit", `${"a".repeat(39)}`])
    expect(headCommit(folder({ ...files, ".git/HEAD": `ref: ${name}\n` }))).toBeNull();
});
