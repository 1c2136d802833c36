import { symlinkSync } from "node:fs";
import picomatch from "picomatch";
import { expect, test, vi } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { PULL, PUSH, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };
const UNUSED = "import os\n";

test("a client that can watch is told what to watch, another one is asked for nothing", async () => {
  const { root } = folder();
  const client = await MemoryClient.start({ roots: [root] });
  await client.settled();
  const registered: Json[] = client.requests
    .filter(({ method }) => method === "client/registerCapability")
    .flatMap(({ params }) => params.registrations as Json[])
    .filter(({ method }) => method === "workspace/didChangeWatchedFiles")
    .flatMap(({ registerOptions }) => registerOptions.watchers as Json[]);
  const watches = picomatch(
    registered.map(({ globPattern }) => globPattern as string),
    { dot: true },
  );
  for (const name of [
    "a.py",
    "deep/er/b.pyi",
    "Module-Spec-a.yaml",
    "a.module-spec.yml",
    "space/memory.py.md",
    "space/env_refs.txt",
    "space/openapi.json",
    "web/a.tsx",
    "l9.config.yaml",
    "sub/.gitignore",
    ".git/info/exclude",
    "pyproject.toml",
    "requirements-dev.txt",
    "pytest.ini",
    "sub/tox.ini",
    "setup.cfg",
  ])
    expect(`${name} ${String(watches(name))}`).toBe(`${name} true`);
  expect(watches("a.pyc")).toBe(false);
  const older = await MemoryClient.start({
    roots: [root],
    capabilities: { ...PUSH, workspace: { ...PUSH.workspace, didChangeWatchedFiles: { dynamicRegistration: false } } },
  });
  await older.settled();
  expect(older.requests.map(({ method }) => method)).not.toContain("client/registerCapability");
});

test("what a .gitignore leaves out goes, and comes back with it", async () => {
  const { root, path, write } = folder({ ...ALL, "sub/b.py": UNUSED, "c.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root] });
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 1);
  write(".gitignore", "sub/\n");
  client.watched(path(".gitignore"), 1);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 0);
  write("sub/.gitignore", "");
  write(".gitignore", "");
  client.watched(path(".gitignore"), 2);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 1);
  write("sub/.gitignore", "*.py\n");
  client.watched(path("sub/.gitignore"), 2);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 0);
  expect(shown(client.published(path("c.py")).at(-1)?.diagnostics ?? [])).toEqual(["unused_imports@1"]);
});

test("what .git/info/exclude leaves out goes, and comes back with it", async () => {
  const repository = { ".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": "", ".git/info/exclude": "" };
  const { root, path, write } = folder({ ...ALL, ...repository, "sub/b.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root] });
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 1);
  write(".git/info/exclude", "sub/\n");
  client.watched(path(".git/info/exclude"), 2);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 0);
  write(".git/info/exclude", "");
  client.watched(path(".git/info/exclude"), 2);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 1);
});

test("files that appear in folders which are left out stay out, as after a start", async () => {
  const { root, path, write } = folder({
    "l9.config.yaml": "scope: all\nexclude: [kept/build]\n",
    ".gitignore": "out/\n*_pb2.py\n",
    "a.py": UNUSED,
  });
  const client = await MemoryClient.start({ roots: [root] });
  await client.diagnostics(path("a.py"));
  const names = [".venv/lib/x.py", "node_modules/y/x.py", "out/deep/x.py", "kept/build/x.py", "api/x_pb2.py"];
  for (const name of names) {
    write(name, UNUSED);
    client.watched(path(name), 1);
  }
  write("api/x.py", UNUSED);
  client.watched(path("api/x.py"), 1);
  await client.diagnostics(path("api/x.py"));
  // Nor is a file below a link to a folder one of its own.
  symlinkSync("api", path("linked"));
  client.watched(path("linked/x.py"), 1);
  await client.settled();
  for (const name of [...names, "linked/x.py"])
    expect(`${name} ${String(client.published(path(name)).length)}`).toBe(`${name} 0`);
  // Opened, such a file is checked for as long as it is open.
  client.open(path("out/deep/x.py"), UNUSED);
  await client.diagnostics(path("out/deep/x.py"), (found) => found.length === 1);
  client.close(path("out/deep/x.py"));
  await client.diagnostics(path("out/deep/x.py"), (found) => found.length === 0);
});

test("a spec in a folder which is left out describes no module", async () => {
  const spec = "module:\n  id: orders\n  repo: {allowed_new_files: [api/a.py]}\n";
  const { root, path, write } = folder({ "api/a.py": UNUSED, ".gitignore": "build/\n" });
  const client = await MemoryClient.start({ roots: [root] });
  await client.settled();
  write("build/Module-Spec-a.yaml", spec);
  client.watched(path("build/Module-Spec-a.yaml"), 1);
  await client.settled();
  expect(client.published(path("api/a.py"))).toEqual([]);
  write("specs/Module-Spec-a.yaml", spec);
  client.watched(path("specs/Module-Spec-a.yaml"), 1);
  await client.diagnostics(path("api/a.py"), (found) => found.includes("unused_imports@1"));
});

test("a folder that comes as one event brings its files, those that are left out excepted", async () => {
  const { root, path, write } = folder({ ...ALL, ".gitignore": "out/\n" });
  const client = await MemoryClient.start({ roots: [root] });
  await client.settled();
  write("new/c.py", UNUSED);
  write("new/out/d.py", UNUSED);
  client.notify("workspace/didRenameFiles", { files: [{ oldUri: uriOf(path("old")), newUri: uriOf(path("new")) }] });
  await client.diagnostics(path("new/c.py"), (found) => found.length === 1);
  await client.settled();
  expect(client.published(path("new/out/d.py"))).toEqual([]);
});

test("a client that pulls the workspace hears of a broken configuration, and of every file when it is mended", async () => {
  const { root, path, write } = folder({ "l9.config.yaml": "scope: [\n", "b.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  const pull = async (previous: Json[]): Promise<Json[]> =>
    (
      await client.request("workspace/diagnostic", {
        previousResultIds: previous.map(({ uri, resultId }) => ({ uri: uri as string, value: resultId as string })),
      })
    ).items as Json[];
  const refreshes = (): number => client.requests.filter(({ method }) => method === "workspace/diagnostic/refresh").length;
  const first = await pull([]);
  expect(first.map(({ uri, items }) => [uri, shown(items)])).toEqual([[uriOf(path("l9.config.yaml")), ["config_invalid@1"]]]);
  expect(refreshes()).toBe(0);
  write("l9.config.yaml", "scope: all\n");
  client.watched(path("l9.config.yaml"), 2);
  await client.until(
    () => refreshes() > 0,
    () => "no refresh",
  );
  expect((await pull(first)).map(({ uri, items }) => [uri, shown(items)])).toEqual([
    [uriOf(path("l9.config.yaml")), []],
    [uriOf(path("b.py")), ["unused_imports@1"]],
  ]);
});

test("another branch, thousands of changed files at once, keeps no request waiting", { timeout: 60_000 }, async () => {
  const names = Array.from({ length: 1500 }, (_, at) => `p${String(at % 30)}/m${String(at)}.py`);
  const { root, path } = folder(Object.fromEntries(names.map((name) => [name, UNUSED])));
  const client = await MemoryClient.start({ roots: [root] });
  await client.settled();
  const changed = vi.spyOn(Linter.prototype, "changed");
  client.notify("workspace/didChangeWatchedFiles", {
    changes: names.map((name) => ({ uri: uriOf(path(name)), type: 2 })),
  });
  await client.request("textDocument/hover", { textDocument: { uri: "untitled:x" }, position: { line: 0, character: 0 } });
  expect(changed.mock.calls.length).toBeLessThan(names.length);
  await vi.waitUntil(() => changed.mock.calls.length >= names.length, { timeout: 30_000 });
  changed.mockRestore();
});

test("a test that the settings of pytest leave out proves nothing, until they change", async () => {
  const { root, path, write } = folder({
    "orders.module-spec.yaml":
      "module:\n  id: orders\n  repo: { allowed_new_files: [tests/test_orders.py] }\n  acceptance: { required: [order_kept] }\n",
    "tests/test_orders.py": "async def test_order_kept():\n    assert [1]\n",
  });
  const client = await MemoryClient.start({ roots: [root] });
  const spec = path("orders.module-spec.yaml");
  const isIdle = (found: readonly string[]): boolean => found.some((one) => one.startsWith("acceptance_test_missing@"));
  await client.diagnostics(spec, isIdle);
  write("pytest.ini", "[pytest]\nasyncio_mode = auto\n");
  client.watched(path("pytest.ini"), 1);
  await client.diagnostics(spec, (found) => !isIdle(found));
  write("conftest.py", 'collect_ignore = ["tests/test_orders.py"]\n');
  client.watched(path("conftest.py"), 1);
  await client.diagnostics(spec, isIdle);
  write("conftest.py", 'collect_ignore = ["tests/test_other.py"]\n');
  client.watched(path("conftest.py"), 2);
  await client.diagnostics(spec, (found) => !isIdle(found));
});
