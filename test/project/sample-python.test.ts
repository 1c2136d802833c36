import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Files } from "../../server/project/files.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { Space } from "../../server/project/space/space.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { makeLargeWorkspace } from "../fixtures/make-large-workspace.ts";

// The sample modules are called correct: here their tests run, and the Space is held against the repository.

const orders = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");
const python = "/usr/bin/python3";
const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
const imports = "import fastapi, httpx, pydantic, pytest, pytest_asyncio, structlog";
const hasPython = spawnSync(python, ["-c", imports]).status === 0;
if (!hasPython)
  process.stderr.write(`${python} lacks packages that generated modules use, so their tests do not run (${imports}).\n`);

const scratch = mkdtempSync(join(tmpdir(), "l9-python-"));
beforeAll(() => loadPython());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The last line that pytest prints. */
function pytest(folder: string, ...paths: string[]): string {
  const { stdout } = spawnSync(python, ["-m", "pytest", "-q", ...paths], { cwd: folder, env: environment, encoding: "utf8" });
  return stdout.trim().split("\n").at(-1) ?? "";
}

describe.skipIf(!hasPython)("under Python", () => {
  it("every test of the orders module passes, and a plain pytest leaves the broken module out", () => {
    expect(pytest(orders)).toMatch(/^19 passed in/);
  });

  it("every test of the two clean modules in package folders passes", () => {
    const root = join(scratch, "large");
    const { clean } = makeLargeWorkspace(root, { files: 60, lines: 2000 });
    expect(pytest(root, ...clean.map((id) => `api/adapters/${id}`))).toMatch(/^38 passed in/);
  });

  it("the application answers to what openapi.json says", () => {
    const code = "import json; from api.server import create_app; print(json.dumps(create_app().openapi()))";
    const served = JSON.parse(execFileSync(python, ["-c", code], { cwd: orders, env: environment, encoding: "utf8" }));
    expect(JSON.parse(readFileSync(join(orders, "space", "openapi.json"), "utf8"))).toEqual(served);
  });
});

describe("the sample's Space", () => {
  it("names only what the repository has, where it has it", () => {
    const space = new Space(orders, defaultConfig.space, new Files(defaultConfig.max_file_size));
    space.refresh();
    const symbols = space.files.flatMap(({ facts }) => facts.entries.filter((entry) => entry.kind === "symbol"));
    expect(symbols.length).toBeGreaterThan(50);
    for (const { what, name, path } of symbols) {
      const text = readFileSync(join(orders, path ?? "no path"), "utf8");
      const defined = what === "class" ? new RegExp(`^class ${name}\\b`, "m") : new RegExp(`^\\s*(async )?def ${name}\\(`, "m");
      expect(`${path} ${name}: ${defined.test(text)}`).toBe(`${path} ${name}: true`);
    }
    const variables = space.files.flatMap(({ facts }) => facts.entries.filter((entry) => entry.kind === "environment"));
    const code = ["api/server.py", "api/orders_webhook_adapter.py"]
      .map((path) => readFileSync(join(orders, path), "utf8"))
      .join("\n");
    const read = [...code.matchAll(/os\.environ(?:\.get\(|\[)"(\w+)"/g)].map((match) => match[1]);
    expect(variables.map(({ name }) => name)).toEqual(read.sort());
  });
});
