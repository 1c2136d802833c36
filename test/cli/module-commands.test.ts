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
  interface Found {
    modules: { module: string }[];
    specs: { path: string; line: number }[];
    uses: { path: string; line: number; column: number }[];
    findings: { path: string; line: number; rule: string }[];
    tests: string[];
  }
  const impactOf = (of: string): Found => JSON.parse(run("impact", of, "--format", "json").stdout) as Found;

  it("of a model's field names specs and places that use it, and what would be found without it", () => {
    const { modules, specs, uses, findings } = impactOf("PacketMetadata.tool_id");
    expect(modules.map(({ module }) => module)).toEqual(expect.arrayContaining(["orders_webhook", "payments_webhook"]));
    expect(specs).toContainEqual({ path: SPEC, line: 55, column: 25 });
    const written = { path: "api/orders_webhook_adapter.py", line: 149, column: 41 };
    expect(uses).toEqual([written]);
    const found = findings
      .filter(({ path }) => path === SPEC || path === written.path)
      .map(({ path, line, rule }) => [path, line, rule]);
    expect(found).toEqual([
      [written.path, 149, "unknown_model_field"],
      [SPEC, 55, "spec_contract_change"],
    ]);
    expect(workspace.read("memory/substrate_models.py")).toContain("tool_id");
  });
  it("of a service's method names the tests that stand in for it, in words", () => {
    const { stdout } = run("impact", "MemorySubstrateService.write_packet");
    expect(stdout).toMatch(
      /^A change of MemorySubstrateService\.write_packet, defined in memory\/substrate_service\.py, \S+ touches 2 modules, 5 files that use it and 2 files of tests\.\n/,
    );
    expect(stdout).toContain("Places that use it\n  api/orders_webhook_adapter.py:145:49\n");
    expect(stdout).toContain("  tests/test_orders_webhook.py:149:30\n");
    expect(stdout).toContain(
      "What would be found if it were gone\n  api/orders_webhook_adapter.py:145:49 [unknown_service_method] ",
    );
  });
  it("of a model that many places say something of already, tells what is new alone", () => {
    workspace.write(SPEC, workspace.read(SPEC).replace("[tool_id, thread_uuid", "[tool_id, shop_id, thread_uuid"));
    const { findings } = impactOf("PacketMetadata.tool_id");
    expect(findings.filter(({ path, rule }) => path === SPEC && rule === "spec_contract_change")).toHaveLength(1);
  });
  it("of TypeScript is the same", () => {
    workspace.write(
      "web/orders.module-spec.yaml",
      "module:\n  id: web_orders\n  kind: adapter\n  language: typescript\n  repo: { allowed_new_files: [web/orders.ts] }\n",
    );
    workspace.write("web/models.ts", "export interface WebOrder {\n  orderId: string;\n}\n");
    workspace.write(
      "web/orders.ts",
      '// module_id: web_orders\nimport type { WebOrder } from "./models.js";\nexport const idOf = (order: WebOrder): string => order.orderId;\n',
    );
    expect(impactOf("WebOrder").modules).toMatchObject([{ module: "web_orders" }]);
    expect(impactOf("WebOrder.orderId").uses).toEqual([{ path: "web/orders.ts", line: 3, column: 56 }]);
  });
  it("of what is neither says so, and what may be meant", () => {
    expect(run("impact", "PacketMetadata.tol_id").stderr).toBe(
      "l9: PacketMetadata has no member tol_id; did you mean PacketMetadata.tool_id?\n",
    );
    expect(run("impact", "PacketMetadat.x").stderr).toContain("no class of workspace and Space; did you mean PacketMetadata.x?");
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
  it("in a folder takes the modules of what lies below, says so, and takes all where they are asked for", () => {
    const at = (folder: string, ...args: string[]): ReturnType<typeof l9> =>
      l9(["status", ...args], { cwd: workspace.path(folder) });
    const modules = (stdout: string): string[] => stdout.split("\n").flatMap((line) => /^\w+_webhook(?= )/.exec(line) ?? []);
    const clients = at("api/clients");
    expect(modules(clients.stdout)).toEqual(["orders_webhook", "payments_webhook"]);
    expect(clients.stdout).toMatch(
      /\n2 of the 6 modules of the workspace: of the others neither spec nor files lie below this folder\. `l9 status \.\.\/\.\.` has all\.\n$/,
    );
    expect(at("api/clients", "../..").stdout).not.toContain("of the workspace");
    expect(at("space")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^There is no module spec here\.\nNone of the 6 modules of the workspace: /),
    });
    expect(at(".", "api", "--root", "specs").stderr).toMatch(/^l9: \S+ lies outside the workspace /);
    expect(at("api", "server.py").stderr).toBe("l9: server.py is no module spec of this workspace\n");
  });
});
