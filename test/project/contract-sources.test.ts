import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// Contracts beside the workspace's own files: packages of Python and npm, and documents with schemas.

beforeAll(async () => void (await Promise.all([loadPython(), loadTypeScript()])), 60_000);

const SITE = ".venv/lib/python3.12/site-packages";
const MODELS =
  "from pydantic import BaseModel\n\n\nclass TransportPacket(BaseModel):\n    packet_type: str\n    payload: dict\n\n\n" +
  "class PacketStore:\n    async def write_packet(self, packet: TransportPacket) -> None: ...\n";

function folder(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-sources-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

async function open(root: string): Promise<Linter> {
  const { config, problems } = await loadConfig(root, { userFile: null });
  expect(problems).toEqual([]);
  const linter = new Linter(root, config);
  onTestFinished(() => linter.dispose());
  linter.scan();
  return linter;
}

/** Rules that found something in a file, with the line. */
function said(linter: Linter, path: string): string[] {
  return linter
    .check(join(linter.root, path))
    .filter(({ rule }) => /_model_field$|^unknown_service/.test(rule))
    .map(({ rule, span }) => `${rule}@${linter.files.text(join(linter.root, path)).slice(0, span.start).split("\n").length}`);
}

it("a package of Python is a contract for what imports it, and may play the part of a model or a service", async () => {
  const root = folder({
    "l9.config.yaml":
      "scope: all\ncontract_sources: [acme_packets]\nmodel_aliases: { PacketEnvelopeIn: TransportPacket, MemorySubstrateService: acme_packets.models.PacketStore }\n",
    [`${SITE}/acme_packets/__init__.py`]: "from .models import TransportPacket\n",
    [`${SITE}/acme_packets/models.py`]: MODELS,
    [`${SITE}/other/models.py`]: "class TransportPacket:\n    pass\n",
    "api/a.py":
      "from acme_packets import TransportPacket\nfrom acme_packets.models import PacketStore\n\n\nasync def send(store: PacketStore) -> None:\n" +
      '    packet = TransportPacket(packet_type="a", payload={}, tenant="x")\n    await store.write_packet(packet)\n    await store.search_packets("x")\n',
  });
  const linter = await open(root);
  expect(said(linter, "api/a.py")).toEqual(["unknown_model_field@6", "unknown_service_method@8"]);
  const contracts = linter.contractsOf(null);
  expect(contracts.required("PacketEnvelopeIn")).toMatchObject({
    status: "found",
    alias: "TransportPacket",
    class: { module: "acme_packets.models", evidence: { rank: "package" } },
  });
  expect(contracts.required("MemorySubstrateService")).toMatchObject({ status: "found", class: { name: "PacketStore" } });
  // Without the row nothing of the package is known.
  writeFileSync(join(root, "l9.config.yaml"), "scope: all\n");
  expect(said(await open(root), "api/a.py")).toEqual([]);
});

it("the workspace's own class stands above a namesake of a package", async () => {
  const root = folder({
    "l9.config.yaml": "contract_sources: [acme_packets]\n",
    [`${SITE}/acme_packets/__init__.py`]: "class PacketEnvelopeIn:\n    pass\n",
    "memory/models.py": "class PacketEnvelopeIn:\n    pass\n",
  });
  const found = (await open(root)).contractsOf(null).required("PacketEnvelopeIn");
  expect(found).toMatchObject({ status: "found", class: { module: "memory.models" } });
});

it("types of a package of npm are found under the name that imports it, re-exports followed", async () => {
  const root = folder({
    "l9.config.yaml": 'contract_sources: ["@acme/contracts", plain]\n',
    "node_modules/@acme/contracts/package.json": '{"exports": {".": {"import": {"types": "./dist/index.d.ts"}}}}',
    "node_modules/@acme/contracts/dist/index.d.ts":
      'export * from "./models.js";\nexport declare class PacketStore {\n  writePacket(packet: string): Promise<void>;\n}\n',
    "node_modules/@acme/contracts/dist/models.d.ts":
      "export interface TransportPacket {\n  packetType: string;\n  tenant?: string;\n}\n",
    "node_modules/@acme/contracts/dist/index.js": "export class NotRead {}\n",
    "node_modules/plain/index.d.ts": "export interface Plain {\n  id: number;\n}\n",
  });
  const contracts = (await open(root)).contractsOf(null);
  expect(contracts.classAt("@acme.contracts.TransportPacket", "typescript")?.fields).toMatchObject([
    { name: "packetType", required: true },
    { name: "tenant", required: false },
  ]);
  expect(contracts.classAt("@acme.contracts.PacketStore", "typescript")?.methods.map(({ name }) => name)).toEqual([
    "writePacket",
  ]);
  expect(contracts.classAt("plain.Plain", "typescript")?.fields.map(({ name }) => name)).toEqual(["id"]);
});

it("OpenAPI documents and JSON Schemas are models, by what they are called", async () => {
  const root = folder({
    "l9.config.yaml": "contract_sources: [./schemas]\n",
    "schemas/openapi.yaml":
      "openapi: 3.1.0\ncomponents:\n  schemas:\n    ToolCallRequest:\n      required: [tool_id]\n      properties: { tool_id: { type: string }, priority: { type: integer, default: 3 } }\n",
    "schemas/tool-call-result.schema.json": '{"type": "object", "properties": {"output": {"type": "string"}}}',
    "schemas/defs.json": '{"$defs": {"AgentTask": {"properties": {"id": {"type": "string", "format": "uuid"}}}}}',
    "schemas/broken.json": "{",
    "schemas/other.yaml": "services: {}\n",
  });
  const contracts = (await open(root)).contractsOf(null);
  const fields = (name: string): unknown => {
    const found = contracts.required(name);
    return found.status === "found"
      ? found.class.fields.map((field) => `${field.name}: ${field.annotation ?? "?"}`)
      : found.status;
  };
  expect(fields("ToolCallRequest")).toEqual(["tool_id: str", "priority: int"]);
  expect(fields("ToolCallResult")).toEqual(["output: str"]);
  expect(fields("AgentTask")).toEqual(["id: UUID"]);
});

it("a source that is not there, or not of the workspace, is told at its place", async () => {
  const rows: [string, RegExp][] = [
    ["acme", /found neither in node_modules nor in \.venv: install acme\./],
    ["schemas", /install schemas, or write \.\/schemas for the one beside this file/],
    ["./none", /does not exist/],
    ["../elsewhere", /lies outside of the workspace/],
    ["linked", /is a link that leads out of the workspace/],
    ["https://example.org", /is no package and no path/],
  ];
  for (const [name, expected] of rows) {
    const root = folder({
      "ws/l9.config.yaml": `contract_sources: ["${name}"]\n`,
      "ws/schemas/a.json": "{}",
      "ws/node_modules/x/index.d.ts": "",
      "elsewhere/index.d.ts": "",
    });
    symlinkSync(join(root, "elsewhere"), join(root, "ws", "node_modules", "linked"));
    const { problems } = await loadConfig(join(root, "ws"), { userFile: null });
    expect(
      problems.map(({ message }) => message),
      name,
    ).toEqual([expect.stringMatching(expected)]);
    expect(problems[0]?.span.start, name).toBe("contract_sources: [".length);
    expect(relative(root, problems[0]?.path ?? "")).toBe(join("ws", "l9.config.yaml"));
  }
});
