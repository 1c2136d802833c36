import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { builtFolder, builtProgram } from "../program.ts";
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

/** What became of stored code at each start of a file of the program. */
function fateOfStoredCode(program: string, args: readonly string[], flags: readonly string[] = []): Set<string> {
  const cwd = folder({
    "a.py": BAD,
    "watch.cjs": `
      const vm = require("node:vm");
      vm.Script = class extends vm.Script {
        constructor(code, options) {
          super(code, options);
          process.stderr.write(!options.cachedData ? "kept-from-v8 " : this.cachedDataRejected ? "refused " : "taken ");
        }
      };`,
  });
  const { stderr } = spawnSync(process.execPath, [...flags, "--require", "./watch.cjs", program, ...args], {
    cwd,
    encoding: "utf8",
    env: cleanEnvironment(),
  });
  return new Set(stderr.trim().split(" "));
}

/** Changes the text before compiled code, its length staying. */
function restamp(cache: string, from: string, to: string): void {
  const bytes = readFileSync(cache);
  const stamp = bytes.subarray(0, 256).toString("latin1");
  expect(stamp).toContain(from);
  bytes.write(stamp.replace(from, to).trimEnd().padEnd(256), 0, "latin1");
  writeFileSync(cache, bytes);
}

beforeAll(() => void builtFolder(), 120_000);

describe("the launcher", () => {
  it.each([["--version"], ["check", "a.py"]])("takes the code that the build compiled: l9 %s", (...args) => {
    expect(fateOfStoredCode(builtProgram(), args)).toEqual(new Set(["taken"]));
  });
  const build = `${process.platform} ${process.arch}`;
  it.each([
    ["architecture", build, `${process.platform} other`],
    ["system", build, `other ${process.arch}`],
    ["Node", `${process.version} `, `${process.version.replace(/\d+$/, (patch) => String(Number(patch) + 1))} `],
    ["V8 of the same number", process.versions.v8, process.versions.v8.replace(/\d+$/, (patch) => String(Number(patch) + 1))],
    ["build of the same Node", " built ", " built 1"],
    ["source", "source ", "source 1"],
  ])("keeps code from V8 that another %s compiled", (_, from, to) => {
    const program = programWith((cache) => restamp(cache, from, to));
    expect(fateOfStoredCode(program, ["check", "a.py"])).toEqual(new Set(["kept-from-v8"]));
    expect(check(program)).toEqual(["type_ignore"]);
  });
  it("runs a source that was changed without changing its length, and not what was compiled before", () => {
    const copy = folder();
    cpSync(builtFolder(), copy, { recursive: true });
    const main = join(copy, "main.cjs");
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));
    const next = "9".repeat(version.length);
    const text = readFileSync(main, "latin1");
    expect(text).toContain(`"${version}"`);
    writeFileSync(main, text.replaceAll(`"${version}"`, `"${next}"`), "latin1");
    expect(l9(["--version"], { cwd: folder(), program: join(copy, "l9.cjs") }).stdout).toBe(`${next}\n`);
  });
  it.each([
    ["absent", (cache: string) => rmSync(cache)],
    ["empty", (cache: string) => writeFileSync(cache, "")],
    ["no code at all", (cache: string) => writeFileSync(cache, "nonsense ".repeat(1000))],
    ["cut off", (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(0, 5000))],
    ["cut off in its stamp", (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(0, 100))],
    [
      "code without a stamp, as other programs store it",
      (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(256)),
    ],
    ["that of another file", (cache: string) => writeFileSync(cache, readFileSync(join(dirname(cache), "config.cache")))],
    [
      "damaged in the middle",
      (cache: string) => {
        const bytes = readFileSync(cache);
        for (let at = 2000; at < bytes.length; at += 97) bytes[at] = (bytes[at] as number) ^ 0xff;
        writeFileSync(cache, bytes);
      },
    ],
  ])("compiles for itself when the cache is %s", (_, change) => {
    expect(check(programWith(change))).toEqual(["type_ignore"]);
  });
  it.each(["--no-opt", "--stack-size=2000", "--always-sparkplug", "--no-lazy", "--max-old-space-size=500"])(
    "works with a flag of Node that may change how V8 compiles: %s",
    (flag) => {
      const cwd = folder({ "a.py": BAD });
      const run = [flag, builtProgram(), "check", "a.py"];
      const { status, stderr } = spawnSync(process.execPath, run, { cwd, env: cleanEnvironment(), encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    },
  );
  it("has V8 itself refuse code that was compiled under other flags", () => {
    expect(fateOfStoredCode(builtProgram(), ["check", "a.py"], ["--no-lazy"])).toEqual(new Set(["refused"]));
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
