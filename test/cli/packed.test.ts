import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { builtFolder } from "../program.ts";
import { npm, pack } from "./pack.ts";
import { cleanEnvironment, findings, folder } from "./run.ts";

// The package as npm publishes it, installed in an empty folder: without development dependencies, without a network.

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));

beforeAll(() => void builtFolder(), 60_000);

describe("the packed program", () => {
  it("is complete by itself", { timeout: 120_000 }, () => {
    const archive = pack();
    // More than half of it is the compiler that reads TypeScript.
    expect(statSync(archive).size).toBeLessThan(5.5 * 1024 * 1024);
    const home = folder({
      "package.json": "{}",
      "bad.py": "x: int = 1  # type: ignore\n",
      "a.module-spec.yaml": "module:\n  id: a\n",
    });
    npm(["install", archive, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"], home);
    expect(readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["l9-language-server"]);

    const program = join(home, "node_modules", ".bin", "l9");
    const run = (...args: string[]) => {
      const { status, stdout, stderr, error } = spawnSync(program, args, {
        cwd: home,
        env: cleanEnvironment(),
        encoding: "utf8",
      });
      if (error) throw error;
      return { exitCode: status, stdout, stderr };
    };
    expect(run("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    // No module has the file: it is checked because that is asked for.
    const checked = run("check", "--force", "--format", "json", "bad.py", "a.module-spec.yaml");
    expect(checked).toMatchObject({ exitCode: 1, stderr: "" });
    const found = findings(checked).map(({ path, rule }) => `${path} ${rule}`);
    expect(found).toContain("bad.py type_ignore");
    expect(found).toContain("a.module-spec.yaml missing_spec_key");
    expect(run("explain", "type_ignore").stdout).toContain("type_ignore");
    // The configuration loads zod, the formats their own files, fixes the rest: nothing is missing from the bundle.
    expect(run("init")).toMatchObject({ exitCode: 0, stderr: "" });
    for (const format of ["text", "json", "sarif", "github", "gitlab", "rdjsonl", "junit", "markdown", "agent"]) {
      expect(run("check", "--force", "--format", format, "bad.py")).toMatchObject({ exitCode: 1, stderr: "" });
    }
    expect(run("check", "--force", "--diff", "bad.py").stdout).toContain("+x: int = 1\n");
    expect(run("check", "--force", "--fix", "bad.py")).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
