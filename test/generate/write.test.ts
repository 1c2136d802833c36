import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hashOfText } from "../../server/generate/hash-of-text.ts";
import { hashOfFile, identityOf, journalPath, stagedPath } from "../../server/generate/journal.ts";
import { runName } from "../../server/project/run-name.ts";
import { runFolder } from "../../server/project/staging.ts";
import { WriteRefused } from "../../server/generate/write-refused.ts";
import { recover, saveReport, writeAll, type Planned } from "../../server/generate/write.ts";
import { asNobody } from "../cli/run.ts";
import { sampleWorkspace, snapshot, SPEC } from "./workspace.ts";

// How a module gets to the disk: all of it or nothing, and never through a link.

function folder(files: Record<string, string> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-write-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** A run of this machine that has ended: no process has this number. */
const DEAD = runName().replace(/^\d+/, "4194304");
const REPORT = { name: "thing", text: "report\n" };
const file = (path: string, content = "new\n", before: string | null = null): Planned => ({ path, content, before });

/** The write is refused, and the folder is as it was. */
function refused(root: string, files: Planned[], message: RegExp): void {
  const before = snapshot(root);
  expect(() => writeAll(root, files, REPORT)).toThrow(message);
  expect(snapshot(root)).toEqual(before);
}

describe("a write", () => {
  it("makes folders, replaces files, keeps modes and leaves nothing of its own but the report", () => {
    const root = folder({ "run.py": "old\n" });
    chmodSync(join(root, "run.py"), 0o755);
    const path = writeAll(root, [file("a/b/c.py"), file("run.py", "new\r\n", "old\n")], REPORT);
    expect(path).toBe(join(root, ".l9/reports/thing.md"));
    expect(snapshot(root)).toEqual({
      "a/b/c.py": "new\n",
      "run.py": "new\r\n",
      ".l9/reports/.gitignore": "*\n",
      ".l9/reports/thing.md": "report\n",
    });
    expect(statSync(join(root, "run.py")).mode & 0o777).toBe(0o755);
    expect(statSync(join(root, "a/b/c.py")).mode & 0o777).toBe(0o644);
  });
  it("is refused as a whole for a read-only file, also by a user who may write everything", () => {
    const root = folder({ "a.py": "old\n" });
    chmodSync(join(root, "a.py"), 0o444);
    refused(
      root,
      [file("fine.py"), file("a.py", "new\n", "old\n")],
      /a\.py is read-only, so it is left as it is; nothing is written/,
    );
  });
  it("through a link to the workspace itself is fine", () => {
    const root = folder();
    const link = `${folder()}/link`;
    symlinkSync(root, link);
    writeAll(link, [file("a.py")], REPORT);
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("new\n");
  });
  it.each<[string, Planned, RegExp]>([
    ["a file that came to be meanwhile", file("a.py"), /a\.py was changed by someone else/],
    ["a file that was edited meanwhile", file("a.py", "new\n", "older\n"), /a\.py was changed by someone else/],
    ["a file that went meanwhile", file("gone.py", "new\n", "older\n"), /gone\.py was changed by someone else/],
    ["a folder", file("dir"), /dir is a folder/],
    ["a place under a file", file("a.py/b.py"), /a\.py\/b\.py lies under a file/],
    ["a place above the workspace", file("../b.py"), /can leave the workspace/],
    ["an absolute path", file("/tmp/l9-no.py"), /is an absolute path/],
    ["git's own files", file(".git/hooks/pre-commit"), /belongs to git/],
    ["git's own files in capitals", file("sub/.GIT/config"), /belongs to git/],
    ["the tool's own files", file(".l9/staging/journal.json"), /l9 keeps its own state/],
    ["the configuration", file("l9.config.yaml"), /decides what is checked/],
    ["what an editor runs by itself", file(".vscode/tasks.json"), /runs by itself/],
    ["a spec", file("specs/Module-Spec-a.yaml"), /is a spec/],
  ])("is refused as a whole for %s", (_, planned, message) => {
    refused(folder({ "a.py": "old\n", "dir/x.py": "x\n" }), [file("fine.py"), planned], message);
  });
  it.each([
    ["out of the workspace", (root: string) => symlinkSync(folder(), join(root, "link")), "link/a.py"],
    ["to a folder of the workspace", (root: string) => symlinkSync("dir", join(root, "link")), "link/a.py"],
    ["to a file of the workspace", (root: string) => symlinkSync("dir/x.py", join(root, "link.py")), "link.py"],
    ["to nothing", (root: string) => symlinkSync("/nonexistent/x.py", join(root, "link.py")), "link.py"],
    ["around itself", (root: string) => symlinkSync("link", join(root, "link")), "link/a.py"],
  ])("is refused for a link %s", (_, make, path) => {
    const root = folder({ "dir/x.py": "x\n" });
    make(root);
    refused(root, [file("fine.py"), file(path)], /is reached through the link link/);
  });
  it("is refused where the tool's own folder is a link, or a part of it", () => {
    const away = folder();
    const root = folder();
    symlinkSync(away, join(root, ".l9"));
    refused(root, [file("a.py")], /reached through the link \.l9;/);
    rmSync(join(root, ".l9"));
    mkdirSync(join(root, ".l9"));
    symlinkSync(away, join(root, ".l9/reports"));
    expect(() => writeAll(root, [file("a.py")], REPORT)).toThrow(/reached through the link \.l9\/reports/);
    expect(() => saveReport(root, REPORT)).toThrow(WriteRefused);
    expect(existsSync(join(root, "a.py"))).toBe(false);
    expect(readdirSync(away)).toEqual([]);
  });
  it("never follows links that stand where it stages", () => {
    const kept = { "keep.txt": "keep\n", "journal.json": JSON.stringify({ moves: [] }) };
    const away = folder(kept);
    const root = folder({ ".l9/reports/old.md": "old\n" });
    symlinkSync(away, join(root, ".l9/staging"));
    refused(root, [file("a.py")], /\.l9\/staging is no folder of the workspace, but reached through a link/);
    rmSync(join(root, ".l9"), { recursive: true });
    mkdirSync(join(root, ".l9/staging"), { recursive: true });
    symlinkSync(away, runFolder(root));
    refused(root, [file("a.py")], /\.l9\/staging is no folder of the workspace/);
    rmSync(runFolder(root));
    mkdirSync(runFolder(root));
    symlinkSync(join(away, "keep.txt"), journalPath(runFolder(root)));
    expect(() => writeAll(root, [file("a.py")], REPORT)).not.toThrow();
    expect(snapshot(away)).toEqual(kept);
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("new\n");
  });
  it("leaves the repository's own files beside its own to git", () => {
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" });
    const root = folder({ ".l9/contracts/a.yaml": "a: 1\n" });
    git("init", "-q");
    writeAll(root, [], REPORT);
    saveReport(root, { name: "other", text: "other\n" });
    mkdirSync(runFolder(root, DEAD), { recursive: true });
    writeFileSync(join(runFolder(root, DEAD), ".gitignore"), "*\n");
    writeFileSync(stagedPath(runFolder(root, DEAD), 0), "left by a run that was killed\n");
    expect(git("status", "--short", "--untracked-files=all")).toBe("?? .l9/contracts/a.yaml\n");
    writeAll(root, [], REPORT);
    expect(git("status", "--short", "--untracked-files=all")).toBe("?? .l9/contracts/a.yaml\n");
    expect(existsSync(join(root, ".l9/staging"))).toBe(false);
  });
  it("takes away the file by which an earlier version hid them, and no other", () => {
    const root = folder({ ".l9/.gitignore": "*\n" });
    writeAll(root, [], REPORT);
    expect(existsSync(join(root, ".l9/.gitignore"))).toBe(false);
    for (const own of ["*", "*\n!contracts/\n", "# all\n*\n", "*\r\n"]) {
      writeFileSync(join(root, ".l9/.gitignore"), own);
      writeAll(root, [], REPORT);
      expect(readFileSync(join(root, ".l9/.gitignore"), "utf8")).toBe(own);
    }
  });
  it("keeps what a `.gitignore` of the reports says", () => {
    const root = folder({ ".l9/reports/.gitignore": "*\n!*.md\n" });
    writeAll(root, [], REPORT);
    expect(readFileSync(join(root, ".l9/reports/.gitignore"), "utf8")).toBe("*\n!*.md\n");
  });
  it("leaves alone what somebody keeps in the folder where it stages", () => {
    const root = folder({ ".l9/staging/deploy.yaml": "a: 1\n", ".l9/staging/1-2/x.yaml": "b: 2\n" });
    const before = snapshot(root);
    writeAll(root, [file("a.py")], null);
    expect(snapshot(root)).toEqual({ ...before, "a.py": "new\n" });
  });
  it("of a module whose id is a path stays in its folder", () => {
    const root = folder();
    for (const name of ["../../evil", "..", "/etc/x", "a b/c", ".hidden"]) writeAll(root, [], { name, text: name });
    expect(readdirSync(join(root, ".l9/reports")).sort()).toEqual([
      ".gitignore",
      "_.md",
      "__.._evil.md",
      "_etc_x.md",
      "_hidden.md",
      "a_b_c.md",
    ]);
  });
  it("is refused for a folder that can not be written", () => {
    const { root, path } = sampleWorkspace();
    chmodSync(path("api"), 0o555);
    onTestFinished(() => chmodSync(path("api"), 0o755));
    const before = snapshot(root);
    const { exitCode, stderr } = asNobody(["generate", SPEC], root);
    expect(stderr).toMatch(/can not be written; nothing is written\./);
    expect(exitCode).toBe(2);
    expect(snapshot(root)).toEqual(before);
  });
});

describe("recovery", () => {
  const left = (root: string): string => runFolder(root, DEAD);
  /** A workspace whose write was interrupted right after the journal: the state that a kill leaves. */
  function interrupted(files: Record<string, string>, staged: Record<string, string>): string {
    const root = folder(files);
    mkdirSync(left(root), { recursive: true });
    const moves = Object.entries(staged).map(([to, text], at) => {
      writeFileSync(stagedPath(left(root), at), text);
      return { to, staged: identityOf(stagedPath(left(root), at)), before: hashOfFile(join(root, to)) };
    });
    writeFileSync(journalPath(left(root)), JSON.stringify({ moves }));
    return root;
  }
  it("completes what is left of a write, once", () => {
    const root = interrupted({ "a.py": "old\n" }, { "a.py": "new\n", "b/c.py": "c\n", ".l9/reports/thing.md": "report\n" });
    renameSync(stagedPath(left(root), 0), join(root, "a.py"));
    recover(root);
    const after = { "a.py": "new\n", "b/c.py": "c\n", ".l9/reports/thing.md": "report\n" };
    expect(snapshot(root)).toEqual(after);
    recover(root);
    expect(snapshot(root)).toEqual(after);
  });
  it("leaves to a person what they changed since", () => {
    const root = interrupted({ "a.py": "old\n" }, { "a.py": "new\n", "b.py": "b\n" });
    writeFileSync(join(root, "a.py"), "by hand\n");
    recover(root);
    expect(snapshot(root)).toEqual({ "a.py": "by hand\n", "b.py": "b\n" });
  });
  it("leaves alone staged files that were made again", () => {
    const root = interrupted({ "a.py": "old\n" }, { "a.py": "new\n" });
    rmSync(stagedPath(left(root), 0));
    writeFileSync(stagedPath(left(root), 0), "evil\n");
    recover(root);
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("old\n");
  });
  it("tells what hinders it, and what to do", () => {
    const root = interrupted({}, { "b/c.py": "c\n" });
    symlinkSync(folder(), join(root, "b"));
    expect(() => recover(root)).toThrow(/interrupted while it wrote.*through the link b.*remove \.l9\/staging/s);
    rmSync(join(root, "b"));
    recover(root);
    expect(readFileSync(join(root, "b/c.py"), "utf8")).toBe("c\n");
  });
  it.each([
    ["of a run of this machine that has ended", DEAD],
    ["of another machine", "4194304-1-00000000"],
  ])("never follows a journal that came with the repository, %s", (_, run) => {
    const moves = [{ to: "a.py", staged: "1:2:3", before: hashOfText("old\n") }];
    const root = folder({
      "a.py": "old\n",
      [`.l9/staging/${run}/0`]: "evil\n",
      [`.l9/staging/${run}/journal.json`]: JSON.stringify({ moves }),
    });
    recover(root);
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("old\n");
    writeAll(root, [file("b.py")], REPORT);
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("old\n");
    expect(readFileSync(join(root, "b.py"), "utf8")).toBe("new\n");
    expect(existsSync(runFolder(root, run))).toBe(run !== DEAD);
  });
  it.each(["", "{", "[]", "null", '{"moves": 1}', '{"moves": [{"to": 1}]}', '{"moves": [null]}'])(
    "does not trip over %j",
    (text) => {
      const root = folder({ "a.py": "old\n", [`.l9/staging/${DEAD}/journal.json`]: text });
      recover(root);
      expect(readFileSync(join(root, "a.py"), "utf8")).toBe("old\n");
    },
  );
});
