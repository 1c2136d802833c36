import { rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { sampleWorkspace, SPEC, type Workspace } from "../generate/workspace.ts";
import { l9 } from "./run.ts";

// `l9 trace`: both ends of what a spec promises.

interface Traced {
  module: string;
  links: { kind: string; name: string; missing: string | null; spec: object | null; code: object[]; tests: object[] }[];
}

const TESTS = "tests/test_orders_webhook.py";
let workspace: Workspace;
beforeEach(() => void (workspace = sampleWorkspace({ generated: true })));

function traced(...args: string[]): { exitCode: number | null; modules: Traced[] } {
  const { exitCode, stdout } = l9(["trace", ...args, "--format", "json"], { cwd: workspace.root });
  return { exitCode, modules: JSON.parse(stdout) as Traced[] };
}

const missing = (): string[] =>
  traced(SPEC).modules.flatMap(({ links }) =>
    links.filter((link) => link.missing !== null).map(({ kind, name, missing: what }) => `${kind} ${name} ${what ?? ""}`),
  );

describe("l9 trace", () => {
  it("has no orphan in the sample's good module, and names the place of each end", () => {
    const { exitCode, modules } = traced(SPEC);
    expect(exitCode).toBe(0);
    const [{ module, links } = { module: "", links: [] }] = modules;
    expect(module).toBe("orders_webhook");
    expect(links.filter((link) => link.missing !== null)).toEqual([]);
    expect(links.find(({ name }) => name === "duplicate_event_deduped")).toEqual({
      kind: "acceptance",
      name: "duplicate_event_deduped",
      missing: null,
      spec: { path: SPEC, line: 103, column: 9 },
      code: [],
      tests: [{ path: TESTS, line: 139, column: 5 }],
    });
    expect(links.find(({ kind }) => kind === "route")).toMatchObject({
      name: "POST /webhooks/orders",
      code: [{ path: "api/routes/orders_webhook.py", line: 64 }],
    });
  });

  it("has one after a test is deleted", () => {
    const text = workspace.read(TESTS);
    const [first = "", ...rest] = text.split(/\n(?=@pytest|async def test_|def test_)/);
    workspace.write(TESTS, [first, ...rest.filter((part) => !part.includes("def test_stale_timestamp_rejected"))].join("\n"));
    expect(missing()).toEqual(["acceptance stale_timestamp_rejected has no test"]);
    expect(traced(SPEC).exitCode).toBe(1);
  });

  it("has both ends where a name was changed at one of them", () => {
    workspace.write(SPEC, workspace.read(SPEC).replaceAll("orders_webhook.out", "orders_webhook.sent"));
    expect(missing()).toEqual([
      "packet_type orders_webhook.sent is emitted nowhere",
      "packet_type orders_webhook.out is not in the spec",
    ]);
  });

  it("names a listed file that does not exist", () => {
    rmSync(workspace.path("docs/orders_webhook.md"));
    expect(missing()).toEqual(["file docs/orders_webhook.md does not exist"]);
  });

  it("writes a table, for all modules of the workspace where none is named", () => {
    const { exitCode, stdout } = l9(["trace"], { cwd: workspace.root });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("## `orders_webhook`\n\n`specs/Module-Spec-orders_webhook.yaml`: 33 promises, each kept.\n");
    expect(stdout).toContain(
      "| packet type | `payments_webhook.failed` | – | `api/payments_webhook_adapter.py:65` | – | ✗ is not in the spec |",
    );
  });

  it("writes a page that asks no address for anything, and in which no name is markup", () => {
    workspace.write(SPEC, workspace.read(SPEC).replace("- stale_timestamp_rejected", "- '<b>&order'"));
    const { stdout } = l9(["trace", SPEC, "--format", "html"], { cwd: workspace.root });
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain("&#60;b&#62;&#38;order");
    expect(stdout).not.toMatch(/https?:|<b>|src=|<link/);
    expect(stdout).toContain(`data-missing><td>acceptance test</td>`);
  });

  it("of what is no spec says so", () => {
    writeFileSync(workspace.path("notes.yaml"), "a: 1\n");
    expect(l9(["trace", "notes.yaml"], { cwd: workspace.root })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "l9: notes.yaml is no module spec of this workspace\n",
    });
    expect(l9(["trace", "gone.yaml"], { cwd: workspace.root }).stderr).toBe("l9: gone.yaml does not exist\n");
  });
});
