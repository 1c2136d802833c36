import { cpSync, existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { commitAll, ROOT } from "../ci/checkout.ts";
import { folder } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { openMcp, sharedFolder, type McpSession } from "./mcp-client.ts";

// One process for most of it, as an agent has one: the client checks every answer against the tool's own schema.

const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const ADAPTER = "api/orders_webhook_adapter.py";
const RIGHT = "search_packets_by_thread(thread_uuid, packet_type=PACKET_OUT)";

const shared = sharedFolder();
const root = shared.path;
let session: McpSession;

beforeAll(async () => {
  builtProgram();
  cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), root, { recursive: true });
  commitAll(root);
  session = await openMcp(root, "legacy");
});
afterAll(async () => {
  await session.close();
  shared.remove();
});

/** What tools answer, as far as it is looked at here. */
interface Answer {
  [name: string]: unknown;
  error: string;
  errors: number;
  warnings: number;
  left_out: number;
  narrow: string;
  page: string;
  diff: string;
  tables: string;
  rules: object[];
  findings: { rule: string }[];
  contracts: { name: string; methods: string[] }[];
  manifest: { path: string }[];
  evidence: { rows: { row: string; proved_by: string }[] };
  modules: { module: string; failed: { gate: string }[] }[];
}

/** An answer's data, or what the model is told of its mistake. */
async function call(name: string, args: Record<string, unknown> = {}, of = session): Promise<Answer> {
  const { isError, content, structuredContent } = await of.client.callTool({ name, arguments: args });
  const [first] = content;
  const text = first?.type === "text" ? first.text : "";
  if (isError) return { error: text } as Answer;
  expect(JSON.parse(text)).toEqual(structuredContent);
  return structuredContent as Answer;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function remove(...paths: string[]): void {
  for (const path of paths) unlinkSync(join(root, path));
}

it("offers its tools, the writing ones marked", async () => {
  const { tools } = await session.client.listTools();
  const names = ["l9_contracts", "l9_check", "l9_plan", "l9_gates", "l9_explain", "l9_impact", "l9_generate", "l9_fix"];
  expect(tools.map(({ name }) => name)).toEqual(names);
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)).toEqual([
    "l9_generate",
    "l9_fix",
  ]);
  expect(tools.find(({ name }) => name === "l9_fix")?.annotations?.destructiveHint).toBe(true);
  expect(tools.every(({ outputSchema }) => outputSchema?.type === "object")).toBe(true);
  expect(session.client.getInstructions()).toContain("l9_contracts");
});

describe("l9_contracts", () => {
  it("names what a service has, and of an invented method what it could have meant", async () => {
    const { contracts } = await call("l9_contracts", { name: "MemorySubstrateService" });
    expect(contracts).toHaveLength(1);
    expect(contracts[0]).toMatchObject({
      import: "from memory.substrate_service import MemorySubstrateService",
      defined: expect.stringMatching(/^memory\/substrate_service\.py:\d+$/),
    });
    expect(contracts[0]?.methods.join("\n")).toMatch(
      /async def search_packets_by_thread\(thread_uuid: UUID, .*packet_type: .* = None/,
    );
    const { error } = await call("l9_contracts", { name: "search_packets" });
    expect(error).toContain("no class, field or method search_packets");
    expect(error).toContain("Did you mean search_packets_by_thread or search_packets_by_type?");
  });

  it("finds the classes that have a member, and what a spec's module needs", async () => {
    const by = await call("l9_contracts", { name: "search_packets_by_thread" });
    expect(by.contracts.map((one) => one.name)).toEqual(["MemorySubstrateService"]);
    const all = await call("l9_contracts", { spec: SPEC });
    expect(all.contracts.map((one) => one.name)).toEqual(expect.arrayContaining(["PacketEnvelopeIn", "PacketMetadata"]));
    expect(all.tool_identity).toBe("tool_id");
    expect(await call("l9_contracts", { spec: "api/server.py" })).toEqual({ error: expect.stringContaining("no module spec") });
  });
});

describe("l9_check", () => {
  it("tells what the change brought and no old finding, and sees the disk as it is", async () => {
    const before = readFileSync(join(root, ADAPTER), "utf8");
    expect(await call("l9_check", { since: "HEAD" })).toMatchObject({ findings: [], errors: 0 });
    write(ADAPTER, before.replace(RIGHT, "search_packets(thread_uuid)"));
    const since = await call("l9_check", { since: "HEAD" });
    expect(since.findings).toEqual([
      expect.objectContaining({
        path: ADAPTER,
        line: 126,
        rule: "unknown_service_method",
        do: expect.stringContaining("method that the service has"),
      }),
    ]);
    expect(await call("l9_check", { paths: [ADAPTER] })).toMatchObject({ errors: 1 });
    const text = { path: ADAPTER, content: before };
    expect(await call("l9_check", { text })).toMatchObject({ errors: 0 });
    expect(await call("l9_check", { paths: [ADAPTER] })).toMatchObject({ errors: 1 });
    write(ADAPTER, before);
    expect(await call("l9_check", { paths: [ADAPTER] })).toMatchObject({ errors: 0 });
  });

  it("follows the configuration, and tells of a broken one", async () => {
    write("l9.config.yaml", "rules: { unused_imports: off }\n");
    write("api/new.py", "# module_id: orders_webhook\nimport json\n");
    const found = await call("l9_check", { paths: ["api/new.py"] });
    expect(found.findings.map((one) => one.rule)).not.toContain("unused_imports");
    write("l9.config.yaml", "rules: [\n");
    expect((await call("l9_check", {})).error).toContain("[config_invalid]");
    remove("l9.config.yaml", "api/new.py");
    expect(await call("l9_check", { paths: [ADAPTER] })).toMatchObject({ errors: 0 });
  });

  it("cuts an answer that is too long, and says how to ask for less", async () => {
    const lines = Array.from({ length: 2000 }, (_, at) => `def f${String(at)}(a) -> None: ...\n`);
    write("api/large.py", `# module_id: orders_webhook\n${lines.join("")}`);
    const large = await call("l9_check", { paths: ["api/large.py"] });
    expect(large.errors).toBeGreaterThan(2000);
    expect(large.findings.length + large.left_out).toBe(large.errors + large.warnings);
    expect(Buffer.byteLength(JSON.stringify(large))).toBeLessThan(64 * 1024);
    expect(large.narrow).toContain("since: HEAD");
    remove("api/large.py");
  });

  it.each([
    [{ paths: ["../outside.py"] }, "lies outside the workspace"],
    [{ paths: ["none.py"] }, "no such file"],
    [{ since: "--output=x" }, "git knows no commit"],
    [{ text: { path: ADAPTER, content: "" }, paths: ["api"] }, "checked alone"],
    [{ paths: [] }, "Invalid arguments"],
    [{ files: ["api"] }, "Unrecognized key"],
  ])("refuses %o", async (args, words) => {
    expect((await call("l9_check", args)).error).toContain(words);
  });
});

it("l9_plan says what a module must be, and only what its kind must prove", async () => {
  const planned = await call("l9_plan", { spec: SPEC });
  expect(planned.module).toMatchObject({ id: "orders_webhook", kind: "adapter" });
  expect(planned.manifest.map((one) => one.path)).toContain(ADAPTER);
  expect(planned.conventions).toMatchObject({
    header: expect.arrayContaining(["# module_id: orders_webhook"]),
    namespace: { name: "MODULE_NAMESPACE", value: 'uuid5(NAMESPACE_DNS, "orders_webhook.l9.internal")' },
    injected: expect.arrayContaining([{ name: "substrate_service", service: "MemorySubstrateService" }]),
  });
  const rows = planned.evidence.rows.map((one) => one.row);
  expect(rows).toContain("PacketEnvelopeIn_used");
  expect(rows).not.toContain("ToolCallRequest_schema");
  expect(planned.evidence.rows.every((one) => one.proved_by !== "")).toBe(true);
  expect(planned.tables).toContain("forbidden_imports");
  expect(planned.tables).not.toContain("executor_modules");
  expect(await call("l9_plan", { spec: "specs/Module-Spec-refunds_webhook.yaml" })).toMatchObject({
    blocked_by: expect.arrayContaining([expect.objectContaining({ gate: "spec_valid" })]),
  });
  expect((await call("l9_plan", { spec: ADAPTER })).error).toContain("no module spec");
});

it("l9_gates tells what each module passes", async () => {
  const { modules } = await call("l9_gates");
  const failed = (id: string): unknown => modules.find(({ module }) => module === id)?.failed.map(({ gate }) => gate);
  expect(failed("orders_webhook")).toEqual([]);
  expect(failed("payments_webhook")).toContain("no_type_ignore");
  expect((await call("l9_gates", { spec: SPEC })).modules).toHaveLength(1);
  expect((await call("l9_gates", { spec: "README.md" })).error).toContain("no module spec and no file of a module");
});

it("l9_explain has the rule's page, and a resource has the same", async () => {
  const { page } = await call("l9_explain", { rule: "random_uuid" });
  expect(page).toMatch(/^# random_uuid\n/);
  expect((await call("l9_explain")).rules).toHaveLength(rules.length);
  expect((await call("l9_explain", { rule: "random_uid" })).error).toContain('did you mean "random_uuid"');
  const { contents } = await session.client.readResource({ uri: "l9://rules/random_uuid" });
  expect(contents).toEqual([{ uri: "l9://rules/random_uuid", mimeType: "text/markdown", text: page }]);
  expect((await session.client.listResources()).resources).toHaveLength(rules.length);
  await expect(session.client.readResource({ uri: "l9://rules/../package.json" })).rejects.toThrow(/not found/i);
});

it("l9_impact names modules, tests and users of a file and of a class", async () => {
  const both = ["orders_webhook", "payments_webhook"];
  for (const of of ["memory/substrate_service.py", "MemorySubstrateService"]) {
    const found = await call("l9_impact", { of });
    expect(found.modules.map((one) => one.module).sort()).toEqual(expect.arrayContaining(both));
    expect(found.tests).toContain("tests/test_orders_webhook.py");
    expect(found.users).toContainEqual({ path: ADAPTER, names: ["MemorySubstrateService"] });
  }
  expect((await call("l9_impact", { of: "MemorySubstrateServise" })).error).toContain("did you mean MemorySubstrateService");
});

it("l9_generate shows and does not write, unless the user's own settings allow it", async () => {
  const cwd = folder();
  cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), cwd, { recursive: true });
  expect(await call("l9_generate", { spec: "specs/Module-Spec-refunds_webhook.yaml" })).toMatchObject({
    ...{ status: "blocked", phase: "1_PARSE" },
  });
  expect((await call("l9_generate", { spec: "README.md" })).error).toContain("no module spec");

  // A repository can not allow it: only the user's file can, and not even then is a file replaced.
  writeFileSync(join(cwd, "l9.config.yaml"), "generate: { agents: write }\n");
  const untrusted = await openMcp(cwd, "auto");
  const shown = await call("l9_generate", { spec: SPEC, write: true }, untrusted);
  expect(shown).toMatchObject({ status: "attested", written: false, note: expect.stringContaining("user's own settings") });
  expect(shown.diff).toContain(`+++ b/${ADAPTER}`);
  await untrusted.close();
  const own = folder({ "l9/config.yaml": "generate: { agents: write }\n" });
  const allowed = await openMcp(cwd, "auto", { XDG_CONFIG_HOME: own });
  const refused = await call("l9_generate", { spec: SPEC, write: true }, allowed);
  expect(refused).toMatchObject({ written: false, note: expect.stringContaining("would be replaced") });
  for (const { path } of (await call("l9_plan", { spec: SPEC }, allowed)).manifest)
    if (existsSync(join(cwd, path))) unlinkSync(join(cwd, path));
  expect(await call("l9_generate", { spec: SPEC, write: true }, allowed)).toMatchObject({
    written: true,
    note: "Written and attested.",
  });
  expect(existsSync(join(cwd, ADAPTER))).toBe(true);
  await allowed.close();
}, 60_000);

it("l9_fix writes what is safe, and nothing outside", async () => {
  write("api/fixed.py", "# module_id: orders_webhook\nimport json\n\nX: int = 1\n");
  const fixed = await call("l9_fix", { paths: ["api/fixed.py"] });
  expect(fixed).toMatchObject({ applied: 1, files: ["api/fixed.py"], left: [] });
  expect(fixed.diff).toContain("-import json");
  expect(readFileSync(join(root, "api/fixed.py"), "utf8")).not.toContain("import json");
  expect((await call("l9_fix", { paths: [dirname(root)] })).error).toContain("outside the workspace");
  expect((await call("l9_fix", {})).error).toContain("Invalid arguments");
  remove("api/fixed.py");
});

it("has prompts for a module and for findings", async () => {
  const { prompts } = await session.client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(["write_module", "repair_findings"]);
  const { messages } = await session.client.getPrompt({ name: "write_module", arguments: { spec: SPEC } });
  expect(JSON.stringify(messages)).toContain("l9_plan");
});

it("tells how far it is, and stops when it is told to", async () => {
  const seen: number[] = [];
  const cancel = new AbortController();
  const ended = session.client.callTool(
    { name: "l9_generate", arguments: { spec: SPEC } },
    {
      signal: cancel.signal,
      onprogress: ({ progress }) => {
        seen.push(progress);
        cancel.abort("enough");
      },
    },
  );
  await expect(ended).rejects.toThrow("enough");
  expect(seen).toEqual([0]);
  // What was cancelled holds nobody up.
  expect(await call("l9_explain", { rule: "random_uuid" })).toMatchObject({ rules: [{ id: "random_uuid" }] });
});

it("speaks the protocol of 2026 too, and nothing but messages, whatever else is printed", async () => {
  const noise = [
    "const { write } = process.stdout;",
    'setInterval(() => process.stdout.write === write || (console.log("noise"), process.stdout.write("noise\\n")), 1).unref();',
  ].join("\n");
  const cwd = folder({ "noise.cjs": noise });
  const modern = await openMcp(root, { pin: "2026-07-28" }, { NODE_OPTIONS: `--require ${join(cwd, "noise.cjs")}` });
  expect(modern.client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
  expect(session.client.getNegotiatedProtocolVersion()).toBe("2025-11-25");
  expect((await modern.client.listTools()).tools).toHaveLength(8);
  expect(await call("l9_contracts", { name: "PacketMetadata" }, modern)).toMatchObject({
    contracts: [{ name: "PacketMetadata" }],
  });
  await modern.close();
  expect(modern.stderr()).toContain("noise");
  expect(modern.noise).toEqual([]);
});
