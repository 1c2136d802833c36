import { beforeAll, expect, test } from "vitest";
import { CONTRACT_PARTS } from "../../rules/profile/contract-parts.ts";
import { applied, uriOf, type Json } from "./client.ts";
import type { Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { cursor, ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// Completion that knows the repository: what a spec and the configuration may name, as code, tests and contracts have it.

const ADAPTER = "api/orders_webhook_adapter.py";
const CONFIG = "l9.config.yaml";
let client: MemoryClient;
let workspace: ReturnType<typeof ordersWorkspace>;
const open = new Set<string>();

beforeAll(async () => {
  const finishers: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void finishers.push(end);
  workspace = ordersWorkspace({ finished });
  workspace.write(CONFIG, "scope: modules\n");
  client = await MemoryClient.start({ roots: [workspace.root] }, finished);
  await client.settled();
  return async () => {
    for (const end of finishers.reverse()) await end();
  };
});

/** What is offered at `‸` in a file of the sample that one text of it is replaced in: labels, each with where it comes from. */
async function offered(file: string, text: string, marked: string): Promise<string[]> {
  const whole = file === CONFIG ? "" : workspace.read(file);
  if (!whole.includes(text)) throw new Error(`${file} has no ${text}`);
  const made = cursor(file === CONFIG ? marked : whole.replace(text, () => marked));
  const path = workspace.path(file);
  if (open.has(file)) client.change(path, made.text);
  else client.open(path, made.text);
  open.add(file);
  const items: Json[] = await client.request("textDocument/completion", {
    textDocument: { uri: uriOf(path) },
    position: made.position,
  });
  // Keys of the configuration as editors show them; of a spec as they are sent, what the repository has first.
  const bySort = (a: Json, b: Json): number => ((a.sortText as string) < (b.sortText as string) ? -1 : 1);
  const shown = file === CONFIG ? items.toSorted(bySort) : items;
  return shown.map(({ label, detail }) => (detail ? `${label as string} (${detail as string})` : (label as string)));
}

test("packet types that the code emits and the spec does not declare, and those of other modules", async () => {
  const found = await offered(ORDERS_SPEC, "      - orders_webhook.in\n", "      - ‸\n");
  expect(found[0]).toBe("orders_webhook.in (emitted by the module's code)");
  expect(found).toContainEqual(expect.stringMatching(/ \(declared by payments_webhook\)$/));
  expect(found).not.toContain("orders_webhook.out (emitted by the module's code)");
});

test("variables that the code reads, fields of the metadata, models, files and tests that exist", async () => {
  expect((await offered(ORDERS_SPEC, "      - ORDERS_API_TOKEN\n", "      - ‸\n"))[0]).toBe(
    "ORDERS_API_TOKEN (read by the module's code)",
  );
  const metadata = await offered(ORDERS_SPEC, "[tool_id, thread_uuid, correlation_id]", "[‸]");
  expect(metadata.map((item) => item.split(" ")[0])).toEqual(
    expect.arrayContaining(["tool_id", "thread_uuid", "correlation_id"]),
  );
  expect(await offered(ORDERS_SPEC, "payload_type: JSON", "payload_type: ‸")).toContain(
    "OrderEvent (api.orders_webhook_adapter)",
  );
  expect(await offered(ORDERS_SPEC, "      - api/server.py", "      - ‸")).toEqual(
    expect.arrayContaining(["api/server.py", "api/routes/health.py"]),
  );
  const tests = await offered(ORDERS_SPEC, "      - valid_order_processed\n", "      - ‸\n");
  expect(tests.filter((item) => item.endsWith("(tests/test_orders_webhook.py)")).map((item) => item.split(" ")[0])).toEqual([
    "valid_order_processed",
    "other_event_of_the_thread_is_no_duplicate",
    "client_posts_the_acknowledgement",
  ]);
});

test("ids of rules in a suppression, those that find something here first", async () => {
  const found = await offered(ADAPTER, "import os\n", "import os\nimport logging  # l9: ignore[random_uuid, ‸]\n");
  expect(found).toContain("forbidden_import (found in this file)");
  expect(found.some((item) => item.startsWith("type_ignore "))).toBe(false);
  expect(await offered(ADAPTER, "import os\n", "import os # l9: ‸\n")).toEqual([]);
});

test("all of the configuration: keys, rules with what they find, severities, classes", async () => {
  expect(await offered(CONFIG, "", "sc‸")).toEqual(
    expect.arrayContaining([expect.stringContaining("scope"), expect.stringContaining("rules")]),
  );
  expect(await offered(CONFIG, "", "scope: ‸")).toEqual(["modules", "contracts", "all"]);
  expect(await offered(CONFIG, "", "rules:\n  ‸")).toEqual(expect.arrayContaining([expect.stringContaining("random_uuid")]));
  expect(await offered(CONFIG, "", "rules: { random_uuid: ‸ }")).toEqual(["off", "info", "warning", "error"]);
  const services = await offered(CONFIG, "", "injected:\n  substrate_service: ‸");
  expect(services).toContain("MemorySubstrateService (memory.substrate_service)");
  expect(services.some((item) => item.startsWith("PacketMetadata"))).toBe(false);
  const parts = await offered(CONFIG, "", "contracts:\n  ‸");
  const count = Object.keys(CONTRACT_PARTS).length;
  expect(parts.slice(0, count).map((item) => item.split(" ")[0])).toEqual(Object.keys(CONTRACT_PARTS));
  // A model that a profile requires beside the parts is a key too.
  expect(parts.slice(count)).toContain("OrderEvent (a class of workspace or Space)");
  for (const part of ["packet", "AuditRecord"]) {
    const classes = await offered(CONFIG, "", `contracts:\n  ${part}: ‸`);
    expect(classes).toContain("PacketMetadata (a class of workspace or Space)");
    expect(classes).toContain("OrderEvent (a class of workspace or Space)");
  }
  expect((await offered(CONFIG, "", "profile:\n  forbidden_imports:\n    ‸")).map((item) => item.split(" ")[0])).toEqual(
    expect.arrayContaining(["add", "remove", "replace"]),
  );
  expect(await offered(CONFIG, "", "agreements:\n  - direction: ‸")).toEqual(["equal", "subset"]);
  expect(await offered(CONFIG, "", "profile:\n  budget:\n    ‸")).toEqual(
    expect.arrayContaining([expect.stringContaining("max_files")]),
  );
});

test("a misspelt key and a misspelt rule of the configuration are mended by a fix", async () => {
  const path = workspace.path(CONFIG);
  client.change(path, "scop: all\nrules: { random_uid: off }\n");
  await client.diagnostics(path, (found) => found.length === 2);
  for (const [line, text, title] of [
    [0, "scop: all", "scope"],
    [1, "rules: { random_uid: off }", "random_uuid"],
  ] as const) {
    const actions = await client.actions(path, line, { only: ["quickfix"] });
    const fix = actions.find((action: Json) => (action.title as string).startsWith(`Write \`${title}\``));
    expect(applied(fix, path, "scop: all\nrules: { random_uid: off }\n")).toContain(text.replace(/scop\b|random_uid\b/, title));
  }
  client.change(path, "");
  await client.diagnostics(path, (found) => found.length === 0);
});

test("a call of a contract shows what it takes, and which of it is being written", async () => {
  const shown = async (marked: string): Promise<Json> => {
    await offered(ADAPTER, "        started = time.monotonic()\n", `        ${marked}\n        started = time.monotonic()\n`);
    const whole = workspace.read(ADAPTER).replace("        started = time.monotonic()\n", () => `        ${marked}\n`);
    return client.request("textDocument/signatureHelp", {
      textDocument: { uri: uriOf(workspace.path(ADAPTER)) },
      position: cursor(whole).position,
    });
  };
  const active = ({ signatures: [signature], activeParameter }: Json): string => {
    const [start, end] = (signature.parameters[activeParameter]?.label ?? [0, 0]) as [number, number];
    return (signature.label as string).slice(start, end);
  };
  const search = await shown('await self._substrate_service.search_packets_by_thread(thread_uuid, packet_type="a, (b", ‸');
  expect(search.signatures[0].label).toMatch(/^MemorySubstrateService\.search_packets_by_thread\(/);
  expect(active(await shown("await self._substrate_service.search_packets_by_thread(‸)"))).toMatch(/^thread_/);
  expect(active(await shown("await self._substrate_service.search_packets_by_thread(f(1, 2), packet_type=‸"))).toMatch(
    /^packet_type/,
  );
  expect(active(await shown("PacketMetadata(tool_id=(1, 2), thread_uuid=‸)"))).toMatch(/^thread_uuid/);
  expect(await shown("print(‸")).toBeNull();
  expect(await shown('x = "PacketMetadata(‸"')).toBeNull();
});

test("the keys of a map that knows them all, each with what it means", async () => {
  const gates = await offered(CONFIG, "", "profile:\n  gates:\n    ‸\n");
  expect(gates.map((item) => item.split(" ")[0])).toEqual(["files_read", "spec_valid", "contracts_clear", "all_checks"]);
  const blockers = await offered(CONFIG, "", "profile:\n  blockers:\n    HARD_STOP: stop\n    ‸\n");
  expect(blockers.map((item) => item.split(" ")[0])).toEqual(["SPEC_BLOCKER", "CONTRACT_UNCLEAR", "INVENTION_REQUIRED"]);
  const { text, position } = cursor("profile:\n  gates:\n    spec‸_valid: all keys\n");
  client.change(workspace.path(CONFIG), text);
  const hover: Json = await client.request("textDocument/hover", {
    textDocument: { uri: uriOf(workspace.path(CONFIG)) },
    position,
  });
  expect(JSON.stringify(hover)).toContain("The spec has every key that is required.");
});
