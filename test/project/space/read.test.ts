import { describe, expect, it } from "vitest";
import type { SpaceEntry } from "../../../server/facts/space.ts";
import { readSpaceText } from "../../../server/project/space/read.ts";

/** What a text says, without places; each place is checked to hold the text it stands for. */
function entries(path: string, text: string): Omit<SpaceEntry, "span">[] {
  const { facts, problem } = readSpaceText(path, text);
  expect(problem).toBeNull();
  return facts.entries.map((entry) => {
    expect(text.slice(entry.span.start, entry.span.end).trim()).not.toBe("");
    return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "span")) as Omit<SpaceEntry, "span">;
  });
}

const symbol = { kind: "symbol", owner: null, parameters: null, returns: null, path: null, doc: null };
const parameter = (name: string, annotation: string | null = null, initial: string | null = null): object => ({
  name,
  annotation,
  default: initial,
});

describe("an index text", () => {
  it("has one entry a line below its header of comments", () => {
    const text = [
      "# Pydantic models",
      "# Generated 2025-12-18, 2 entries",
      "",
      "PacketEnvelopeIn @ memory/substrate_models.py - Input model for packet submission",
      "ToolBinding @ core/agents/schemas.py:41 - A tool bound to an agent instance - by id.",
    ].join("\n");
    expect(entries("/w/space/pydantic_models.txt", text)).toEqual([
      {
        ...symbol,
        what: "class",
        name: "PacketEnvelopeIn",
        path: "memory/substrate_models.py",
        doc: "Input model for packet submission",
      },
      {
        ...symbol,
        what: "class",
        name: "ToolBinding",
        path: "core/agents/schemas.py",
        doc: "A tool bound to an agent instance - by id.",
      },
    ]);
  });

  it("reads how a method is made and what it is called", () => {
    const text = [
      "MemorySubstrateService::async write_packet(packet_in) @ memory/substrate_service.py",
      "core/x.py::Service::classmethod build(name)",
      "Service.async def run(task) @ core/x.py",
    ].join("\n");
    expect(entries("/w/space/method_catalog.txt", text)).toMatchObject([
      { owner: "MemorySubstrateService", name: "write_packet" },
      { owner: "Service", name: "build" },
      { owner: "Service", name: "run" },
    ]);
  });

  it("tells classes, methods and functions apart", () => {
    const text = [
      "core/agents/schemas.py::ToolBinding - A tool bound to an agent instance.",
      "AgentExecutorService::__init__(self, aios_runtime, tool_registry) @ core/agents/executor.py",
      "MemorySubstrateService.search_packets_by_type(packet_type: str, limit: int = 100) -> List[PacketEnvelope] @ memory/substrate_service.py",
      "memory/substrate_service.py::MemorySubstrateService.write_packet(packet: Dict[str, Any], *, flush=True)",
      "memory/substrate_service.py::MemorySubstrateService::close()",
      "async create_app() -> FastAPI @ api/server.py - Factory",
      "MAX_RETRIES @ core/config.py",
      "lifespan @ api/server.py",
    ].join("\r\n");
    const service = { ...symbol, what: "method", owner: "MemorySubstrateService", path: "memory/substrate_service.py" };
    expect(entries("/w/space/function_signatures.txt", text)).toEqual([
      {
        ...symbol,
        what: "class",
        name: "ToolBinding",
        path: "core/agents/schemas.py",
        doc: "A tool bound to an agent instance.",
      },
      {
        ...symbol,
        what: "method",
        name: "__init__",
        owner: "AgentExecutorService",
        parameters: [parameter("aios_runtime"), parameter("tool_registry")],
        path: "core/agents/executor.py",
      },
      {
        ...service,
        name: "search_packets_by_type",
        parameters: [parameter("packet_type", "str"), parameter("limit", "int", "100")],
        returns: "List[PacketEnvelope]",
      },
      { ...service, name: "write_packet", parameters: [parameter("packet", "Dict[str, Any]"), parameter("flush", null, "True")] },
      { ...service, name: "close", parameters: [] },
      {
        ...symbol,
        what: "function",
        name: "create_app",
        parameters: [],
        returns: "FastAPI",
        path: "api/server.py",
        doc: "Factory",
      },
      { kind: "environment", name: "MAX_RETRIES", path: "core/config.py", doc: null },
      { ...symbol, what: "name", name: "lifespan", path: "api/server.py" },
    ]);
  });

  it("has routes with an arrow of any kind", () => {
    const text = [
      "POST /twilio/webhook → handle_twilio() @ api/adapters/twilio/routes.py",
      "GET /memory/threads/{thread_uuid} -> memory.thread(thread_uuid) @ api/routes/memory.py",
      "DELETE /tools/{tool_id}",
    ].join("\n");
    expect(entries("/w/space/fastapi_routes.txt", text)).toEqual([
      {
        kind: "route",
        method: "POST",
        route: "/twilio/webhook",
        handler: "handle_twilio",
        path: "api/adapters/twilio/routes.py",
      },
      { kind: "route", method: "GET", route: "/memory/threads/{thread_uuid}", handler: "thread", path: "api/routes/memory.py" },
      { kind: "route", method: "DELETE", route: "/tools/{tool_id}", handler: null, path: null },
    ]);
  });

  it("has environment names, alone, with a value, a file or as they are read", () => {
    const text = [
      "TWILIO_AUTH_TOKEN",
      "DEBUG",
      "REDIS_URL=redis://localhost",
      "AIOS_BASE_URL @ api/server.py - Where AIOS is",
      'os.environ["L9_HOME"] @ core/paths.py',
    ].join("\n");
    const variable = { kind: "environment", path: null, doc: null };
    expect(entries("/w/space/env_refs.txt", text)).toEqual([
      { ...variable, name: "TWILIO_AUTH_TOKEN" },
      { ...variable, name: "DEBUG" },
      { ...variable, name: "REDIS_URL" },
      { ...variable, name: "AIOS_BASE_URL", path: "api/server.py", doc: "Where AIOS is" },
      { ...variable, name: "L9_HOME", path: "core/paths.py" },
    ]);
    expect(entries("/w/space/notes.txt", "DEBUG\nTWILIO_AUTH_TOKEN")).toEqual([{ ...variable, name: "TWILIO_AUTH_TOKEN" }]);
  });

  it("leaves prose, mail addresses and long lines alone", () => {
    const text = [
      "The substrate is the one way packets are written.",
      "integrations@example.com",
      `A${"a".repeat(5000)} @ core/x.py`,
      "see core/x.py",
    ].join("\n");
    expect(entries("/w/space/notes.txt", text)).toEqual([]);
  });
});

describe("a Markdown table", () => {
  it("lists classes, whatever the columns are called", () => {
    const text =
      "## Models\n\n| Model | Location | Description |\n|---|:---:|---|\n| `PacketEnvelopeIn` | `memory/substrate_models.py` | A \\| B |\n| **ToolBinding** | [schemas](x) in core/agents/schemas.py | |\n";
    expect(entries("/w/space/code_index.md", text)).toEqual([
      { ...symbol, what: "class", name: "PacketEnvelopeIn", path: "memory/substrate_models.py", doc: "A | B" },
      { ...symbol, what: "class", name: "ToolBinding", path: "core/agents/schemas.py" },
    ]);
  });

  it("lists the methods of the class in the heading", () => {
    const text =
      "### MemorySubstrateService\n\n| Method | Parameters | Returns |\n|---|---|---|\n| `write_packet` | `(packet: PacketEnvelopeIn)` | `PacketWriteResult` |\n| `close()` | | `None` |\n";
    const method = { ...symbol, what: "method", owner: "MemorySubstrateService" };
    expect(entries("/w/space/code_index.md", text)).toEqual([
      { ...method, name: "write_packet", parameters: [parameter("packet", "PacketEnvelopeIn")], returns: "PacketWriteResult" },
      { ...method, name: "close", parameters: [], returns: "None" },
    ]);
  });

  it("lists routes when a column holds HTTP methods", () => {
    const text =
      "| Method | Path | Handler | File |\n|---|---|---|---|\n| post | `/memory/ingest` | `ingest()` | `api/routes/memory.py` |\n";
    expect(entries("/w/space/repo_facts.md", text)).toEqual([
      { kind: "route", method: "POST", route: "/memory/ingest", handler: "ingest", path: "api/routes/memory.py" },
    ]);
  });

  it("lists the fields of the model in the heading", () => {
    const text =
      "#### `PacketMetadata` fields\n\n| Field | Type | Required | Default |\n|---|---|---|---|\n| `thread_uuid` | `UUID` | yes | – |\n| `domain` | `Optional[str]` | no | `None` |\n";
    const { facts } = readSpaceText("/w/space/repo_supplement.md", text);
    expect(facts.rank).toBe("supplement");
    expect(facts.entries).toMatchObject([
      {
        kind: "schema",
        name: "PacketMetadata",
        fields: [
          { name: "thread_uuid", annotation: "UUID", required: true, default: null },
          { name: "domain", annotation: "Optional[str]", required: false, default: "None" },
        ],
      },
    ]);
    const [schema] = facts.entries;
    const field = schema?.kind === "schema" ? schema.fields[1] : undefined;
    expect(text.slice(field?.span.start, field?.span.end)).toBe("| `domain` | `Optional[str]` | no | `None` |");
  });

  it("of two columns says facts, and so do labelled lines", () => {
    const text =
      "# Facts\n\n- **Tool identity**: `tool_id`\n- Idempotency: substrate_lookup\n\n| Fact | Value |\n|---|---|\n| Tests | `pytest` |\n\nsee also: nothing\n";
    const statement = { kind: "statement", section: "Facts" };
    expect(entries("/w/space/repo_facts.md", text)).toEqual([
      { ...statement, key: "Tool identity", value: "tool_id" },
      { ...statement, key: "Idempotency", value: "substrate_lookup" },
      { ...statement, key: "Tests", value: "pytest" },
    ]);
  });

  it("is read by lines inside a fence without a language, not inside a fence of code", () => {
    const text = "```\nToolBinding @ core/agents/schemas.py\n```\n\n```python\nToolBinding @ core/agents/other.py\n```\n";
    expect(entries("/w/space/code_index.md", text)).toEqual([
      { ...symbol, what: "class", name: "ToolBinding", path: "core/agents/schemas.py" },
    ]);
  });
});

describe("openapi.json", () => {
  const document = JSON.stringify(
    {
      openapi: "3.0.2",
      info: { title: "paths", description: '"/fake": {}' },
      paths: { "/memory/ingest": { post: { operationId: "ingest" }, parameters: [] }, "/health": { get: {} } },
      components: {
        schemas: {
          PacketMetadata: {
            title: "PacketMetadata",
            required: ["thread_uuid"],
            properties: {
              thread_uuid: { type: "string", format: "uuid" },
              title: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
              tags: { type: "array", items: { $ref: "#/components/schemas/Tag" } },
              limits: { type: "object", additionalProperties: { type: "integer" } },
            },
            additionalProperties: false,
          },
          Kind: { enum: ["a", "b"] },
        },
      },
    },
    null,
    2,
  );

  it("has routes and the fields of models, each with its place", () => {
    const { facts, problem } = readSpaceText("/w/space/openapi.json", document);
    expect(problem).toBeNull();
    expect(facts.entries).toMatchObject([
      { kind: "route", method: "POST", route: "/memory/ingest" },
      { kind: "route", method: "GET", route: "/health" },
      {
        kind: "schema",
        name: "PacketMetadata",
        extra: false,
        fields: [
          { name: "thread_uuid", annotation: "UUID", required: true, default: null },
          { name: "title", annotation: "Optional[str]", required: false, default: "None" },
          { name: "tags", annotation: "List[Tag]", required: false },
          { name: "limits", annotation: "Dict[str, int]", required: false },
        ],
      },
    ]);
    const schema = facts.entries.at(-1);
    const title = schema?.kind === "schema" ? schema.fields[1]?.span : undefined;
    expect(document.slice(title?.start, (title?.end ?? 0) + 3)).toBe('"title": {');
  });

  it.each([
    ["{", "line 1, column 2: a key in double quotes is expected"],
    ['{"a": 1,}', "line 1, column 9: a key in double quotes is expected"],
    ['{"a": [1 2]}', 'line 1, column 10: "," or "]" is expected'],
    ['{\n  "a": tru\n}', 'line 2, column 8: "t" stands where a value is expected'],
    ['{"a": "x\n"}', "line 1, column 7: a text is not closed on its line"],
    ['{"a": "\\x"}', "line 1, column 7: a text holds an escape that JSON does not have"],
    ["{} {}", "line 1, column 4: there is more behind the end of the value"],
    ["", "line 1, column 1: it ends where a value is expected"],
    ["[".repeat(100_000), "line 1, column 514: it is nested deeper than 512 levels"],
  ])("that is broken is a problem that says where (%#)", (text, message) => {
    const { facts, problem } = readSpaceText("/w/space/openapi.json", text);
    expect(problem?.message).toBe(`it is not valid JSON (${message})`);
    expect(facts.entries).toEqual([]);
  });

  it("of any other shape says nothing, and a BOM is no mistake", () => {
    expect(readSpaceText("/w/space/other.json", '\ufeff[1, -2.5e3, {"paths": null}, "\\u00e9\\n"]')).toMatchObject({
      problem: null,
      facts: { entries: [] },
    });
  });
});
