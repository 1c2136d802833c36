import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtFolder } from "../program.ts";
import { cleanEnvironment, findings, folder, l9 } from "./run.ts";

const BAD = "x: int = 1  # type: ignore\n";

/** The program with every file of compiled code changed. */
function programWith(change: (cache: string) => void): string {
  const copy = folder();
  cpSync(builtFolder(), copy, { recursive: true });
  const caches = readdirSync(copy).filter((name) => name.endsWith(".cache"));
  expect(caches.length).toBeGreaterThan(2);
  for (const name of caches) change(join(copy, name));
  return join(copy, "l9.cjs");
}

const check = (program: string) =>
  findings(l9(["check", "a.py", "--format", "json"], { cwd: folder({ "a.py": BAD }), program })).map(({ rule }) => rule);

describe("the launcher", () => {
  it.each([["--version"], ["check", "a.py"]])("takes the code that the build compiled: l9 %s", (...args) => {
    const cwd = folder({
      "a.py": BAD,
      "watch.cjs": `
        const vm = require("node:vm");
        vm.Script = class extends vm.Script {
          constructor(code, options) {
            super(code, options);
            if (options.cachedData) process.stderr.write(this.cachedDataRejected ? "refused " : "taken ");
          }
        };`,
    });
    const { stderr } = spawnSync(process.execPath, ["--require", "./watch.cjs", join(builtFolder(), "l9.cjs"), ...args], {
      cwd,
      encoding: "utf8",
      env: cleanEnvironment(),
    });
    expect(new Set(stderr.trim().split(" "))).toEqual(new Set(["taken"]));
  });
  it.each([
    ["absent", (cache: string) => rmSync(cache)],
    ["empty", (cache: string) => writeFileSync(cache, "")],
    ["no code at all", (cache: string) => writeFileSync(cache, "nonsense ".repeat(1000))],
    ["cut off", (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(0, 5000))],
    [
      "of another version of V8",
      (cache: string) => {
        const bytes = readFileSync(cache);
        for (let at = 4; at < 16; at++) bytes[at] = (bytes[at] as number) ^ 0xff;
        writeFileSync(cache, bytes);
      },
    ],
  ])("compiles for itself when the cache is %s", (_, change) => {
    expect(check(programWith(change))).toEqual(["type_ignore"]);
  });
  it("works with flags of Node that change how V8 compiles", () => {
    const cwd = folder({ "a.py": BAD });
    const { status } = spawnSync(
      process.execPath,
      ["--no-opt", "--stack-size=2000", join(builtFolder(), "l9.cjs"), "check", "a.py"],
      { cwd, env: cleanEnvironment() },
    );
    expect(status).toBe(1);
  });
  it("is found through a link, as npm makes one", () => {
    const cwd = folder({ "a.py": BAD });
    const { status, stdout } = spawnSync("sh", ["-c", `ln -s ${join(builtFolder(), "l9.cjs")} l9 && ./l9 check a.py`], {
      cwd,
      env: cleanEnvironment(),
      encoding: "utf8",
    });
    expect(stdout).toContain("type_ignore");
    expect(status).toBe(1);
  });
});
