import { beforeAll, expect, test } from "vitest";
import { PUSH, uriOf, type Json, type StartOptions } from "./client.ts";
import type { Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { cursor, ordersWorkspace } from "./orders.ts";

// Contracts in the editor: hover, completion, definition, and findings that follow unsaved edits of what they rest on.

const ADAPTER = "api/orders_webhook_adapter.py";
const MODELS = "memory/substrate_models.py";

async function started(options: Partial<StartOptions> = {}): Promise<{
  client: MemoryClient;
  workspace: ReturnType<typeof ordersWorkspace>;
}> {
  const workspace = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [workspace.root], ...options });
  return { client, workspace };
}

/** One editor for all questions about the sample as it is. */
let asked: Awaited<ReturnType<typeof started>>;
beforeAll(async () => {
  const ends: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void ends.push(end);
  const workspace = ordersWorkspace({ finished });
  asked = { workspace, client: await MemoryClient.start({ roots: [workspace.root] }, finished) };
  return async () => {
    for (const end of ends.reverse()) await end();
  };
});

/** Opens the adapter with one of its texts replaced, in which `‸` is the cursor, and asks there. */
async function ask(method: string, from: string, to: string): Promise<{ answer: Json; path: (name: string) => string }> {
  const { client, workspace } = asked;
  return { answer: await askIn(client, workspace, method, from, to), path: workspace.path };
}

async function askIn(
  client: MemoryClient,
  { path, read }: ReturnType<typeof ordersWorkspace>,
  method: string,
  from: string,
  to: string,
): Promise<Json> {
  const before = read(ADAPTER);
  expect(before).toContain(from);
  const { text, position } = cursor(before.replace(from, to));
  client.open(path(ADAPTER), text);
  const answer: Json = await client.request(method, { textDocument: { uri: uriOf(path(ADAPTER)) }, position });
  client.close(path(ADAPTER));
  return answer;
}

async function hovered(from: string, to: string): Promise<string | undefined> {
  const { answer } = await ask("textDocument/hover", from, to);
  return answer?.contents.value;
}

async function labels(from: string, to: string): Promise<string[]> {
  const { answer } = await ask("textDocument/completion", from, to);
  const items = answer as { label: string; sortText: string }[];
  return items.sort((a, b) => (a.sortText < b.sortText ? -1 : 1)).map(({ label }) => label);
}

const STATEMENT = "        written = await";

test("hover on a model shows its import, its fields and where they were read", async () => {
  expect(await hovered("PacketEnvelopeIn(\n", "PacketEnvel‸opeIn(\n")).toBe(
    "```python\nfrom memory.substrate_models import PacketEnvelopeIn\n\nclass PacketEnvelopeIn:\n" +
      "    packet_type: str\n    payload: Dict[str, Any]\n    metadata: PacketMetadata\n    provenance: Optional[PacketProvenance] = None\n" +
      "```\n\nFrom `memory/substrate_models.py`",
  );
});

test("hover on a model's keyword shows the field", async () => {
  expect(await hovered("provenance=Packet", "prove‸nance=Packet")).toBe(
    "```python\nPacketEnvelopeIn.provenance: Optional[PacketProvenance] = None\n```\n\nFrom `memory/substrate_models.py`",
  );
});

test("hover on a service's method shows its signature", async () => {
  expect(await hovered("_substrate_service.write_packet(", "_substrate_service.write_pac‸ket(")).toBe(
    "```python\nasync def MemorySubstrateService.write_packet(packet: PacketEnvelopeIn) -> PacketWriteResult\n```\n\n" +
      "From `memory/substrate_service.py`",
  );
});

test("hover on a receiver shows the service it is", async () => {
  const text = await hovered("await self._substrate_service.write", "await self._substrate_serv‸ice.write");
  expect(text).toContain("from memory.substrate_service import MemorySubstrateService");
  expect(text).toContain("    async def get_packet(packet_id: UUID) -> Optional[PacketEnvelope]\n");
  expect(text).not.toContain("__init__");
});

test("hover on a name that is no contract says nothing", async () => {
  expect(await hovered("_elapsed_ms(started: float)", "_elapsed_‸ms(started: float)")).toBeUndefined();
  expect(await hovered('"Turns an order', '"Tur‸ns an order')).toBeUndefined();
});

test("a contract that only the Space has is shown with its place there", async () => {
  const workspace = ordersWorkspace({ without: [MODELS] });
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const hover = await askIn(client, workspace, "textDocument/hover", "payload={", "pay‸load={");
  expect(hover.contents.value).toContain("From `space/memory.substrate_models.py.md` (extract of the Space)");
  const target = await askIn(client, workspace, "textDocument/definition", "payload={", "pay‸load={");
  expect(target.uri).toBe(uriOf(workspace.path("space/memory.substrate_models.py.md")));
  const lines = workspace.read("space/memory.substrate_models.py.md").split("\n");
  expect(lines[target.range.start.line]).toBe("    payload: Dict[str, Any]");
  expect(target.range.end.character - target.range.start.character).toBe("payload".length);
});

test("a client without Markdown gets plain text", async () => {
  const capabilities = { ...PUSH, textDocument: { ...PUSH.textDocument, hover: {} } };
  const { client, workspace } = await started({ capabilities });
  const hover = await askIn(client, workspace, "textDocument/hover", "provenance=Packet", "prove‸nance=Packet");
  expect(hover.contents).toEqual({
    kind: "plaintext",
    value: "PacketEnvelopeIn.provenance: Optional[PacketProvenance] = None\nFrom memory/substrate_models.py",
  });
});

test.each([
  ["the class", "PacketEnvelopeIn(\n", "PacketEnvel‸opeIn(\n", MODELS, "class PacketEnvelopeIn(BaseModel):"],
  ["a field", "payload={", "pay‸load={", MODELS, "    payload: Dict[str, Any]"],
  [
    "a method",
    "search_packets_by_thread(",
    "search_packets‸_by_thread(",
    "memory/substrate_service.py",
    "    async def search_packets_by_thread(",
  ],
  [
    "the class in an annotation",
    "PacketEnvelopeIn, PacketMeta",
    "PacketEnvelopeIn, Packet‸Meta",
    MODELS,
    "class PacketMetadata(BaseModel):",
  ],
])("definition leads to %s", async (_, from, to, file, line) => {
  const { client, workspace } = asked;
  const target = await askIn(client, workspace, "textDocument/definition", from, to);
  expect(target.uri).toBe(uriOf(workspace.path(file)));
  expect(workspace.read(file).split("\n")[target.range.start.line]).toBe(line);
});

test("definition of an inherited field leads to the class that declares it", async () => {
  const { client, workspace } = await started();
  const target = await askIn(
    client,
    workspace,
    "textDocument/definition",
    'packet.payload["event_id"] ==',
    'packet.pay‸load["event_id"] ==',
  );
  expect(target.uri).toBe(uriOf(workspace.path(MODELS)));
  expect(workspace.read(MODELS).split("\n")[target.range.start.line]).toBe("    payload: Dict[str, Any]");
});

test("definition finds a class in an unsaved buffer", async () => {
  const { client, workspace } = await started();
  client.open(workspace.path(MODELS), `\n\n\n${workspace.read(MODELS)}`);
  const target = await askIn(client, workspace, "textDocument/definition", "payload={", "pay‸load={");
  const line = workspace.read(MODELS).split("\n").indexOf("    payload: Dict[str, Any]");
  expect(target.range.start.line).toBe(line + 3);
});

const ALL = ["packet_type=", "payload=", "metadata=", "provenance="];

test.each<[string, string, string[]]>([
  ["in an empty call", "PacketEnvelopeIn(‸)", ALL],
  ["behind what is given", "PacketEnvelopeIn(payload=payload, ‸)", ["packet_type=", "metadata=", "provenance="]],
  [
    "in a call that is still open",
    "PacketEnvelopeIn(\n            packet_type=packet_type,\n            ‸\n",
    ["payload=", "metadata=", "provenance="],
  ],
  [
    "in an open call at the end of its line",
    "PacketEnvelopeIn(packet_type=packet_type,‸",
    ["payload=", "metadata=", "provenance="],
  ],
  [
    "before what is given",
    "PacketEnvelopeIn(\n            ‸\n            packet_type=packet_type,\n            payload={}\n        )",
    ["metadata=", "provenance="],
  ],
  [
    "behind nested brackets",
    'PacketEnvelopeIn(\n            payload={"a": [1, (2)], "b": dict(metadata=3)},\n            ‸',
    ["packet_type=", "metadata=", "provenance="],
  ],
  [
    "behind brackets in strings and comments",
    "PacketEnvelopeIn(\n            packet_type=')(', # metadata=(\n            ‸",
    ["payload=", "metadata=", "provenance="],
  ],
  [
    "behind a comparison",
    "PacketEnvelopeIn(\n            packet_type=metadata == 1,\n            ‸",
    ["payload=", "metadata=", "provenance="],
  ],
  ["with a word begun", "PacketEnvelopeIn(\n            pay‸", ALL],
  ["with spaces around what is given", "PacketEnvelopeIn(packet_type = 1, ‸", ["payload=", "metadata=", "provenance="]],
  ["not where a value stands", "PacketEnvelopeIn(packet_type=‸)", []],
  ["not in a string", 'PacketEnvelopeIn(packet_type="a, ‸")', []],
  ["not in a string that is open", 'PacketEnvelopeIn(packet_type="a, ‸', []],
  ["not in a comment", "PacketEnvelopeIn(  # a, ‸\n            packet_type=packet_type)", []],
  ["not in a list inside", "PacketEnvelopeIn(payload=[‸", []],
  [
    "of the innermost call",
    "PacketEnvelopeIn(metadata=PacketMetadata(tool_id=1, ‸",
    ["thread_uuid=", "correlation_id=", "schema_version=", "domain="],
  ],
  ["not of a function", "_elapsed_ms(‸)", []],
])("keywords of a model %s", async (_, to, expected) => {
  expect(await labels(STATEMENT, `        _ = ${to}\n${STATEMENT}`)).toEqual(expected);
});

test("a keyword says what it takes, and required ones come first", async () => {
  const { answer } = await ask("textDocument/completion", STATEMENT, `        _ = PacketEnvelopeIn(‸)\n${STATEMENT}`);
  expect(answer[0]).toEqual({
    label: "packet_type=",
    kind: 5,
    detail: "PacketEnvelopeIn, required: str",
    insertText: "packet_type=",
    insertTextFormat: 1,
    filterText: "packet_type",
    sortText: "00000",
  });
  expect(answer[3]).toMatchObject({ detail: "PacketEnvelopeIn: Optional[PacketProvenance]", sortText: "10003" });
});

const SERVICE = ["write_packet", "get_packet", "search_packets_by_thread", "search_packets_by_type", "close"];
const LINE = "        inbound = await self._write(";
const HANDLER = "def _elapsed_ms(started: float) -> int:\n    return int(";

test.each<[string, string, string, string[]]>([
  ["of a self attribute", LINE, `        await self._substrate_service.‸\n${LINE}`, SERVICE],
  ["of a self attribute, with a word begun", LINE, `        await self._substrate_service.wri‸\n${LINE}`, SERVICE],
  [
    "of a self attribute, before a statement that begins with a keyword",
    LINE,
    `        await self._substrate_service.‸\n        return None\n${LINE}`,
    SERVICE,
  ],
  ["of a self attribute in an open call", LINE, `        print(self._substrate_service.‸\n${LINE}`, SERVICE],
  [
    "of a self attribute in an open call of a class's last method",
    HANDLER,
    `    def more(self) -> None:\n        print([self._substrate_service.‸\n\n\n${HANDLER}`,
    SERVICE,
  ],
  ["on a line of its own", LINE, `        found = (self._substrate_service\n            .‸\n        )\n${LINE}`, SERVICE],
  [
    "of an annotated parameter",
    HANDLER,
    `def _more(service: MemorySubstrateService) -> None:\n    service.‸\n\n\n${HANDLER}`,
    SERVICE,
  ],
  [
    "of an annotated parameter in broken code",
    HANDLER,
    `def _more(service: MemorySubstrateService) -> None:\n    if service.‸\n\n\n${HANDLER}`,
    SERVICE,
  ],
  [
    "of an injected name",
    HANDLER,
    `async def _more(substrate_service, other):\n    await substrate_service.‸\n\n\n${HANDLER}`,
    SERVICE,
  ],
  [
    "of a local variable",
    HANDLER,
    `async def _more(app) -> None:\n    s = MemorySubstrateService(None)\n    x = [s.‸\n\n\n${HANDLER}`,
    SERVICE,
  ],
  ["not of an unknown name", HANDLER, `async def _more(other) -> None:\n    await other.‸\n\n\n${HANDLER}`, []],
  ["not of a number", HANDLER, `async def _more(other) -> None:\n    x = 1.‸\n\n\n${HANDLER}`, []],
  ["not in a string", HANDLER, `def _more(service: MemorySubstrateService) -> None:\n    "service.‸"\n\n\n${HANDLER}`, []],
  ["not in a comment", HANDLER, `def _more(service: MemorySubstrateService) -> None:\n    pass  # service.‸\n\n\n${HANDLER}`, []],
])("members %s", async (_, from, to, expected) => {
  expect(await labels(from, to)).toEqual(expected);
});

test("fields of a model come behind a dot", async () => {
  const to = `def _more(packet: PacketEnvelopeIn) -> None:\n    packet.‸\n\n\n${HANDLER}`;
  expect(await labels(HANDLER, to)).toEqual(["packet_type", "payload", "metadata", "provenance"]);
});
