import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { conclude } from "../../server/cli/generate-outcome.ts";
import { openRun } from "../../server/generate/open-run.ts";
import { runWorkflow } from "../../server/generate/workflow.ts";
import { WriteRefused } from "../../server/generate/write-refused.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { ADAPTER, good, TESTS } from "./outcome.ts";
import { sampleWorkspace, SPEC, type Workspace } from "./workspace.ts";

// What `l9 generate` says of a module whose files, spec or contracts somebody changes between the run and the report.

/** Runs, lets somebody change files, and concludes. */
async function concluded(
  workspace: Workspace,
  changed: string,
  flags: { keep?: string[] } = {},
): Promise<{ exitCode: number; said: string }> {
  await loadPython();
  let said = "";
  const note = (text: string | Uint8Array, done?: unknown): boolean => {
    said += text.toString();
    if (typeof done === "function") (done as () => void)();
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(note as never));
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  const run = openRun(workspace.root, defaultConfig, join(workspace.root, SPEC), {
    backend: good(),
    maxRepairs: 0,
    signal: new AbortController().signal,
    report: () => undefined,
    verify: null,
  });
  try {
    const result = await runWorkflow(run);
    writeFileSync(workspace.path(changed), `${existsSync(workspace.path(changed)) ? workspace.read(changed) : ""}# By hand.\n`);
    const asked = { flags: { format: "json" as const, yes: true, ...flags }, cwd: workspace.root, untrusted: [] };
    return { exitCode: await conclude(run, result, asked), said };
  } finally {
    run.linter.dispose();
  }
}

function isReported({ path }: Workspace): boolean {
  return existsSync(path(".l9/reports/orders_webhook.md"));
}

it.each([
  ["the spec", SPEC, "the spec has changed"],
  ["a contract", "memory/substrate_models.py", "the contract source memory/substrate_models.py has changed"],
])("written and not attested where somebody changed %s", async (_, changed, difference) => {
  const workspace = sampleWorkspace();
  const { exitCode, said } = await concluded(workspace, changed);
  expect(exitCode).toBe(1);
  expect(said).toContain('"status": "unattested"');
  expect(said).toContain(`orders_webhook is written, and not attested: since the run, ${difference}. Generate again.`);
  expect(existsSync(workspace.path(ADAPTER))).toBe(true);
  expect(isReported(workspace)).toBe(false);
});

it("not written where somebody made a file of the draft meanwhile", async () => {
  const workspace = sampleWorkspace();
  await expect(concluded(workspace, ADAPTER)).rejects.toThrow(WriteRefused);
  expect(workspace.read(ADAPTER)).toBe("# By hand.\n");
  expect(existsSync(workspace.path(TESTS))).toBe(false);
});

it("not attested where somebody changed a file that is kept", async () => {
  const workspace = sampleWorkspace({ generated: true });
  workspace.write(ADAPTER, `${workspace.read(ADAPTER)}\n\nBY_HAND: int = 1\n`);
  const { exitCode, said } = await concluded(workspace, ADAPTER, { keep: [ADAPTER] });
  expect(exitCode).toBe(1);
  expect(said).toContain(`orders_webhook is not attested: since the run, ${ADAPTER} has changed.`);
  expect(isReported(workspace)).toBe(false);
});
