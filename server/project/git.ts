import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Git can not answer: there is no program, no repository, no such commit, or the clone lacks what was asked for. */
export class GitProblem extends Error {}

/** A state of the repository: a commit by its full name, or what the next commit would hold. */
export type Tree = { commit: string } | "index";

/** A file that a state of the repository has otherwise than the work tree. */
interface Difference {
  /** Absolute. */
  path: string;
  /** Null where that state has no such file. */
  blob: string | null;
}

/** Bytes of one answer of git; a repository of a million files stays below. */
const MOST = 1 << 30;

/** What a link and a submodule look like in git's modes. */
const LINK = "120000";
const SUBMODULE = "160000";

/** Settings of the repository that would start programs of its own are off: nothing here needs them. */
const PLAIN = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external="];

/** A git repository with a work tree, read through git's own program. Paths are absolute, below the folder as it was named. */
export class GitRepository {
  /** The top folder of the work tree, spelt as the folder it was opened from. */
  readonly top: string;

  /** @param folder any folder of the work tree */
  constructor(folder: string) {
    const inside = git(folder, ["rev-parse", "--is-inside-work-tree", "--show-cdup"]).split("\n");
    if (inside[0] !== "true") throw new GitProblem(`${folder} lies in a git repository, but not in its work tree`);
    this.top = resolve(folder, inside[1] ?? "");
  }

  /** The full name of the commit that a name means. */
  commit(name: string): string {
    const found = this.#try(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
    if (found !== null) return found.trim();
    const hint = this.#isShallow() ? "; this clone is shallow: fetch more of its history (git fetch --unshallow)" : "";
    throw new GitProblem(`git knows no commit ${JSON.stringify(name)} here${hint}`);
  }

  /** The commit that HEAD means; null before the first commit. */
  head(): string | null {
    return this.#try(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.trim() ?? null;
  }

  /** Where the history of HEAD left that of a commit. */
  mergeBase(name: string): string {
    const commit = this.commit(name);
    const base = this.#try(["merge-base", commit, "HEAD"])?.trim();
    if (base) return base;
    throw new GitProblem(
      this.#isShallow()
        ? `this clone is shallow and does not reach the commit where HEAD left ${name}: fetch more of its history (git fetch --unshallow), or compare with ${name} itself (--no-merge-base)`
        : `HEAD and ${name} have no commit in common: compare with ${name} itself (--no-merge-base)`,
    );
  }

  /** The commit without any file, for what stands before the first one. */
  emptyTree(): string {
    return git(this.top, ["hash-object", "-t", "tree", "--stdin"], "").trim();
  }

  /** Each file that a state of the repository has otherwise than the work tree, with its bytes there, or null where it has none. */
  snapshot(tree: Tree): Map<string, Uint8Array | null> {
    const differences = this.#differences(tree);
    const bytes = new Map<string, Uint8Array | null>();
    for (const { top, found } of differences) {
      const texts = blobs(
        top,
        found.flatMap(({ blob }) => (blob === null ? [] : [blob])),
      );
      for (const { path, blob } of found) bytes.set(path, blob === null ? null : (texts.get(blob) ?? null));
    }
    return bytes;
  }

  /** Files that were renamed between two states, the new path first; "worktree" is the files on disk that git knows. */
  renames(from: { commit: string }, to: Tree | "worktree"): Map<string, string> {
    const end = to === "worktree" ? [] : to === "index" ? ["--cached"] : [to.commit];
    const fields = git(this.top, [
      ...[
        "diff",
        "--name-status",
        "-z",
        "--find-renames",
        "--diff-filter=R",
        "--no-ext-diff",
        "--ignore-submodules=all",
        "--no-relative",
      ],
      ...(to === "index" ? [...end, from.commit] : [from.commit, ...end]),
      "--",
    ]).split("\0");
    const renames = new Map<string, string>();
    for (let at = 0; at + 2 < fields.length; at += 3)
      renames.set(join(this.top, fields[at + 2] as string), join(this.top, fields[at + 1] as string));
    return renames;
  }

  #differences(tree: Tree): { top: string; found: Difference[] }[] {
    const start = tree === "index" ? [] : [tree.commit];
    const raw = ["diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-relative"];
    const fields = git(this.top, [...raw, "--ignore-submodules=none", ...start, "--"]).split("\0");
    const found: Difference[] = [];
    const below: { top: string; found: Difference[] }[] = [];
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [mode = "", , blob = "", , status = ""] = (fields[at] as string).slice(1).split(" ");
      const path = join(this.top, fields[at + 1] as string);
      if (status === "U") throw new GitProblem(`${path} has a merge conflict: resolve it first (git status)`);
      if (mode === SUBMODULE) {
        // Of a submodule that was taken away nothing is left that could have a finding.
        if (status !== "D") below.push(...new GitRepository(path).#differences({ commit: blob }));
      }
      // What a link led to then is not looked up: it is no file of that state.
      else found.push({ path, blob: mode === LINK || /^0+$/.test(mode) ? null : blob });
    }
    for (const name of git(this.top, ["ls-files", "-z", "--others", "--exclude-standard"]).split("\0"))
      if (name !== "" && !name.endsWith("/")) found.push({ path: join(this.top, name), blob: null });
    return [{ top: this.top, found }, ...below];
  }

  #isShallow(): boolean {
    return this.#try(["rev-parse", "--is-shallow-repository"])?.trim() === "true";
  }

  /** What git prints; null where it says no. */
  #try(args: readonly string[]): string | null {
    const { status, stdout } = run(this.top, args);
    return status === 0 ? stdout.toString("utf8") : null;
  }
}

/** The bytes of blobs by their names, in one run. */
function blobs(folder: string, names: readonly string[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (names.length === 0) return found;
  const { status, stdout, stderr } = run(folder, ["cat-file", "--batch"], `${[...new Set(names)].join("\n")}\n`);
  if (status !== 0) throw new GitProblem(reason(stderr));
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(0x0a, at);
    const [name = "", type, size] = stdout.toString("latin1", at, end).split(" ");
    if (type !== "blob")
      throw new GitProblem(`the object ${name} is not in this clone, so the files of that state can not be read (git fetch)`);
    found.set(name, stdout.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return found;
}

function git(folder: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = run(folder, args, input);
  if (status === 0) return stdout.toString("utf8");
  throw new GitProblem(reason(stderr));
}

function run(folder: string, args: readonly string[], input = ""): { status: number | null; stdout: Buffer; stderr: Buffer } {
  const env = { ...environment(folder), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" };
  const { status, stdout, stderr, error } = spawnSync("git", [...PLAIN, ...args], { cwd: folder, input, env, maxBuffer: MOST });
  if (!error) return { status, stdout, stderr };
  if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new GitProblem("there is no git program on the PATH");
  throw new GitProblem(`git could not be run: ${error.message}`);
}

/**
 * The variables for git. Those that a hook was started with name the repository and the index that it speaks of, as seen from its work tree's
 * top; for another repository, a submodule, they would be wrong.
 */
function environment(folder: string): NodeJS.ProcessEnv {
  if (process.env["GIT_INDEX_FILE"] === undefined && process.env["GIT_DIR"] === undefined) return process.env;
  const isNested = existsSync(join(folder, ".git")) && folder !== process.cwd();
  return isNested ? Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))) : process.env;
}

/** What git complains of, without its own preface. */
function reason(stderr: Buffer): string {
  const lines = stderr.toString("utf8").trim().split("\n");
  return (lines.find((line) => line.startsWith("fatal: ")) ?? lines[0] ?? "git failed").replace(/^fatal: /, "");
}
