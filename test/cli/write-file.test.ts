import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { claimModule } from "../../server/generate/claim-module.ts";
import type { OpenedRun } from "../../server/generate/open-run.ts";
import { writeAll } from "../../server/generate/write.ts";
import { claim } from "../../server/project/claims.ts";
import { processOf, runName, standingOf } from "../../server/project/run-name.ts";
import { clearDead, runFolder, stage, staged } from "../../server/project/staging.ts";
import { ChangedMeanwhile, replaceFile, writeWhole } from "../../server/project/write-file.ts";
import { asNobody, cleanEnvironment, folder } from "./run.ts";
import { builtProgram } from "../program.ts";
import { noDisk, smallDisk } from "./small-disk.ts";

// One file in one step: what is left, what is lost, and who may write at once.

/** A run of this machine that has ended: no process has this number. */
const DEAD = runName().replace(/^\d+/, "4194304");

/** The name of a run of another process that is at work. */
function aliveRun(): string {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return runName().replace(/^\d+-\d+/, `${child.pid}-${start}`);
}

describe("a run's name", () => {
  it("tells this run, one that has ended, one whose number another process has, and one elsewhere", () => {
    expect(processOf(runName())).toBe(process.pid);
    expect(standingOf(runName())).toBe("own");
    expect(standingOf(DEAD)).toBe("over");
    expect(standingOf(runName().replace(/-\d+-/, "-1-"))).toBe("over");
    expect(standingOf("1-1-00000000")).toBe("elsewhere");
    expect(processOf("notes")).toBe(null);
  });
  it.skipIf(process.platform !== "linux")("tells one that is at work", () => {
    expect(standingOf(aliveRun())).toBe("alive");
  });
});

describe("a file that is replaced", () => {
  const replaced = (root: string, during: (target: string) => void): string => {
    const target = join(root, "a.py");
    let looks = 0;
    const isCurrent = (path: string): boolean => {
      const current = readFileSync(path, "utf8") === "old\n";
      if (looks++ === 0) during(target);
      return current;
    };
    let outcome = "replaced";
    try {
      replaceFile(target, "new\n", { root, isCurrent });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      outcome = "left";
    }
    expect(readdirSync(root)).toEqual(["a.py"]);
    return `${outcome}: ${readFileSync(target, "utf8")}`;
  };
  it("keeps what an editor saves behind the last look at it, in place or by a new file", () => {
    expect(replaced(folder({ "a.py": "old\n" }), () => undefined)).toBe("replaced: new\n");
    expect(replaced(folder({ "a.py": "old\n" }), (target) => writeFileSync(target, "saved\n"))).toBe("left: saved\n");
    const byRename = (target: string): void => {
      writeFileSync(`${target}.new`, "saved\n");
      renameSync(`${target}.new`, target);
    };
    expect(replaced(folder({ "a.py": "old\n" }), byRename)).toBe("left: saved\n");
  });
  it("keeps its mode, and its owner where that can be given", () => {
    const root = folder({ "a.py": "old\n" });
    chmodSync(join(root, "a.py"), 0o640);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) execFileSync("chown", ["65534:65534", join(root, "a.py")]);
    replaceFile(join(root, "a.py"), "new\n", { root });
    const { mode, uid } = statSync(join(root, "a.py"));
    expect({ mode: mode & 0o777, uid }).toEqual({ mode: 0o640, uid: isRoot ? 65534 : process.getuid?.() });
  });
  it("is prepared beside itself where the folder for that is a link, or on another disk", () => {
    const root = folder({ "a.py": "old\n" });
    const away = folder();
    symlinkSync(away, join(root, ".l9"));
    replaceFile(join(root, "a.py"), "new\n", { root });
    expect([readFileSync(join(root, "a.py"), "utf8"), readdirSync(away), readdirSync(root)]).toEqual([
      "new\n",
      [],
      [".l9", "a.py"],
    ]);
  });
  it.skipIf(noDisk() !== null)("across two disks", () => {
    const disk = smallDisk("size=64k");
    if (typeof disk === "string") throw new Error(disk);
    onTestFinished(() => disk.remove());
    const root = folder();
    writeFileSync(join(disk.folder, "a.py"), "old\n");
    symlinkSync(disk.folder, join(root, "mounted"));
    replaceFile(join(root, "mounted", "a.py"), "new\n", { root });
    expect([readFileSync(join(disk.folder, "a.py"), "utf8"), readdirSync(disk.folder), readdirSync(root)]).toEqual([
      "new\n",
      ["a.py"],
      ["mounted"],
    ]);
  });
  it("clears what a run that was killed left beside it", () => {
    const root = folder({
      "a.txt": "old\n",
      [`.a.txt.${DEAD}.tmp`]: "half",
      [`.b.txt.${DEAD}.tmp`]: "another's",
      ".a.txt.tmp": "mine",
    });
    writeWhole(join(root, "a.txt"), "new\n");
    expect(readdirSync(root).sort()).toEqual([`.a.txt.tmp`, `.b.txt.${DEAD}.tmp`, "a.txt"]);
  });
});

describe("a fix that is killed", () => {
  const KILLER = `
const fs = require("node:fs");
const { L9_TEST_ROOT: root, L9_TEST_KILL_AT: at } = process.env;
let step = 0;
for (const name of ["openSync", "writeSync", "fsyncSync", "renameSync", "mkdirSync", "rmSync", "linkSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    const counts = name === "writeSync" || name === "fsyncSync" || (String(args[0]).startsWith(root) && (name !== "openSync" || /w/.test(String(args[1]))));
    if (counts && step++ === Number(at)) process.kill(process.pid, "SIGKILL");
    return real(...args);
  };
}
`;
  it("leaves nothing beside sources, and nothing at all after the next one", () => {
    const tools = folder({ "killer.cjs": KILLER });
    const root = folder({ "src/a.py": "import os\nx = 1\n", "l9.config.yaml": "scope: all\n" });
    let kills = 0;
    for (let at = 0; ; at++) {
      writeFileSync(join(root, "src/a.py"), "import os\nx = 1\n");
      const env = cleanEnvironment({ L9_TEST_ROOT: root, L9_TEST_KILL_AT: String(at) });
      const args = ["--require", join(tools, "killer.cjs"), builtProgram(), "check", "--fix", "--no-baseline", "src"];
      const { signal } = spawnSync(process.execPath, args, { cwd: root, env });
      expect(readdirSync(join(root, "src"))).toEqual(["a.py"]);
      expect(["import os\nx = 1\n", "x = 1\n"]).toContain(readFileSync(join(root, "src/a.py"), "utf8"));
      if (signal === null) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(7);
    expect(readdirSync(root).sort()).toEqual(["l9.config.yaml", "src"]);
  }, 120_000);
  it("is no more hindered by a folder that may not be written than by a file", () => {
    const root = folder({ "closed/a.py": "import os\n", "open/b.py": "import os\n", "l9.config.yaml": "scope: all\n" });
    chmodSync(join(root, "open"), 0o777);
    chmodSync(join(root, "open/b.py"), 0o666);
    const { exitCode, stderr } = asNobody(["check", "--fix"], root);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: "l9: closed/a.py can not be written (permission denied): it is as before; what else could be fixed is.\n",
    });
    expect(readFileSync(join(root, "open/b.py"), "utf8")).toBe("");
    expect(readdirSync(join(root, "open"))).toEqual(["b.py"]);
  });
});

describe("two runs at once", () => {
  const opened = (root: string): OpenedRun => ({ root, module: () => ({ spec: { id: "orders" } }) }) as unknown as OpenedRun;
  it("on one module: the second one is told who is at work", () => {
    const root = folder();
    const first = claimModule(opened(root));
    expect(() => claimModule(opened(root))).toThrow(
      new RegExp(String.raw`orders is being generated already, by process ${process.pid}, since \d\d:\d\d:\d\d\. Wait until`),
    );
    // Another module, and a write, are other work.
    claim(root, "module other", 1000).release();
    writeAll(root, [{ path: "a.py", content: "new\n", before: null }], null);
    first.release();
    expect(readdirSync(root)).toEqual(["a.py"]);
    claimModule(opened(root)).release();
  });
  it.skipIf(process.platform !== "linux")("as processes: one that lives is waited for or told, one that is dead is not", () => {
    const root = folder();
    const alive = aliveRun();
    const nameOf = (what: string): string => {
      const held = claim(root, what, 1000);
      const [name = ""] = readdirSync(runFolder(root)).filter((found) => found.startsWith("claim-"));
      held.release();
      return name;
    };
    for (const [run, isAtWork] of [
      [alive, true],
      [DEAD, false],
      ["1-1-00000000", true],
    ] as const) {
      const path = join(runFolder(root, run), nameOf("module orders"));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "");
      const attempt = (): void => claimModule(opened(root)).release();
      if (isAtWork) expect(attempt).toThrow(/is being generated already/);
      else expect(attempt).not.toThrow();
      // Another machine's is forgotten in the end.
      if (run === "1-1-00000000") {
        utimesSync(path, 1, 1);
        expect(attempt).not.toThrow();
      }
      rmSync(join(root, ".l9"), { recursive: true, force: true });
    }
  });
});

describe("the folder of a run", () => {
  it("lasts as long as somebody needs it", () => {
    const root = folder();
    const one = stage(root);
    staged(root, ({ next }) => {
      expect(next()).not.toBe(one.next());
      writeFileSync(next(), "");
    });
    expect(existsSync(one.folder)).toBe(true);
    one.release();
    one.release();
    expect(readdirSync(root)).toEqual([]);
  });
  it.skipIf(process.platform !== "linux")("is cleared where its run has ended, and nothing else is", () => {
    const alive = aliveRun();
    const root = folder({
      [`.l9/staging/${DEAD}/t0`]: "half",
      [`.l9/staging/${alive}/t0`]: "at work",
      [`.l9/staging/1-1-00000000/t0`]: "elsewhere",
      ".l9/staging/notes.txt": "mine",
    });
    clearDead(root);
    expect(readdirSync(join(root, ".l9/staging")).sort()).toEqual(["1-1-00000000", alive, "notes.txt"].sort());
    utimesSync(runFolder(root, "1-1-00000000"), 1, 1);
    clearDead(root);
    expect(readdirSync(join(root, ".l9/staging")).sort()).toEqual([alive, "notes.txt"].sort());
  });
});
