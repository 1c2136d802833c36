import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Ajv from "ajv";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as api from "../../server/api/types.ts";
import { npm, pack } from "./pack.ts";
import { findings, folder, l9 } from "./run.ts";

// The package's own face, as a program uses it that has the package installed.

const ROOT = join(import.meta.dirname, "..", "..");
let home = "";
let installed = "";

const place = mkdtempSync(join(tmpdir(), "l9-api-"));
beforeAll(() => {
  const archive = pack(place);
  home = join(place, "home");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), "{}");
  npm(["install", archive, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"], home);
  installed = join(home, "node_modules", "l9-language-server");
}, 300_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

const load = (): typeof api => createRequire(join(home, "x.cjs"))("l9-language-server");

/** The sample workspace, for this test to change. */
function sample(): string {
  const cwd = folder();
  cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), cwd, { recursive: true });
  return cwd;
}

describe("the package", { timeout: 300_000 }, () => {
  it("is as package managers and bundlers expect it", async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it("gives a program in TypeScript its types, however it finds modules", () => {
    const source = `import { openLinter, version, type Finding, type Linter } from "l9-language-server";
export async function lines(root: string): Promise<number[]> {
  const linter: Linter = await openLinter(root, { scope: "all", ignore: ["type_ignore"] });
  const found: Finding[] = await linter.check({ paths: ["a.py"], force: true });
  const text: Finding[] = await linter.checkText("a.py", "x = 1\\n");
  const { models, unresolved } = await linter.contracts();
  linter.dispose();
  return [...found, ...text].map(({ range }) => range.start.line + version.length + models.length + unresolved.length);
}
`;
    const wrong = `import { openLinter } from "l9-language-server";\nexport const x = openLinter("", { scope: "some" });\n`;
    for (const [name, text] of Object.entries({ "a.mts": source, "b.cts": source, "wrong.mts": wrong }))
      writeFileSync(join(home, name), text);
    const compile = (files: string[], ...flags: string[]): string => {
      try {
        const tsc = join(ROOT, "node_modules", "typescript-native", "bin", "tsc");
        return execFileSync(
          process.execPath,
          [
            tsc,
            "--noEmit",
            "--strict",
            "--target",
            "es2022",
            "--typeRoots",
            join(ROOT, "node_modules", "@types"),
            "--types",
            "node",
            ...flags,
            ...files,
          ],
          { cwd: home, encoding: "utf8" },
        );
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    expect(compile(["a.mts", "b.cts"], "--module", "node16", "--moduleResolution", "node16")).toBe("");
    expect(compile(["a.mts"], "--module", "esnext", "--moduleResolution", "bundler")).toBe("");
    expect(compile(["wrong.mts"], "--module", "node16", "--moduleResolution", "node16")).toContain("wrong.mts(2,");
  });

  it("is loaded by import and by require, and says its version", async () => {
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(load().version).toBe(version);
    writeFileSync(join(home, "c.mjs"), `export { version } from "l9-language-server";\n`);
    expect(await import(pathToFileURL(join(home, "c.mjs")).href)).toMatchObject({ version });
  });

  it("has the schemas of a configuration, a spec and a report, which the samples keep", () => {
    const resolve = (name: string): string =>
      createRequire(join(home, "x.cjs")).resolve(`l9-language-server/dist/${name}.schema.json`);
    const page = readFileSync(join(ROOT, "docs", "library.md"), "utf8");
    for (const name of ["l9.config", "spec", "report"]) {
      expect(existsSync(resolve(name))).toBe(true);
      expect(page).toContain(`node_modules/l9-language-server/dist/${name}.schema.json`);
    }
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(resolve("report"), "utf8")));
    const { stdout } = l9(["check", "--format", "json"], { cwd: sample() });
    expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
    expect(validate([{ path: "a.py" }])).toBe(false);
  });
});

describe("openLinter", { timeout: 300_000 }, () => {
  it("finds what l9 check finds, in the same words", async () => {
    const cwd = sample();
    const linter = await load().openLinter(cwd);
    try {
      expect(await linter.check()).toEqual(findings(l9(["check", "--format", "json"], { cwd })));
      const path = "tests/test_orders_webhook.py";
      expect(await linter.check({ paths: [path] })).toEqual(findings(l9(["check", path, "--format", "json"], { cwd })));
    } finally {
      linter.dispose();
    }
  });
  it("sees at each check what the disk has, and checks a text that it does not have", async () => {
    const cwd = folder({ "a.py": "x: int = 1\n" });
    const linter = await load().openLinter(cwd, { scope: "all", select: ["type_ignore"] });
    const bad = "x: int = 1  # type: ignore\n";
    const shown = (found: api.Finding[]): string[] => found.map(({ path, rule, range }) => `${path}:${range.start.line} ${rule}`);
    try {
      expect(await linter.check()).toEqual([]);
      expect(shown(await linter.checkText("a.py", `\n${bad}`))).toEqual(["a.py:2 type_ignore"]);
      expect(shown(await linter.checkText("new/b.py", bad))).toEqual(["new/b.py:1 type_ignore"]);
      expect(await linter.check()).toEqual([]);
      writeFileSync(join(cwd, "a.py"), bad);
      writeFileSync(join(cwd, "c.ts"), `// @ts-${"ignore"}\nexport const y: number = 1;\n`);
      expect(shown(await linter.check())).toEqual(["a.py:1 type_ignore", "c.ts:1 type_ignore"]);
      expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(bad);
    } finally {
      linter.dispose();
    }
  });
  it("serves calls in turn, also those that are made at once", async () => {
    const linter = await load().openLinter(sample());
    try {
      const [all, text, again] = await Promise.all([linter.check(), linter.checkText("api/x.py", ""), linter.check()]);
      expect(again).toEqual(all);
      expect(text).toEqual([]);
    } finally {
      linter.dispose();
    }
  });
  it("gives the contracts of a workspace or of one spec", async () => {
    const cwd = sample();
    const spec = "specs/Module-Spec-orders_webhook.yaml";
    const linter = await load().openLinter(cwd);
    try {
      expect(await linter.contracts(spec)).toEqual(JSON.parse(l9(["contracts", spec, "--format", "json"], { cwd }).stdout));
      await expect(linter.contracts("README.md")).rejects.toThrow("no module spec");
    } finally {
      linter.dispose();
    }
  });
  it("says what is wrong: the folder, the configuration, a rule, a path, a linter that is gone", async () => {
    const { openLinter } = load();
    const cwd = folder({ "a.py": "" });
    await expect(openLinter(join(cwd, "gone"))).rejects.toThrow("is not a folder");
    await expect(openLinter(cwd, { select: ["type_ignor"] })).rejects.toThrow('did you mean "type_ignore"');
    await expect(openLinter(folder({ "l9.config.yaml": "scop: all\n" }))).rejects.toThrow("did you mean `scope`");
    const linter = await openLinter(cwd);
    await expect(linter.check({ paths: ["gone.py"] })).rejects.toThrow("no such file");
    linter.dispose();
    await expect(linter.check()).rejects.toThrow("disposed");
  });
});
