import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { recover, writeAll } from "../../server/generate/write.ts";
import { l9 } from "../cli/run.ts";
import { MemoryClient } from "../lsp/memory.ts";
import { builtProgram } from "../program.ts";
import { goodDraft, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

// `kill -9` in the middle of the write: the tree is the old one or the new one.

/**
 * Loaded before a program: ends it by SIGKILL at its nth step that changes something below a folder, in the middle of the step where it writes bytes.
 */
const KILLER = `
const fs = require("node:fs");
const { L9_TEST_ROOT: root, L9_TEST_KILL_AT: at, L9_TEST_STEPS: steps } = process.env;
const opened = new Set();
let step = 0;
for (const name of ["openSync", "writeSync", "fchmodSync", "fsyncSync", "closeSync", "renameSync", "mkdirSync", "rmdirSync", "rmSync", "linkSync", "writeFileSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    const reads = name === "openSync" && !/[wa]/.test(String(args[1]));
    const counts = typeof args[0] === "number" ? opened.has(args[0]) : !reads && String(args[0]).startsWith(root);
    if (!counts) return real(...args);
    if (steps) fs.appendFileSync(steps, name + " " + String(name === "renameSync" ? args[1] : args[0]).slice(root.length + 1) + "\\n");
    if (step++ === Number(at)) {
      if (name === "writeSync") real(args[0], args[1].subarray(0, args[1].length / 2));
      process.kill(process.pid, "SIGKILL");
    }
    const result = real(...args);
    if (name === "openSync") opened.add(result);
    if (name === "closeSync") opened.delete(args[0]);
    return result;
  };
}
`;

/** Writes what its standard input says. */
const WRITER = `
import { readFileSync } from "node:fs";
import { writeAll } from ${JSON.stringify(join(import.meta.dirname, "..", "..", "server", "generate", "write.ts"))};
const { root, files, report } = JSON.parse(readFileSync(0, "utf8"));
writeAll(root, files, report);
`;

const tools = mkdtempSync(join(realpathSync(tmpdir()), "l9-killed-"));
const killer = join(tools, "killer.cjs");
const writer = join(tools, "writer.cjs");

beforeAll(async () => {
  writeFileSync(killer, KILLER);
  await build({
    stdin: { contents: WRITER, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: writer,
    bundle: true,
    platform: "node",
    format: "cjs",
  });
  builtProgram();
  return () => rmSync(tools, { recursive: true, force: true });
}, 120_000);

/** A file that exists and changes, one that does not exist, one in a folder that does not. */
const OLD = { "api/a.py": "old a\n", "api/other.py": "other\n" };
const FILES = [
  { path: "api/a.py", content: "new a\n".repeat(2000), before: "old a\n" },
  { path: "api/b.py", content: "new b\n", before: null },
  { path: "docs/deep/c.md", content: "new c\n", before: null },
];
const REPORT = { name: "thing", text: "the report\n" };
const NEW = { ...OLD, ...Object.fromEntries(FILES.map(({ path, content }) => [path, content])) };

function oldTree(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-old-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(OLD)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The files of a tree without the tool's own. */
function tree(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot(root)).filter(([path]) => !path.startsWith(".l9")));
}

/** Runs the writer, and kills it at a step. */
function write(root: string, at: number | null, steps = ""): NodeJS.Signals | null {
  const { signal, status, stderr } = spawnSync(process.execPath, ["--require", killer, writer], {
    input: JSON.stringify({ root, files: FILES, report: REPORT }),
    env: { L9_TEST_ROOT: root, L9_TEST_KILL_AT: String(at ?? -1), L9_TEST_STEPS: steps },
  });
  if (signal === null) expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
  return signal;
}

function stepsOf(run: (steps: string) => void): string[] {
  const steps = join(tools, "steps.txt");
  rmSync(steps, { force: true });
  run(steps);
  return readFileSync(steps, "utf8")
    .trim()
    .replaceAll(/\d+-\d+-[0-9a-f]{8}/g, "RUN")
    .split("\n");
}

/** A run's folder has its process number in its name. */
const JOURNAL = "renameSync .l9/staging/RUN/journal.json";

it("at each of its steps: nothing is changed before the journal is there, and everything is after the next start", () => {
  const steps = stepsOf((path) => write(oldTree(), null, path));
  expect(steps.length).toBeGreaterThan(40);
  const decided = steps.indexOf(JOURNAL);
  expect(decided).toBeGreaterThan(20);
  expect(steps.slice(decided + 1).filter((step) => step.startsWith("renameSync"))).toHaveLength(FILES.length + 1);
  let mixed = 0;
  for (const at of steps.keys()) {
    const root = oldTree();
    expect(write(root, at)).toBe("SIGKILL");
    const left = tree(root);
    if (at <= decided) expect(left, steps[at]).toEqual(OLD);
    else if (Object.keys(left).length !== Object.keys(NEW).length) mixed++;
    recover(root);
    expect(tree(root), steps[at]).toEqual(at <= decided ? OLD : NEW);
    expect(existsSync(join(root, ".l9/staging")), steps[at]).toBe(false);
    // What is left behind hinders no later run.
    if (at <= decided) writeAll(root, FILES, REPORT);
    expect(tree(root)).toEqual(NEW);
    expect(readFileSync(join(root, ".l9/reports/thing.md"), "utf8")).toBe(REPORT.text);
    recover(root);
    expect(tree(root)).toEqual(NEW);
  }
  expect(mixed).toBeGreaterThan(2);
});

it("twice: the recovery is killed too", () => {
  const steps = stepsOf((path) => write(oldTree(), null, path));
  const decided = steps.indexOf(JOURNAL);
  for (const at of [0, 1, 2, 3]) {
    const root = oldTree();
    expect(write(root, decided + 3)).toBe("SIGKILL");
    expect(write(root, at)).toBe("SIGKILL");
    recover(root);
    expect(tree(root)).toEqual(NEW);
  }
});

describe("l9 generate", () => {
  const files = Object.fromEntries(goodDraft().files.map(({ path, content }) => [path, content]));

  /** The step at which the journal is renamed into place, found in a run that nobody ends. */
  let decided: number | null = null;

  function generate(at: number, steps = ""): { exitCode: number | null; workspace: Workspace; before: Record<string, string> } {
    const workspace = sampleWorkspace();
    const home = mkdtempSync(join(tools, "home-"));
    const draft = `() => (${JSON.stringify(goodDraft())})`;
    writeFileSync(join(home, "backend.mjs"), `export const generate = ${draft};\nexport const repair = generate;\n`);
    const before = tree(workspace.root);
    const args = ["generate", SPEC, "--backend", "module", "--module", join(home, "backend.mjs")];
    const env = { NODE_OPTIONS: `--require ${killer}`, L9_TEST_ROOT: workspace.root };
    const outcome = l9(args, { cwd: workspace.root, env: { ...env, L9_TEST_KILL_AT: String(at), L9_TEST_STEPS: steps } });
    return { exitCode: outcome.exitCode, workspace, before };
  }

  /** A sample workspace whose generation was killed at the nth step after the journal was renamed into place; 0 is that step itself. */
  function killed(after: number): { workspace: Workspace; before: Record<string, string> } {
    decided ??= stepsOf((steps) => expect(generate(-1, steps).exitCode).toBe(0)).indexOf(JOURNAL);
    expect(decided).toBeGreaterThan(20);
    const { exitCode, workspace, before } = generate(decided + after);
    expect(exitCode).toBe(null);
    return { workspace, before };
  }

  it("before the journal: the tree is the old one", () => {
    const { workspace, before } = killed(0);
    expect(tree(workspace.root)).toEqual(before);
    expect(l9(["verify", SPEC], { cwd: workspace.root }).exitCode).toBe(2);
    expect(tree(workspace.root)).toEqual(before);
  });
  it("between two renames: verification completes the tree, and says that nobody attested it", () => {
    const { workspace, before } = killed(5);
    const left = tree(workspace.root);
    expect(Object.keys(left).length).toBeGreaterThan(Object.keys(before).length);
    expect(Object.keys(left).length).toBeLessThan(Object.keys({ ...before, ...files }).length);
    const { exitCode, stdout, stderr } = l9(["verify", SPEC], { cwd: workspace.root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("there is no attestation of orders_webhook");
    expect(tree(workspace.root)).toEqual({ ...before, ...files });
  });
  it("between two renames: so does the next generation, of whatever module", () => {
    const { workspace, before } = killed(3);
    l9(["generate", "specs/Module-Spec-payments_webhook.yaml"], { cwd: workspace.root });
    expect(tree(workspace.root)).toEqual({ ...before, ...files });
  });
  it("between two renames: so does an editor that opens the workspace", async () => {
    const { workspace, before } = killed(7);
    const client = await MemoryClient.start({ roots: [workspace.root] });
    await client.until(
      () => Object.keys(tree(workspace.root)).length === Object.keys({ ...before, ...files }).length,
      () => "the write is not completed",
    );
    expect(tree(workspace.root)).toEqual({ ...before, ...files });
  });
});
