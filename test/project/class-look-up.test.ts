import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { WorkspaceRepository } from "../../server/project/contracts/workspace-repository.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// What a dotted name leads to, through modules that pass names on.

beforeAll(async () => void (await Promise.all([loadPython(), loadTypeScript()])), 60_000);

function workspace(files: Record<string, string>): Linter {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-look-up-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  const linter = new Linter(root, defaultConfig);
  onTestFinished(() => linter.dispose());
  linter.scan();
  return linter;
}

function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** Modules that each take over the names of all the others. */
function circle(size: number): Linter {
  const stars = Array.from({ length: size }, (_, at) => `export * from "./part${at}";\n`);
  const parts = stars.map((_, at) => [`src/part${at}.ts`, stars.filter((__, other) => other !== at).join("")]);
  return workspace(Object.fromEntries(parts) as Record<string, string>);
}

it("asks modules that take over each other's names once, however many ways lead to them", () => {
  const asked = [4, 8, 16].map((size) => {
    const linter = circle(size);
    const sourcesOf = vi.spyOn(WorkspaceRepository.prototype, "sourcesOf");
    expect(linter.contractsOf(null).classAt("src.part0.Missing", "typescript")).toBeNull();
    const calls = sourcesOf.mock.calls.length;
    sourcesOf.mockRestore();
    return calls / size;
  });
  expect(Math.max(...asked)).toBeLessThan(4);
});

it("finds behind such a circle what only one of them has", () => {
  const linter = circle(6);
  write(linter.root, {
    "src/part5.ts": 'export * from "./part0";\nexport * from "./models";\n',
    "src/models.ts": "export class Order {\n  total = 0;\n}\n",
  });
  for (const name of ["src/part5.ts", "src/models.ts"]) linter.changed(join(linter.root, name));
  expect(linter.contractsOf(null).classAt("src.part0.Order", "typescript")).toMatchObject({ module: "src.models" });
});

it("follows a name through a dozen packages, and ends in a circle of imports", () => {
  const chain = Array.from({ length: 12 }, (_, at) => [`core/step${at}.py`, `from core.step${at + 1} import Order\n`]);
  const linter = workspace({
    ...(Object.fromEntries(chain) as Record<string, string>),
    "core/step12.py": "class Order:\n    total: int = 0\n",
    "core/left.py": "from core.right import Lost\n",
    "core/right.py": "from core.left import Lost\n",
  });
  const contracts = linter.contractsOf(null);
  expect(contracts.classAt("core.step0.Order")).toMatchObject({ module: "core.step12" });
  expect(contracts.classAt("core.left.Lost")).toBeNull();
});

it("knows a module as soon as it is there, and no longer than that", () => {
  const linter = workspace({ "core/__init__.py": "" });
  const order = (): string | undefined => linter.contractsOf(null).classAt("core.models.Order")?.module;
  expect(order()).toBeUndefined();
  const path = join(linter.root, "core/models.py");
  write(linter.root, { "core/models.py": "class Order:\n    total: int = 0\n" });
  linter.changed(path);
  expect(order()).toBe("core.models");
  rmSync(path);
  linter.changed(path);
  expect(order()).toBeUndefined();
  linter.setOpen(path, "class Order:\n    total: int = 0\n");
  expect(order()).toBe("core.models");
  linter.close(path);
  expect(order()).toBeUndefined();
});
