import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseGitConfig } from "../../server/project/git-config.ts";
import { discover, isLeftOut, isSourceName } from "../../server/project/discovery.ts";
import { SEED } from "../fuzz/property.ts";

const ALL = { include: [], exclude: [] };
const made: string[] = [];

function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "l9-git-ignore-")));
  made.push(folder);
  return folder;
}

/** The user's home and the system's settings, the only ones that git and the walk see. */
let home = "";

beforeEach(() => {
  home = temporary();
  for (const [name, value] of Object.entries({ HOME: home, XDG_CONFIG_HOME: "", GIT_CONFIG_SYSTEM: join(home, "system") }))
    vi.stubEnv(name, value);
  for (const name of ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"])
    vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function repository(files: Readonly<Record<string, string>>, folder = temporary()): string {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet", "--template=");
  write(folder, files);
  return folder;
}

/** What the walk comes to. */
function walked(root: string, from = root): string[] {
  return [...discover(root, ALL, from)]
    .flat()
    .map((path) => relative(root, path))
    .sort();
}

/** The sources that git lists, those of repositories inside among them. */
function listed(root: string): string[] {
  return git(root, "ls-files", "-z", "--others", "--exclude-standard")
    .split("\0")
    .flatMap((name) => (name.endsWith("/") ? listed(join(root, name)).map((inner) => name + inner) : [name]))
    .filter((name) => isSourceName(name))
    .sort();
}

/** Both ways to ask agree with git. */
function expectAsGit(root: string, expected: readonly string[]): void {
  expect(listed(root)).toEqual(expected);
  expect(walked(root)).toEqual(expected);
}

describe("what git ignores", () => {
  it("has capitals that differ, unless core.ignorecase says otherwise", () => {
    const root = repository({ ".gitignore": "Build/\n*.PY\n", "build/a.md": "", "a.py": "", "b.md": "" });
    expectAsGit(root, ["a.py", "b.md", "build/a.md"]);
    git(root, "config", "core.ignorecase", "true");
    expectAsGit(root, ["b.md"]);
    git(root, "config", "core.ignorecase", "off");
    expectAsGit(root, ["a.py", "b.md", "build/a.md"]);
  });

  it("is asked of .gitignore, then of info/exclude, then of core.excludesFile", () => {
    const files = { "a.py": "", "b.py": "", "c.py": "", "x/d.py": "" };
    const root = repository({ ...files, ".git/info/exclude": "!a.py\nb.py\n", ".gitignore": "!b.py\n" });
    write(home, { ".config/git/ignore": "*.py\n" });
    expectAsGit(root, ["a.py", "b.py"]);
    // Named, another file stands in for the user's usual one; a later setting stands in for an earlier.
    write(home, {
      system: "[core] excludesFile = /nowhere\n",
      ".gitconfig": "[CORE]\n\texcludesfile = ~/mine # own\n",
      mine: "d.py\nx\n",
    });
    expectAsGit(root, ["a.py", "b.py", "c.py"]);
    git(root, "config", "core.excludesFile", "x/here");
    write(root, { "x/here": "c.py\n" });
    expectAsGit(root, ["a.py", "b.py", "x/d.py"]);
    git(root, "config", "core.excludesFile", "");
    expectAsGit(root, ["a.py", "b.py", "c.py", "x/d.py"]);
  });

  it("is set in the files that the environment names, and in those that they include", () => {
    const root = repository({ "a.py": "", "b.py": "", "c.py": "" });
    const other = temporary();
    write(other, {
      "git/ignore": "b.py\n",
      "git/config": "[include]\n\tpath = deep/er\n",
      "git/deep/er": "[core]\n\tignoreCase\n",
    });
    write(home, {
      system: "[core]\nexcludesFile = ~/system-ignore\n",
      "system-ignore": "A.py\n",
      global: "[core]\nignorecase = false\n",
    });
    expectAsGit(root, ["a.py", "b.py", "c.py"]);
    vi.stubEnv("XDG_CONFIG_HOME", other);
    expectAsGit(root, ["b.py", "c.py"]);
    vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
    expectAsGit(root, ["a.py", "c.py"]);
    vi.stubEnv("GIT_CONFIG_NOSYSTEM", "0");
    vi.stubEnv("GIT_CONFIG_GLOBAL", join(home, "global"));
    expectAsGit(root, ["a.py", "b.py", "c.py"]);
  });

  it("is left to a repository inside, a submodule say, and to a linked work tree's shared folder", () => {
    const library = repository({ "a.py": "", ".gitignore": "out\n" });
    git(library, "add", ".");
    git(library, "commit", "--quiet", "--message=a");
    const root = repository({ ".gitignore": "b.py\nclosed/\n", "c.py": "", "b.py": "", ".git/info/exclude": "d.py\n" });
    repository({ "b.py": "", "d.py": "", "e.py": "", ".gitignore": "e.py\n" }, join(root, "inner"));
    repository({ "f.py": "" }, join(root, "closed"));
    // A folder of this name alone makes no repository.
    write(root, { "plain/b.py": "", "plain/.git/info/exclude": "*\n", "plain/g.py": "" });
    expectAsGit(root, ["c.py", "inner/b.py", "inner/d.py", "plain/g.py"]);
    expect(isLeftOut(root, join(root, "inner/b.py"))).toBe(false);
    expect(isLeftOut(root, join(root, "inner/e.py"))).toBe(true);
    expect(isLeftOut(root, join(root, "closed/f.py"))).toBe(true);

    git(root, "submodule", "--quiet", "add", library, "library");
    write(root, { "library/b.py": "", "library/out/x.py": "" });
    expect(listed(join(root, "library"))).toEqual(["b.py"]);
    expect(walked(root).filter((name) => name.startsWith("library/"))).toEqual(["library/a.py", "library/b.py"]);
    write(root, { ".git/modules/library/info/exclude": "b.py\n" });
    expect(walked(root).filter((name) => name.startsWith("library/"))).toEqual(["library/a.py"]);

    const linked = join(temporary(), "linked");
    git(library, "worktree", "add", "--quiet", linked);
    write(linked, { "h.py": "", "i.py": "" });
    write(library, { ".git/info/exclude": "h.py\n" });
    expect(listed(linked)).toEqual(["i.py"]);
    expect(walked(linked)).toEqual(["a.py", "i.py"]);
  });

  it("counts from a folder inside a repository too, and outside of one by .gitignore alone", () => {
    const files = { "x/y/a.py": "", "x/y/b.py": "", "x/y/c.py": "", "x/.gitignore": "a.py\n" };
    write(home, { ".config/git/ignore": "c.py\n" });
    const root = repository({ ...files, ".git/info/exclude": "/x/y/b.py\n" });
    expect(walked(join(root, "x/y"))).toEqual([]);
    expect(walked(root, join(root, "x/y"))).toEqual([]);
    const plain = temporary();
    write(plain, files);
    expect(walked(plain)).toEqual(["x/y/b.py", "x/y/c.py"]);
  });

  it("is not waited for where it is a pipe, a device or a link", () => {
    const root = repository({ "a.py": "", "x/a.py": "", "y/a.py": "", elsewhere: "a.py\n" });
    for (const name of ["pipe", "x/.gitignore"]) execFileSync("mkfifo", [join(root, name)]);
    mkdirSync(join(root, ".git/info"));
    symlinkSync(join(root, "pipe"), join(root, ".git/info/exclude"));
    symlinkSync("/dev/zero", join(home, ".gitconfig"));
    symlinkSync(join(home, "loop"), join(home, "loop"));
    write(root, { ".git/config": "[core]\nrepositoryformatversion = 0\nexcludesFile = ~/loop\n[include]\npath = config\n" });
    expect(walked(root)).toEqual(["a.py", "x/a.py", "y/a.py"]);
    // Git follows no link there either.
    symlinkSync("../elsewhere", join(root, "y/.gitignore"));
    expect(walked(root)).toEqual(["a.py", "x/a.py", "y/a.py"]);
  });
});

/** Names that a pattern can miss: capitals, signs that mean something in patterns, blanks at an end, more than one byte. */
const FOLDERS = ["", "x/", "X/", "x/y/", "x/y/x/", "a.py/", "d /", "!n/", "é/", "x/[b]/"];
const NAMES = ["a.py", "A.py", "#a.py", "!a.py", "b.PY.md", "a*.py", "é.py", "[b].md", "a\\b.md", "a .md"];

const segment = fc.constantFrom(
  ...["a.py", "A.py", "x", "X", "y", "é", "é.py", "É.py", "?.py", "??.py", "*", "*.py", "*.PY", "a*", "**", "*a*", "x*"],
  ...["#a.py", "\\#a.py", "!a.py", "\\!a.py", "!n", "[ab].py", "[!a].py", "[a-c]*", "[]a].py", "[[:alpha:]].py", "\\[b\\].md"],
  ...["a\\*.py", "\\a.py", "a\\\\b.md", "d ", "d\\ ", "a\\ .md", "[", "x\\", "*.md", ".*", "[^a]*", "[b-", "d\\\\ "],
);
const pattern = fc
  .tuple(
    fc.constantFrom("", "", "!", "!", "#"),
    fc.constantFrom("", "", "/", "**/"),
    fc.array(segment, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "", "", "/", "/**", "/*"),
    fc.constantFrom("", "", "", " ", "  ", "\\ ", "\t", "\r"),
  )
  .map(([sign, start, segments, end, blanks]) => sign + start + segments.join("/") + end + blanks);
const ignoreFile = fc.array(pattern, { maxLength: 5 }).map((lines) => lines.join("\n"));

// Not drawn: a run of asterisks between a name and a slash, `a**/b`, where git does not do what gitignore(5) says and takes it for a `**` of its own;
// capitals between brackets under core.ignorecase, which git then compares with small letters.
const ignoreFiles = fc.record({
  ...Object.fromEntries(
    ["", "p/", "q/", "r/"].flatMap((tree) => ["", "x/", "x/y/"].map((folder) => [`${tree}${folder}.gitignore`, ignoreFile])),
  ),
  "inner/.gitignore": ignoreFile,
  ".git/info/exclude": ignoreFile,
  "inner/.git/info/exclude": ignoreFile,
  excludes: ignoreFile,
});

it(`any ignore files leave out what git leaves out, seed ${String(SEED)}`, { timeout: 300_000 }, () => {
  const tree = FOLDERS.flatMap((folder) => NAMES.map((name) => folder + name)).filter(
    (name) => !/^a\.py(?:\/a\.py)?$/.test(name),
  );
  // Four trees for one run of git: it is the slow part.
  const root = repository(Object.fromEntries(["", "p/", "q/", "r/"].flatMap((at) => tree.map((name) => [at + name, ""]))));
  repository({ "x/a.py": "", "x/A.py": "", "b.py": "", "é.md": "" }, join(root, "inner"));
  fc.assert(
    fc.property(ignoreFiles, fc.boolean(), fc.boolean(), (files, anyCase, innerAnyCase) => {
      write(root, files);
      const config = (any: boolean): string =>
        `[core]\n\trepositoryformatversion = 0\n\tignorecase = ${String(any)}\n\texcludesFile = "${join(root, "excludes")}"\n`;
      write(root, { ".git/config": config(anyCase), "inner/.git/config": config(innerAnyCase) });
      expect(walked(root)).toEqual(listed(root));
    }),
    { numRuns: 30, seed: SEED },
  );
});

const settings = fc
  .array(
    fc.constantFrom(
      ...[
        "[core]",
        "[Core]\n",
        '[a "B\\"c\\\\d"]\n',
        "[a.B]",
        "key",
        "Key-1",
        " = ",
        "=",
        "v",
        "~/x",
        '"',
        '" a  b "',
        "\\\n",
        "\\t",
        "\\\\",
      ],
      ...["# c", "; c", "\n", "\n", "\r\n", " ", "\\q", "1x = 2", "é", "\u2028", "\r", '[a  ""]'],
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

it(`any settings are read as git reads them, seed ${String(SEED)}`, { timeout: 300_000 }, () => {
  const root = temporary();
  let accepted = 0;
  fc.assert(
    fc.property(settings, (text) => {
      const found = [...parseGitConfig(text)].map(([key, value]) => (value === null ? key : `${key}\n${value}`));
      write(root, { config: text });
      let known: string[];
      try {
        known = git(root, "config", "--file", "config", "--list", "-z").split("\0").slice(0, -1);
      } catch {
        // Git refuses the whole file; what stands before the fault counts here.
        return;
      }
      accepted++;
      expect(found).toEqual(known);
    }),
    { numRuns: 60, seed: SEED },
  );
  expect(accepted).toBeGreaterThan(10);
});

it("settings whose end is missing are read in no time and up to there", () => {
  const long = "a".repeat(1 << 20);
  expect([...parseGitConfig(`[core]\na = 1\n[a "${long}\n`)]).toEqual([["core.a", "1"]]);
  expect([...parseGitConfig(`[core]\na = 1\nb = "${long}\nc = 2\n`)]).toEqual([["core.a", "1"]]);
  expect([...parseGitConfig(`[core]\na = \\q\n`)]).toEqual([]);
});
