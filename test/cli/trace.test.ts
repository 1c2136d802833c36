import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readCases } from "../../server/cli/rule-cases/case.ts";
import { folder } from "../lsp/folder.ts";
import { sampleWorkspace, SPEC, type Workspace } from "../generate/workspace.ts";
import { l9 } from "./run.ts";

// `l9 trace`: both ends of what a spec promises.

interface Traced {
  module: string;
  links: {
    kind: string;
    name: string;
    missing: string | null;
    spec: object | null;
    contract: object | null;
    code: object[];
    tests: object[];
  }[];
}

const ADAPTER = "api/orders_webhook_adapter.py";
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
      contract: null,
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

  it("has fields of the metadata and members of contracts, with where they are declared", () => {
    const [{ links } = { links: [] }] = traced(SPEC).modules;
    expect(links.find(({ kind }) => kind === "metadata_field")).toMatchObject({
      name: "tool_id",
      spec: { path: SPEC, line: 55 },
      contract: { path: "memory/substrate_models.py", line: 14 },
      code: [{ path: ADAPTER, line: 149 }],
    });
    expect(links.find(({ name }) => name === "MemorySubstrateService.write_packet")).toMatchObject({
      kind: "contract_member",
      spec: null,
      contract: { path: "memory/substrate_service.py", line: 20 },
      code: [{ path: ADAPTER, line: 145 }],
    });
    workspace.write(ADAPTER, workspace.read(ADAPTER).replace("tool_id=TOOL_ID, thread_uuid", "thread_uuid"));
    expect(missing()).toEqual(["metadata_field tool_id is written nowhere"]);
    workspace.write(ADAPTER, workspace.read(ADAPTER).replace("metadata=PacketMetadata(", "metadata=PacketMetadata(**own, "));
    expect(missing()).toEqual([]);
    workspace.write(ADAPTER, workspace.read(ADAPTER).replace(".write_packet(", ".write_packets("));
    expect(missing()).toEqual(["contract_member MemorySubstrateService.write_packets is not in the contract"]);
  });

  it("names a listed file that does not exist", () => {
    rmSync(workspace.path("docs/orders_webhook.md"));
    expect(missing()).toEqual(["file docs/orders_webhook.md does not exist"]);
  });

  it("writes a table, for all modules of the workspace where none is named", () => {
    const { exitCode, stdout } = l9(["trace"], { cwd: workspace.root });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("## `orders_webhook`\n\n`specs/Module-Spec-orders_webhook.yaml`: 63 promises, each kept.\n");
    expect(stdout).toContain(
      "| packet type | `payments_webhook.failed` | – | `api/payments_webhook_adapter.py:65` | – | ✗ is not in the spec |",
    );
  });

  it("in a folder takes the modules of what lies below, and says so", () => {
    const { stdout } = l9(["trace"], { cwd: workspace.path("tests") });
    expect(stdout.match(/^## .*$/gm)).toEqual(["## `orders_webhook`", "## `payments_webhook`"]);
    expect(stdout).toMatch(/\n\n2 of the 6 modules of the workspace: .* `l9 trace \.\.` has all\.\n$/);
    expect(traced("tests").modules).toHaveLength(2);
  });

  it("writes a page that asks no address for anything, and in which no name is markup", () => {
    workspace.write(SPEC, workspace.read(SPEC).replace("- stale_timestamp_rejected", "- '<b>&order'"));
    const { stdout } = l9(["trace", SPEC, "--format", "html"], { cwd: workspace.root });
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain("&#60;b&#62;&#38;order");
    expect(stdout).not.toMatch(/https?:|<b>|src=|<link/);
    expect(stdout).toContain(`data-missing><td>acceptance test</td>`);
  });

  it("has both ends of a module in TypeScript", () => {
    const [first] = readCases(readFileSync(join(import.meta.dirname, "..", "lint", "typescript-module.md"), "utf8"));
    const { root } = folder(Object.fromEntries((first?.files ?? []).map(({ path, text }) => [path, text])));
    const { exitCode, stdout } = l9(["trace", "--format", "json"], { cwd: root });
    const [{ links } = { links: [] }] = JSON.parse(stdout) as Traced[];
    expect({ exitCode, missing: links.filter((link) => link.missing !== null) }).toEqual({ exitCode: 0, missing: [] });
    const kept = Object.fromEntries(links.map(({ kind, name, code, tests }) => [`${kind} ${name}`, code.length + tests.length]));
    expect(kept).toMatchObject({
      "route POST /orders/webhook": 4,
      "packet_type orders_webhook.in": 3,
      "environment ORDERS_SIGNING_SECRET": 2,
      "error_category invalid_signature": 1,
      "acceptance dedupes": 1,
      "metadata_field agent": 1,
      "contract_member MemorySubstrateService.writePacket": 10,
    });
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
