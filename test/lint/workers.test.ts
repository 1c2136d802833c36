import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../server/lint/finding.ts";
import { checkAll } from "../../server/lint/workers.ts";
import { defaultConfig } from "../../server/project/config.ts";

const root = mkdtempSync(join(tmpdir(), "l9-workers-"));
const paths = Array.from({ length: 24 }, (_, at) => join(root, "src", `file_${at}.py`));

beforeAll(() => {
  mkdirSync(join(root, "src"));
  // Enough for several threads.
  for (const path of paths) writeFileSync(path, "x = 1\n".repeat(20_000));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function finding(path: string, message: string): Finding {
  const span = { start: 0, end: 1 };
  return { path, rule: "random_uuid", severity: "error", message, span, module: null, fix: null, related: [], data: {} };
}

async function run(program: string | null, jobs: number): Promise<{ by: Map<string, number>; found: Map<string, Finding[]> }> {
  const file = program === null ? null : join(root, "thread.cjs");
  if (file !== null) writeFileSync(file, program as string);
  const found = await checkAll({
    groups: paths.map((path) => [path]),
    task: { task: "check", root, config: defaultConfig, options: {}, cache: null, records: false },
    jobs,
    program: file,
    check: (path) => [finding(path, "main")],
  });
  const by = new Map<string, number>();
  for (const [{ message }] of [...found.values()] as [Finding][]) by.set(message, (by.get(message) ?? 0) + 1);
  return { by, found };
}

const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
let batches = 0;
parentPort.on("message", (paths) => {
  if (++batches > LIMIT) throw new Error("broken");
  const findings = paths.map((path) => [{ path, rule: "random_uuid", severity: "error", message: workerData.task }]);
  parentPort.postMessage({ findings, news: null, record: null });
});
`;

it("shares the files among threads", async () => {
  const { by, found } = await run(THREAD.replace("LIMIT", "Infinity"), 2);
  expect([...found.keys()].sort()).toEqual([...paths].sort());
  expect(by.get("check") ?? 0).toBeGreaterThan(0);
});

it.each([
  ["that does not start", "throw new Error('broken');"],
  ["that ends at once", "process.exit(3);"],
  ["that fails after two batches", THREAD.replace("LIMIT", "2")],
])("checks what a thread %s leaves behind", async (_, program) => {
  const { found } = await run(program, 3);
  expect([...found.keys()].sort()).toEqual([...paths].sort());
  for (const [path, findings] of found) expect(findings.map((one) => one.path)).toEqual([path]);
});

it("checks alone where it is asked to, or where there is no program", async () => {
  for (const { by } of [await run(THREAD.replace("LIMIT", "Infinity"), 1), await run(null, 4)])
    expect([...by]).toEqual([["main", paths.length]]);
});
