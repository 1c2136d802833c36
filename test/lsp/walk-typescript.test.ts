import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readCases } from "../../server/cli/rule-cases/case.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { applied, PUSH, uriOf, type Json } from "./client.ts";
import { folder, type Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { cursor } from "./orders.ts";

// The same ways in a module of TypeScript: express, zod, vitest.

const SPEC = "orders.module-spec.yaml";
const CONFIG = "src/adapters/orders/config.ts";
const SERVICE = "src/adapters/orders/service.ts";
const ROUTES = "src/adapters/orders/routes.ts";
const TESTS = "tests/orders.test.ts";
const SCHEMAS = "src/adapters/orders/schemas.ts";
const CONTRACTS = "src/contracts/packets.ts";
const README = "src/adapters/orders/README.md";
let client: MemoryClient;
let workspace: ReturnType<typeof folder>;
let files: Record<string, string>;

beforeAll(async () => {
  const finishers: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void finishers.push(end);
  const [first] = readCases(readFileSync(join(import.meta.dirname, "..", "lint", "typescript-module.md"), "utf8"));
  files = Object.fromEntries((first?.files ?? []).map(({ path, text }) => [path, text]));
  workspace = folder(files, finished);
  const workspaceEdit = { documentChanges: true, changeAnnotationSupport: {} };
  const capabilities = { ...PUSH, workspace: { ...PUSH.workspace, workspaceEdit } };
  // Read here: a reply has to wait for it otherwise.
  await loadTypeScript();
  client = await MemoryClient.start({ roots: [workspace.root], capabilities }, finished);
  for (const [name, text] of Object.entries(files)) client.open(workspace.path(name), text, 1, languageOf(name));
  return async () => {
    for (const end of finishers.reverse()) await end();
  };
});

function languageOf(name: string): string {
  return name.endsWith(".ts") ? "typescript" : name.endsWith(".md") ? "markdown" : "yaml";
}

/** @param text its first place in the file; the cursor stands behind its first letter */
function at(file: string, text: string): Json {
  const [before, found] = (files[file] ?? "").split(text);
  if (before === undefined || found === undefined) throw new Error(`${file} has no ${text}`);
  const lines = before.split("\n");
  const position = { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + 1 };
  return { textDocument: { uri: uriOf(workspace.path(file)) }, position, context: { includeDeclaration: true } };
}

const shown = ({ uri, range }: Json): string =>
  `${(uri as string).replace(`${uriOf(workspace.root)}/`, "")}:${(range.start.line as number) + 1}`;

/** Answers as `path:line`, lines from 1. */
async function leads(method: "definition" | "references", file: string, text: string): Promise<string[]> {
  const answer: Json = await client.request(`textDocument/${method}`, at(file, text));
  return [answer ?? []].flat<Json[]>().map(shown);
}

const lineOf = (file: string, text: string): string => `${file}:${(at(file, text).position.line as number) + 1}`;

test.each<[what: string, inSpec: string, ends: [file: string, text: string][]]>([
  ["an acceptance name and a test's title", "writes_packet", [[TESTS, "writes_packet"]]],
  [
    "a packet type and its literals",
    "orders_webhook.in",
    [
      [SERVICE, "orders_webhook.in"],
      [TESTS, "orders_webhook.in"],
    ],
  ],
  [
    "a route, its handler and who calls it",
    "/orders/webhook",
    [
      [ROUTES, "/webhook"],
      [TESTS, "/orders/webhook"],
      [README, "/orders/webhook` answers"],
    ],
  ],
  [
    "a variable and where it is read",
    "ORDERS_SIGNING_SECRET",
    [
      [CONFIG, "ORDERS_SIGNING_SECRET })"],
      [CONFIG, "ORDERS_SIGNING_SECRET: z"],
      [README, "ORDERS_SIGNING_SECRET"],
    ],
  ],
  ["an error category and its answer", "invalid_signature", [[ROUTES, "invalid_signature"]]],
  ["the module's id and a header", "orders_webhook\n", [[SERVICE, "orders_webhook\n"]]],
])("%s lead to each other", async (_, inSpec, ends) => {
  const all = await leads("references", SPEC, inSpec);
  expect(all[0]).toBe(lineOf(SPEC, inSpec));
  for (const [file, text] of ends) {
    expect(await leads("definition", file, text)).toEqual([all[0]]);
    expect(await leads("references", file, text)).toEqual(all);
    expect(all).toContain(lineOf(file, text));
  }
  expect((await leads("definition", SPEC, inSpec)).every((place) => all.includes(place))).toBe(true);
});

test("a field of the metadata and a method of a service lead to the contract and to what uses them", async () => {
  const field = [lineOf(CONTRACTS, "agent:"), lineOf(SPEC, "agent]"), lineOf(SERVICE, "agent:")];
  for (const [file, text] of [[SPEC, "agent]"] as const, [SERVICE, "agent:"] as const, [CONTRACTS, "agent:"] as const])
    expect(await leads("references", file, text)).toEqual(field);
  expect(await leads("definition", SERVICE, "writePacket(")).toEqual([lineOf(CONTRACTS, "writePacket")]);
  expect(await leads("definition", CONTRACTS, "writePacket")).toContain(lineOf(SERVICE, "writePacket(packet)"));
});

test("the model that payload_type names and a class with its member in a document lead to the contracts, and back", async () => {
  const model = lineOf(SCHEMAS, "OrderEventSchema");
  expect(await leads("definition", SPEC, "OrderEvent")).toEqual([model]);
  const named = await leads("references", SPEC, "OrderEvent");
  expect(named).toEqual(
    expect.arrayContaining([
      model,
      lineOf(SPEC, "OrderEvent"),
      lineOf(SERVICE, "OrderEvent,"),
      lineOf(ROUTES, "OrderEventSchema."),
    ]),
  );
  expect(await leads("references", SCHEMAS, "OrderEventSchema")).toEqual(named);
  expect(await leads("definition", README, "writePacket")).toEqual([lineOf(CONTRACTS, "writePacket")]);
  expect(await leads("definition", README, "MemorySubstrateService")).toEqual([
    lineOf(CONTRACTS, "interface MemorySubstrateService"),
  ]);
  expect(await leads("references", CONTRACTS, "writePacket")).toContain(lineOf(README, "writePacket"));
  const hover: Json = await client.request("textDocument/hover", at(SPEC, "OrderEvent"));
  expect(hover.contents.value).toContain("customer_id: z.string().min(1);");
});

test("the model that payload_type names is renamed from the spec where the module's own code declares it", async () => {
  expect(await client.request("textDocument/prepareRename", at(SPEC, "OrderEvent"))).toMatchObject({ placeholder: "OrderEvent" });
  const changed = await renamed(SPEC, "OrderEvent", "ShopEvent");
  expect(changed).toEqual({
    [SPEC]: ["payload_type: ShopEvent"],
    [SCHEMAS]: ["export type ShopEvent = z.infer<typeof OrderEventSchema>;"],
    [SERVICE]: [
      'import type { ShopEvent, OrderReply } from "./schemas.js";',
      "async handle(event: ShopEvent, correlationId: string): Promise<OrderReply> {",
    ],
  });
  await expect(renamed(SPEC, "OrderEvent", "OrderReply")).rejects.toThrow("`OrderReply` is written in ");
  await expect(renamed(SPEC, "OrderEvent", "order event")).rejects.toThrow("can not be the name of a class");
});

/** The lines that a rename changes, as they are afterwards, by file. */
async function renamed(file: string, text: string, newName: string): Promise<Record<string, string[]>> {
  const edit: Json = await client.request("textDocument/rename", { ...at(file, text), newName });
  const touched = (edit.documentChanges as Json[]).map(({ textDocument }) => textDocument.uri as string);
  return Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => touched.includes(uriOf(workspace.path(name))))
      .map(([name, before]) => {
        const old = before.split("\n");
        const now = applied({ edit }, workspace.path(name), before).split("\n");
        return [name, now.filter((line, index) => line !== old[index]).map((line) => line.trim())];
      }),
  );
}

test("a packet type, a variable, a category and a route are renamed from each end alike", async () => {
  const fromEach = async (to: string, ends: [file: string, text: string][]): Promise<Record<string, string[]>> => {
    const [first = {}, ...others] = await Promise.all(ends.map(([file, text]) => renamed(file, text, to)));
    for (const other of others) expect(other).toEqual(first);
    return first;
  };
  const packet = await fromEach("orders_webhook.received", [
    [SPEC, "orders_webhook.in"],
    [SERVICE, "orders_webhook.in"],
    [TESTS, "orders_webhook.in"],
  ]);
  expect(packet[SERVICE]).toEqual([expect.stringContaining('packet_type: "orders_webhook.received"')]);
  expect(packet[TESTS]).toHaveLength(2);
  const variable = await fromEach("ORDERS_KEY", [
    [SPEC, "ORDERS_SIGNING_SECRET"],
    [CONFIG, "ORDERS_SIGNING_SECRET })"],
    [README, "ORDERS_SIGNING_SECRET"],
  ]);
  expect(variable[CONFIG]?.[1]).toBe("return OrdersConfigSchema.parse({ ORDERS_KEY: env.ORDERS_KEY });");
  expect(Object.keys(variable)).toEqual([SPEC, CONFIG, ROUTES, TESTS, README]);
  const category = await fromEach("bad_signature", [
    [SPEC, "invalid_signature"],
    [ROUTES, "invalid_signature"],
  ]);
  expect(category[ROUTES]).toEqual(['response.status(401).json({ error: "bad_signature" });']);
  const route = await fromEach("/orders/events", [
    [SPEC, "/orders/webhook"],
    [ROUTES, "/webhook"],
    [TESTS, "/orders/webhook"],
    [README, "/orders/webhook` answers"],
  ]);
  expect(route[ROUTES]).toEqual([expect.stringContaining('router.post("/events"')]);
  expect(route[README]).toEqual([
    "Verify: `curl -i -X POST localhost:3000/orders/events` answers 401.",
    expect.stringContaining("`POST /orders/events` answers"),
  ]);
});

test("an acceptance name and a title keep their spelling", async () => {
  expect(await renamed(SPEC, "writes_packet", "stores_packet")).toMatchObject({ [TESTS]: ['it("stores_packet", async () => {'] });
  expect(await renamed(TESTS, "writes_packet", "stores the packet")).toEqual({
    [SPEC]: [expect.stringContaining("required: [stores_the_packet, ")],
    [TESTS]: ['it("stores the packet", async () => {'],
  });
});

test("behind an acceptance name stands its test, and contracts are symbols of the workspace", async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const hints: Json[] = await client.request("textDocument/inlayHint", { ...at(SPEC, "module:"), range });
  expect(hints.map(({ label }) => label as string)).toContain(
    `✓ writes_packet:${lineOf(TESTS, '"writes_packet"').split(":")[1] ?? ""}`,
  );
  const symbols: Json[] = await client.request("workspace/symbol", { query: "MemorySubstrateService" });
  expect(symbols.map(({ name, location }) => `${name as string} ${shown(location)}`)).toEqual([
    `MemorySubstrateService ${lineOf(CONTRACTS, "interface MemorySubstrateService")}`,
  ]);
});

test("calls lead from a route whose handler has no name to the methods of services, and back", async () => {
  const [route]: Json[] = await client.request("textDocument/prepareCallHierarchy", at(SPEC, "/orders/webhook"));
  const follow = async (way: "outgoing" | "incoming", item: Json): Promise<Json[]> =>
    ((await client.request<Json[]>(`callHierarchy/${way}Calls`, { item })) ?? []).map(({ to, from }) => to ?? from);
  const names = (items: Json[]): string[] => items.map(({ name }) => name as string);
  expect(shown(route)).toBe(lineOf(ROUTES, "/webhook"));
  expect(names([route])).toEqual(["POST /webhook"]);
  const called = await follow("outgoing", route);
  expect(names(called)).toEqual(["isSigned", "OrdersService.handle"]);
  const services = await follow("outgoing", called[1]);
  expect(names(services)).toEqual(["MemorySubstrateService.searchPacketsByThread", "MemorySubstrateService.writePacket"]);
  expect(shown(services[1])).toBe(lineOf(CONTRACTS, "writePacket"));
  const [declared]: Json[] = await client.request("textDocument/prepareCallHierarchy", at(CONTRACTS, "writePacket"));
  expect(names(await follow("incoming", declared))).toEqual(["OrdersService.handle"]);
  expect(names(await follow("incoming", called[1]))).toEqual(["POST /webhook"]);
});

test("a schema tells which modules use it, by its type's name too", async () => {
  const lenses: Json[] = await client.request("textDocument/codeLens", at(CONTRACTS, "export const PacketMetadataSchema"));
  const titles = lenses.map(({ range, command }) => `${(range.start.line as number) + 1} ${command.title as string}`);
  const line = (text: string): string => lineOf(CONTRACTS, text).split(":")[1] ?? "";
  expect(titles).toContain(`${line("const PacketMetadataSchema")} used by orders_webhook`);
  expect(titles).toContain(`${line("interface MemorySubstrateService")} used by orders_webhook`);
});

test("a call of a contract shows what it takes, and which of it is being written", async () => {
  const shown = async (marked: string): Promise<string | null> => {
    const line = "    const provenance: PacketProvenance";
    const made = cursor((files[SERVICE] ?? "").replace(line, () => `    ${marked}\n${line}`));
    client.change(workspace.path(SERVICE), made.text);
    const help: Json = await client.request("textDocument/signatureHelp", { ...at(SERVICE, "export"), position: made.position });
    client.change(workspace.path(SERVICE), files[SERVICE] ?? "");
    if (!help) return null;
    const [{ label, parameters }] = help.signatures as [Json];
    const [start, end] = (parameters[help.activeParameter]?.label ?? [0, 0]) as [number, number];
    return `${(label as string).slice(0, start)}»${(label as string).slice(start, end)}«${(label as string).slice(end)}`;
  };
  const write = "MemorySubstrateService.writePacket(»packet: PacketEnvelopeIn«): Promise<PacketWriteResult>";
  for (const marked of [
    "await this.#substrate.writePacket(‸)",
    "await this.#substrate.writePacket(‸",
    "await this.#substrate.writePacket({ packet_type: ‸ });",
    "console.log(await this.#substrate.writePacket(‸",
  ])
    expect({ marked, help: await shown(marked) }).toEqual({ marked, help: write });
  expect(await shown('await this.#substrate.searchPacketsByThread("a, b", ‸')).toBe(
    "»«MemorySubstrateService.searchPacketsByThread(threadUuid: string): Promise<PacketEnvelopeIn[]>",
  );
  const made: Json = await client.request("textDocument/signatureHelp", at("src/server.ts", "substrate), config"));
  expect(made.signatures[0].label).toBe("new OrdersService(substrate: MemorySubstrateService)");
  expect(await shown("await this.#substrate.writePacket(parse(‸))")).toBeNull();
  expect(await shown("await this.#substrate.writePacket(async () => { ‸ })")).toBeNull();
  expect(await shown('await this.#substrate.writePacket("‸")')).toBeNull();
});

test("completion knows the schemas and fields of TypeScript", async () => {
  const offered = async (text: string, marked: string): Promise<string[]> => {
    const made = cursor((files[SPEC] ?? "").replace(text, () => marked));
    client.change(workspace.path(SPEC), made.text);
    const items: Json[] = await client.request("textDocument/completion", { ...at(SPEC, "module:"), position: made.position });
    client.change(workspace.path(SPEC), files[SPEC] ?? "");
    return items.map(({ label }) => label as string);
  };
  expect(await offered("payload_type: OrderEvent", "payload_type: ‸")).toContain("OrderEventSchema");
  expect(await offered("requires_metadata: [agent]", "requires_metadata: [‸]")).toEqual([
    "agent",
    "correlation_id",
    "thread_uuid",
  ]);
});
