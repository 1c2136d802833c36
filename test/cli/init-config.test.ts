import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { l9 } from "./run.ts";

// What `l9 init` proposes for a workspace: what is certain as settings, the rest as comments, with a reason each.

const PROFILES = join(import.meta.dirname, "..", "..", "examples", "profiles");

function workspace(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-propose-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** The configuration that is proposed; a check right after it must take it as it is. */
function proposed(cwd: string): string {
  expect(l9(["init"], { cwd })).toMatchObject({ exitCode: 0, stderr: "" });
  const { exitCode, stdout, stderr } = l9(["check"], { cwd });
  expect([exitCode === 2, `${stdout}${stderr}`.includes("config_invalid")]).toEqual([false, false]);
  return readFileSync(join(cwd, "l9.config.yaml"), "utf8");
}

const MODELS = `from pydantic import BaseModel


class Header(BaseModel):
    thread_uuid: str


class Origin(BaseModel):
    source: str


class TransportPacket(BaseModel):
    kind: str
    body: dict
    header: Header
    origin: Origin | None = None


class StoredPacket(TransportPacket):
    packet_id: str
`;

const STORE = `from hub.models import StoredPacket, TransportPacket


class HubStore:
    async def write_packet(self, packet: TransportPacket) -> str: ...

    async def find_packets(self, thread: str) -> list[StoredPacket]: ...
`;

const TOOLS = `from pydantic import BaseModel


class BoundTool(BaseModel):
    tool_id: str


class ToolOrder(BaseModel):
    tool_id: str
    arguments: dict


class ToolOutcome(BaseModel):
    output: dict


class HubRegistry:
    def register(self, tool: BoundTool) -> None: ...

    async def dispatch(self, order: ToolOrder) -> ToolOutcome: ...
`;

describe("what l9 init proposes", () => {
  it("names the classes that play the parts of packets and tools, by their shape and use", () => {
    const text = proposed(
      workspace({ "hub/models.py": MODELS, "hub/store.py": STORE, "hub/tools.py": TOOLS, "tests/test_a.py": "" }),
    );
    expect(text).toContain("scope: contracts");
    expect(text).toContain("they are in tests/ here");
    const [, block = ""] = /^contracts:\n(.*?)\n#/ms.exec(text) ?? [];
    expect(
      block
        .trim()
        .split("\n")
        .map((line) => line.trim().replace(/ #.*/, "")),
    ).toEqual([
      "packet: TransportPacket",
      "packet_service: HubStore",
      "stored_packet: StoredPacket",
      "packet_metadata: Header",
      "packet_provenance: Origin",
      "tool_registry: HubRegistry",
      "tool_request: ToolOrder",
      "tool_result: ToolOutcome",
      "tool_binding: BoundTool",
    ]);
    expect(block).toContain("# has kind, body, header and origin, and HubStore.write_packet takes it");
  });

  it("leaves to a person what is not certain", () => {
    const other =
      "from hub.models import Header\nfrom pydantic import BaseModel\n\n\nclass AuditEnvelope(BaseModel):\n    type: str\n    payload: dict\n    header: Header\n";
    const sink =
      "from hub.audit import AuditEnvelope\n\n\nclass AuditLog:\n    def write(self, entry: AuditEnvelope) -> None: ...\n";
    const text = proposed(
      workspace({ "hub/models.py": MODELS, "hub/store.py": STORE, "hub/audit.py": other, "hub/log.py": sink }),
    );
    expect(text).toContain("contracts: {}\n");
    for (const name of ["TransportPacket", "AuditEnvelope"]) expect(text).toContain(`# perhaps packet: ${name} (`);
  });

  it("says nothing of classes that go by the generator document's names", () => {
    const rename = (text: string): string =>
      text
        .replace(/TransportPacket/g, "PacketEnvelopeIn")
        .replace(/StoredPacket/g, "PacketEnvelope")
        .replace(/HubStore/g, "MemorySubstrateService")
        .replace(/\bHeader\b/g, "PacketMetadata")
        .replace(/\bOrigin\b/g, "PacketProvenance");
    expect(proposed(workspace({ "hub/models.py": rename(MODELS), "hub/store.py": rename(STORE) }))).toContain("contracts: {}\n");
  });

  it("names packages whose models the code imports, and folders of schemas", () => {
    const site = ".venv/lib/python3.12/site-packages";
    const cwd = workspace({
      [`${site}/acme_packets/__init__.py`]: MODELS,
      [`${site}/acme_web/__init__.py`]: "class Router:\n    def get(self) -> None: ...\n",
      "hub/store.py": STORE.replace("hub.models", "acme_packets"),
      "hub/web.py": "from acme_web import Router\n\nROUTER = Router\n",
      "schemas/order.schema.json":
        '{ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Order", "properties": {} }',
      "docs/readme.yaml": "a: 1\n",
      ".gitignore": ".venv\n",
    });
    const text = proposed(cwd);
    expect(text).toMatch(
      /contract_sources:\n {2}- "acme_packets" # the code imports StoredPacket, TransportPacket from it\n {2}- "\.\/schemas" # .*order\.schema\.json\n/,
    );
    expect(text).toContain("  packet: TransportPacket #");
    expect(text).not.toMatch(/acme_web|\.\/docs/);
  });

  it("looks at TypeScript too", () => {
    const cwd = workspace({
      "src/packets.ts":
        "export interface Header { threadUuid: string }\nexport interface TransportPacket { kind: string; body: object; header: Header }\n",
      "src/store.ts":
        'import type { TransportPacket } from "./packets";\n\nexport class HubStore {\n  async writePacket(packet: TransportPacket): Promise<void> {}\n}\n',
    });
    expect(proposed(cwd)).toMatch(/ {2}packet: TransportPacket #.*\n {2}packet_service: HubStore #/);
  });

  it("keeps to modules where specs are, and in an empty folder", () => {
    expect(proposed(workspace({ "specs/a.module-spec.yaml": "module:\n  id: a\n" }))).toContain(
      "# 1 spec of a module is here.\nscope: modules",
    );
    expect(proposed(workspace({}))).toContain("scope: modules");
  });

  it.each(["layered-service", "node-template", "graph-engine"])("is clean for the repository of %s", (name) => {
    const cwd = workspace({});
    cpSync(join(PROFILES, name, "clean"), cwd, { recursive: true });
    rmSync(join(cwd, "l9.config.yaml"), { force: true });
    expect(proposed(cwd)).toContain("scope: contracts");
    expect(l9(["check"], { cwd }).exitCode).toBe(0);
  });
});
