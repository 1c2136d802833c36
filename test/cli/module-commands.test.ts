import { beforeEach, describe, expect, it } from "vitest";
import { sampleWorkspace, SPEC, type Workspace } from "../generate/workspace.ts";
import { l9 } from "./run.ts";

let workspace: Workspace;
beforeEach(() => void (workspace = sampleWorkspace({ generated: true })));
const run = (...args: string[]): ReturnType<typeof l9> => l9(args, { cwd: workspace.root });

describe("l9 impact", () => {
  it("of a model names the modules and the files that import it", () => {
    const { exitCode, stdout } = run("impact", "PacketEnvelopeIn", "--format", "json");
    expect(exitCode).toBe(0);
    const found = JSON.parse(stdout) as {
      defined_in: string[];
      modules: { module: string }[];
      tests: string[];
      users: { path: string }[];
    };
    expect(found.defined_in).toContain("memory/substrate_models.py");
    expect(found.modules.map(({ module }) => module)).toContain("orders_webhook");
    expect(found.users.map(({ path }) => path)).toContain("api/orders_webhook_adapter.py");
    expect(found.tests).toContain("tests/test_orders_webhook.py");
  });
  it("of a file says it in words", () => {
    const { stdout } = run("impact", "api/clients/orders_webhook_client.py");
    expect(stdout).toMatch(/^A change of api\/clients\/orders_webhook_client\.py touches 1 module, /);
    expect(stdout).toContain("Modules\n  orders_webhook (specs/Module-Spec-orders_webhook.yaml)\n");
    expect(stdout).toContain("Files that import it\n");
  });
  it("of what is neither says so, and what may be meant", () => {
    expect(run("impact", "PacketEnvelopIn")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "l9: PacketEnvelopIn is no file, and no class of workspace and Space; did you mean PacketEnvelopeIn?\n",
    });
  });
});

describe("l9 status", () => {
  it("has one line a module, with a mark for each gate and check", () => {
    const { exitCode, stdout } = run("status");
    expect(exitCode).toBe(1);
    const [head = "", ...rows] = stdout.trimEnd().split("\n");
    expect(head.split(/\s+/).slice(0, 5)).toEqual(["module", "read", "spec", "clear", "space_files_read"]);
    const cells = (id: string): string[] => rows.find((row) => row.startsWith(`${id} `))?.split(/\s+/) ?? [];
    expect(cells("orders_webhook")).toEqual(["orders_webhook", ...Array<string>(11).fill("✓"), SPEC]);
    expect(cells("payments_webhook").filter((cell) => /^\d+$/.test(cell)).length).toBeGreaterThan(4);
  });
  it("of one spec ends with 0 where it passes all", () => {
    expect(run("status", SPEC).exitCode).toBe(0);
    workspace.write("tests/test_orders_webhook.py", "");
    const [module] = JSON.parse(run("status", SPEC, "--format", "json").stdout) as {
      gates: { gate: string; passes: boolean }[];
    }[];
    expect(module?.gates.filter(({ passes }) => !passes).map(({ gate }) => gate)).toContain("tests_prove_contracts");
  });
});
