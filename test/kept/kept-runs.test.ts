import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { coldRun, folder, l9, type Outcome } from "../cli/run.ts";
import { WHOLE } from "../whole.ts";
import { RandomWorkspace } from "./random-workspace.ts";

// A run that would see what an earlier one saw prints what that one printed; any other is made.

const FILES = { "a.py": "import os\n", "b/c.py": "from a import os\n\nprint(os)\n", "l9.config.yaml": "scope: all\n" };

/** Which file a run was kept in: another one after each run that was made. */
const stamp = (cache: string): string =>
  readdirSync(cache)
    .filter((name) => name.endsWith(".l9-run"))
    .map((name) => `${name} ${statSync(join(cache, name)).ino}`)
    .join();

/** In a process of its own: what else a process does with the disk makes a record useless. */
const check = (cwd: string, cache: string, ...args: string[]): Outcome =>
  coldRun(["check", "--format", "json", "--cache-dir", cache, ...args], { cwd });

const withoutCache = (cwd: string): Outcome => l9(["check", "--format", "json", "--no-cache"], { cwd });

describe("a run that is kept", { timeout: 120_000 }, () => {
  it("is printed again", () => {
    const [cwd, cache] = [folder(FILES), folder()];
    const first = check(cwd, cache);
    const before = stamp(cache);
    expect(before).not.toBe("");
    expect(first.stdout).toContain("unused_imports");
    expect(check(cwd, cache)).toEqual(first);
    expect(stamp(cache)).toBe(before);
    expect(withoutCache(cwd)).toEqual(first);
  });

  const changes: Record<string, (cwd: string) => void> = {
    "a text": (cwd) => writeFileSync(join(cwd, "a.py"), "import re\n"),
    "a new file": (cwd) => writeFileSync(join(cwd, "b", "new.py"), "import sys\n"),
    "a file that goes": (cwd) => rmSync(join(cwd, "b", "c.py")),
    "a new name": (cwd) => renameSync(join(cwd, "b", "c.py"), join(cwd, "b", "d.py")),
    "the configuration": (cwd) => writeFileSync(join(cwd, "l9.config.yaml"), "scope: all\nrules: {unused_imports: off}\n"),
    "a rule of the repository's own": (cwd) => {
      mkdirSync(join(cwd, ".l9", "rules"), { recursive: true });
      writeFileSync(
        join(cwd, ".l9", "rules", "no_os.yaml"),
        "id: no_os\nlanguage: python\nrule: {pattern: print($$$)}\nmessage: No.\n",
      );
    },
    "what git ignores": (cwd) => writeFileSync(join(cwd, ".gitignore"), "a.py\n"),
    "a link to another file": (cwd) => {
      rmSync(join(cwd, "a.py"));
      symlinkSync(join(cwd, "b", "c.py"), join(cwd, "a.py"));
    },
    "a nested configuration": (cwd) => writeFileSync(join(cwd, "b", "pyproject.toml"), '[project]\nname = "b"\n'),
  };
  it.each(Object.keys(changes))("is made anew after a change: %s", (what) => {
    const [cwd, cache] = [folder(FILES), folder()];
    const first = check(cwd, cache);
    const before = stamp(cache);
    changes[what]?.(cwd);
    const after = check(cwd, cache);
    expect(after).toEqual(withoutCache(cwd));
    expect([before, stamp(cache)]).not.toEqual([before, before]);
    if (what !== "a nested configuration") expect(after.stdout).not.toBe(first.stdout);
  });

  it("is another one for another command line, another folder and another environment", () => {
    const [cwd, cache] = [folder(FILES), folder()];
    const of = (args: string[], env: Record<string, string> = {}, at = cwd): number => {
      coldRun(["check", "--cache-dir", cache, ...args], { cwd: at, env });
      return readdirSync(cache).filter((name) => name.endsWith(".l9-run")).length;
    };
    expect([of([]), of([]), of(["--quiet"]), of([], { FORCE_COLOR: "1" }), of(["--root", ".."], {}, join(cwd, "b"))]).toEqual([
      1, 1, 2, 3, 4,
    ]);
  });

  it.each([["--verbose"], ["--fix"], ["--list-files"], ["--diff"], ["--write-baseline"], ["--output-file", "out.json"]])(
    "is none with %s",
    (...args) => {
      const [cwd, cache] = [folder(FILES), folder()];
      check(cwd, cache, ...args);
      expect(stamp(cache)).toBe("");
    },
  );

  it("is none where it is damaged, or where its folder can not be written", () => {
    const [cwd, cache] = [folder(FILES), folder()];
    const first = check(cwd, cache);
    const name = readdirSync(cache).find((one) => one.endsWith(".l9-run")) ?? "";
    for (const text of ["", "nonsense"]) {
      writeFileSync(join(cache, name), text);
      expect(check(cwd, cache)).toEqual(first);
    }
    expect(check(cwd, "/dev/null/l9")).toEqual(first);
  });

  it("is not looked for in a repository unless the user says so, and is on where nobody says anything", () => {
    const [cwd, home] = [folder(FILES), folder()];
    const run = (): Outcome => coldRun(["check", "--format", "json"], { cwd, env: { XDG_CACHE_HOME: join(home, "cache") } });
    const first = run();
    expect(stamp(join(home, "cache", "l9"))).not.toBe("");
    expect(statSync(join(home, "cache", "l9")).mode & 0o77).toBe(0);
    expect(run()).toEqual(first);
    expect(l9(["clean", "--cache-dir", join(home, "cache", "l9")], { cwd }).stdout).toMatch(/^2 files \(0\.0 MB\) taken out in /);
    mkdirSync(join(home, ".git"));
    expect(run()).toEqual(first);
    expect(stamp(join(home, "cache", "l9"))).toBe("");
  });
});

it("the program prints the same with and without what is kept, after random changes", { timeout: 600_000 }, () => {
  const workspace = new RandomWorkspace(20_261_201);
  onTestFinished(() => workspace.dispose());
  const cache = folder();
  const cwd = workspace.root;
  for (let step = 0; step < (WHOLE ? 150 : 5); step++) {
    const what = step === 0 ? "the first run" : workspace.step();
    const without = withoutCache(cwd);
    for (let run = 0; run < 2; run++) expect(check(cwd, cache), what).toEqual(without);
  }
});
