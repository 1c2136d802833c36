import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { folder, l9 } from "./run.ts";

// `l9 contracts`: CONTRACT_EXTRACTIONS as the generator document writes them, and as data with the evidence.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");
const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const MODELS = "memory/substrate_models.py";

/** A copy of the sample workspace. */
function orders(): string {
  const root = folder();
  cpSync(ORDERS, root, { recursive: true });
  return root;
}

/** The line, from 1, on which a text stands in a file. */
function lineOf(root: string, file: string, text: string): number {
  return (
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}

interface Printed {
  models: { name: string; import: string; fields: { name: string; evidence: unknown }[]; evidence: unknown }[];
  services: { name: string; methods: { name: string; evidence: unknown }[]; evidence: unknown }[];
  tool_identity: { value: string | null; evidence: unknown[] };
  idempotency: { value: string | null; evidence: unknown[] };
  executor: Record<string, { value: unknown; evidence: unknown[] }> | null;
  patterns: Record<string, { value: string | null; evidence: unknown[] }>;
  unresolved: { name: string; status: string }[];
  space_files_unread: { file: string; reason: string }[];
}

function json(cwd: string, ...args: string[]): Printed & { exitCode: number | null } {
  const { stdout, stderr, exitCode } = l9(["contracts", ...args, "--format", "json"], { cwd });
  expect(stderr).toBe("");
  return { ...(JSON.parse(stdout) as Printed), exitCode };
}

describe("l9 contracts", () => {
  it("prints the contracts of a spec's module in the generator document's format", () => {
    expect(l9(["contracts", SPEC], { cwd: orders() })).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `CONTRACT_EXTRACTIONS:
  models:
    - name: PacketEnvelopeIn
      import: from memory.substrate_models import PacketEnvelopeIn
      fields: [packet_type, payload, metadata, provenance]
    - name: PacketMetadata
      import: from memory.substrate_models import PacketMetadata
      fields: [schema_version, tool_id, thread_uuid, correlation_id, domain]
    - name: PacketProvenance
      import: from memory.substrate_models import PacketProvenance
      fields: [source, parent_packet]
  services:
    - name: MemorySubstrateService
      import: from memory.substrate_service import MemorySubstrateService
      methods: [write_packet, get_packet, search_packets_by_thread, search_packets_by_type, close]
  tool_identity: tool_id
  idempotency: substrate_lookup
PATTERN_REFERENCES:
  packet_creation: Every packet is a \`PacketEnvelopeIn\` from \`memory.substrate_models\`, written by \`MemorySubstrateService.write_packet\`.
  thread_uuid: "UUIDv5 with the module's own namespace constant, never a random id and never a plain string:"
  dependency_injection: Services are made in the \`lifespan\` of \`api/server.py\`, kept in \`app.state\`, and handed to routes by \`Depends\`.
  error_handling: Authentication fails closed with 401. An internal failure is logged, an error packet is written, and the answer is 200 where the module's error policy says so.
  logging: "\`structlog\`, an event name in snake_case, and the fields \`thread_uuid\` and \`elapsed_ms\`:"
`,
    });
  });

  it("says of every pattern what the Space says, in a line of its own or below a heading, and where", () => {
    const supplement = [
      "# Supplement",
      "",
      "## Route handlers",
      "",
      "Handlers are `async def` and",
      "answer with a model.",
      "",
      "| a | b |",
      "|---|---|",
      "",
      "## Logging of errors",
      "",
      "This names two patterns.",
      "",
      "## Tool identity",
      "",
      "`tool_name` is what tools are found by; not `tool_id`.",
      "",
      "- **Logging**: structlog, with `thread_uuid`",
      "- error_handling: fail closed",
    ].join("\n");
    const cwd = folder({ "space/repo_supplement.md": supplement, "l9.config.yaml": "space: [space]\n" });
    const { patterns, tool_identity } = json(cwd);
    const at = (line: number, says: string) => ({
      value: says,
      evidence: [{ file: "space/repo_supplement.md", line, source: "supplement", says }],
    });
    const nothing = { value: null, evidence: [] };
    expect(patterns).toEqual({
      packet_creation: nothing,
      thread_uuid: nothing,
      dependency_injection: nothing,
      route_handler: at(5, "Handlers are `async def` and answer with a model."),
      error_handling: at(20, "fail closed"),
      logging: at(19, "structlog, with thread_uuid"),
    });
    expect(tool_identity).toEqual({ ...at(17, "`tool_name` is what tools are found by;"), value: "tool_name" });
    writeFileSync(join(cwd, "space/repo_supplement.md"), supplement.replace("is what", "is never what"));
    expect(json(cwd).tool_identity).toEqual({ value: "tool_id", evidence: [] });
  });

  it("without a spec prints all ten models, and what is known of the executor", () => {
    const { exitCode, stdout } = l9(["contracts"], { cwd: orders() });
    expect(exitCode).toBe(0);
    const { models, executor } = parse(stdout).CONTRACT_EXTRACTIONS;
    expect(models.map(({ name }: { name: string }) => name)).toEqual([
      ...["AgentTask", "ExecutorResult", "RuntimeContext", "AIOSResult", "ToolBinding", "ToolCallRequest", "ToolCallResult"],
      ...["PacketEnvelopeIn", "PacketMetadata", "PacketProvenance"],
    ]);
    expect(executor).toEqual({
      loop_semantics: "for iteration in range(1, task.max_iterations + 1)",
      termination_conditions: ["range(1, task.max_iterations + 1) is exhausted", "step.tool_id is None"],
      context_fields: ["agent_id", "thread_uuid", "correlation_id", "payload", "tools", "tool_results"],
      max_iterations: "task.max_iterations",
    });
  });

  it("as JSON says of every model, field, method and decision where it was read", () => {
    const root = orders();
    const { models, services, idempotency, tool_identity, executor, exitCode } = json(root, SPEC);
    expect(exitCode).toBe(0);
    const at = (file: string, text: string): unknown => ({ file, line: lineOf(root, file, text), source: "workspace" });
    const [envelope] = models;
    expect(envelope).toMatchObject({ name: "PacketEnvelopeIn", evidence: at(MODELS, "class PacketEnvelopeIn") });
    expect(envelope?.fields[0]).toMatchObject({
      name: "packet_type",
      annotation: "str",
      required: true,
      default: null,
      evidence: at(MODELS, "    packet_type: str"),
    });
    const [service] = services;
    expect(service?.methods.find(({ name }) => name === "write_packet")).toMatchObject({
      async: true,
      parameters: [{ name: "packet", annotation: "PacketEnvelopeIn", required: true }],
      evidence: at("memory/substrate_service.py", "def write_packet"),
    });
    expect(tool_identity.value).toBe("tool_id");
    expect(tool_identity.evidence).toContainEqual({
      ...(at("tools/registry.py", "class ToolCallRequest") as object),
      says: "ToolCallRequest has tool_id",
    });
    expect(idempotency.evidence).not.toEqual([]);
    expect(executor).toBeNull();
  });

  it("takes from the Space what the repository lacks, and says so", () => {
    const root = orders();
    rmSync(join(root, MODELS));
    const space = "space/memory.substrate_models.py.md";
    const [envelope] = json(root, SPEC).models;
    expect(envelope).toMatchObject({
      import: "from memory.substrate_models import PacketEnvelopeIn",
      evidence: { file: space, line: lineOf(root, space, "class PacketEnvelopeIn"), source: "extract" },
    });
  });

  it("reads the Space before the repository where the configuration says so", () => {
    const root = orders();
    const space = "space/memory.substrate_models.py.md";
    expect(json(root, SPEC).models[0]?.evidence).toMatchObject({ file: MODELS, source: "workspace" });
    writeFileSync(join(root, "l9.config.yaml"), "contracts_from: space\n");
    expect(json(root, SPEC).models[0]?.evidence).toEqual({
      file: space,
      line: lineOf(root, space, "class PacketEnvelopeIn"),
      source: "extract",
    });
  });

  it("says that fields are unclear where only an index names the model", () => {
    const root = orders();
    for (const file of [MODELS, "space/memory.substrate_models.py.md", "space/openapi.json"]) rmSync(join(root, file));
    const { exitCode, stdout } = l9(["contracts", SPEC], { cwd: root });
    expect(exitCode).toBe(1);
    expect(parse(stdout).CONTRACT_EXTRACTIONS.models).toContainEqual({
      name: "PacketMetadata",
      import: "from memory.substrate_models import PacketMetadata",
      fields: "unclear",
    });
    expect(json(root, SPEC).models.find(({ name }) => name === "PacketMetadata")).toMatchObject({
      evidence: { source: "index" },
    });
  });

  it("names what is missing, and fails", () => {
    const root = folder({ "specs/a.module-spec.yaml": "module:\n  id: a\n  kind: adapter\n" });
    const { exitCode, stdout } = l9(["contracts", "specs/a.module-spec.yaml"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(parse(stdout).CONTRACT_EXTRACTIONS).toEqual({
      models: [],
      tool_identity: "tool_id",
      idempotency: "none",
      unresolved: [
        "PacketEnvelopeIn: missing",
        "PacketMetadata: missing",
        "PacketProvenance: missing",
        "MemorySubstrateService: missing",
      ],
    });
  });

  it("names what is ambiguous, and fails", () => {
    const root = orders();
    for (const [name, field] of [
      ["a", "int"],
      ["b", "str"],
    ])
      writeFileSync(
        join(root, `core/${name}.py`),
        `class AIOSResult:\n    def __init__(self) -> None:\n        self.${field} = 1\n`,
      );
    rmSync(join(root, "core/agents/schemas.py"));
    const { exitCode, unresolved } = json(root);
    expect(exitCode).toBe(1);
    expect(unresolved).toContainEqual({ name: "AIOSResult", status: "ambiguous" });
  });

  it("names the Space files it can not read, and fails", () => {
    const root = orders();
    writeFileSync(join(root, "space/openapi.json"), '{"paths": ');
    writeFileSync(join(root, "space/picture.txt"), Buffer.from([0, 1, 2]));
    const { exitCode, space_files_unread, models } = json(root, SPEC);
    expect(exitCode).toBe(1);
    expect(models).toHaveLength(3);
    expect(space_files_unread.map(({ file }) => file)).toEqual(["space/openapi.json", "space/picture.txt"]);
    for (const { reason } of space_files_unread) expect(reason).not.toBe("");
    expect(parse(l9(["contracts", SPEC], { cwd: root }).stdout).CONTRACT_EXTRACTIONS.space_files_unread).toHaveLength(2);
  });

  it("says what it can not decide", () => {
    const root = folder({
      "specs/a.module-spec.yaml":
        "module:\n  id: a\n  kind: adapter\n  idempotency: { enabled: true, mechanism: substrate_lookup }\n",
      "core/calls.py":
        "class ToolCallRequest:\n    tool_id: str\n    tool_name: str\n\n    def __init__(self, tool_id: str) -> None: ...\n",
      "core/binding.py":
        "from pydantic import BaseModel\n\n\nclass ToolBinding(BaseModel):\n    tool_id: str\n    tool_name: str\n",
    });
    const { exitCode, stdout } = l9(["contracts", "specs/a.module-spec.yaml"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(parse(stdout).CONTRACT_EXTRACTIONS).toMatchObject({ tool_identity: "ambiguous", idempotency: "unclear" });
    expect(json(root, "specs/a.module-spec.yaml").tool_identity.evidence).toEqual([
      { file: "core/binding.py", line: 4, source: "workspace", says: "ToolBinding has tool_id and tool_name" },
    ]);
  });

  it("works from a subfolder of the workspace, and on one named by --root", () => {
    const root = orders();
    mkdirSync(join(root, ".git"));
    const whole = l9(["contracts", SPEC], { cwd: root });
    expect(l9(["contracts", join("..", "..", SPEC)], { cwd: join(root, "api", "routes") })).toEqual(whole);
    expect(l9(["contracts", join(root, SPEC), "--root", root], { cwd: folder() })).toEqual(whole);
    expect(json(join(root, "api", "routes"), join("..", "..", SPEC)).models[0]?.evidence).toMatchObject({ file: MODELS });
    expect(l9(["contracts"], { cwd: join(root, "api") })).toEqual(l9(["contracts"], { cwd: root }));
  });

  it("honours the aliases of the configuration and of the spec", () => {
    const root = folder({
      "l9.config.yaml": "model_aliases: { PacketProvenance: Origin }\n",
      "specs/a.module-spec.yaml": "module:\n  id: a\n  kind: adapter\n  model_aliases: { PacketEnvelopeIn: Packet }\n",
      "memory/packets.py":
        "from pydantic import BaseModel\n\n\nclass Packet(BaseModel):\n    kind: str\n\n\nclass Origin(BaseModel):\n    source: str\n",
    });
    const { models, unresolved } = json(root, "specs/a.module-spec.yaml");
    expect(models.map(({ name }) => name)).toEqual(["Packet", "Origin"]);
    expect(unresolved.map(({ name }) => name)).toEqual(["PacketMetadata", "MemorySubstrateService"]);
  });

  it.each([
    ["a file that is no spec", ["contracts", "README.md"], "README.md is no module spec of this workspace"],
    ["a file that is not there", ["contracts", "specs/gone.yaml"], "specs/gone.yaml does not exist"],
    ["a format it does not know", ["contracts", "--format", "xml"], "Allowed choices are yaml, json"],
    ["a root that is no folder", ["contracts", "--root", "gone"], "gone is not a folder"],
  ])("stops at %s", (_, args, message) => {
    const outcome = l9(args, { cwd: orders() });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});
