import { expect, test } from "vitest";
import { uriOf, type Json } from "./client.ts";
import { backendText, generation, ordersDraft, type Generation } from "./generation.ts";
import { ORDERS_FILES, ORDERS_SPEC, sampleText } from "./orders.ts";

// What generation would ask stands at the spec's keys while it is written, and what a run asked stays until it is answered.

const TEMPLATE = "generate: { backend: template }\n";
const THREADS = "    key_fields: [shop_id, order_id]\n";
const DEDUPE = "    dedupe_key:\n      primary: event_id\n";

/** What the editor shows of one rule, once it is this. */
async function shown({ client, workspace }: Generation, keys: readonly string[]): Promise<Json[]> {
  const path = workspace.path(ORDERS_SPEC);
  const last = (): Json[] =>
    (client.published(path).at(-1)?.diagnostics ?? []).filter(({ code }) => code === "generation_blocked");
  await client.until(
    () => JSON.stringify(last().map(({ data }) => data.key as string)) === JSON.stringify(keys),
    () => `not asked at ${keys.join(", ")}: ${JSON.stringify(last())}`,
  );
  return last();
}

test("questions stand at their keys while a spec is written, and go with the answer", async () => {
  const made = await generation({ userConfig: TEMPLATE });
  const { client, workspace } = made;
  const path = workspace.path(ORDERS_SPEC);
  const whole = workspace.read(ORDERS_SPEC);
  const text = whole.replace(THREADS, "").replace(DEDUPE, "");
  client.change(path, text);
  const [question] = await shown(made, ["module.idempotency.dedupe_key"]);
  const line = text.split("\n").indexOf("  idempotency:");
  expect(question).toMatchObject({ severity: 3, range: { start: { line, character: 2 }, end: { line, character: 13 } } });
  const actions: Json[] = await client.request("textDocument/codeAction", {
    textDocument: { uri: uriOf(path) },
    range: question?.range,
    context: { diagnostics: [question] },
  });
  const fix = actions.find(({ title }) => /^Put a stub for `module.idempotency.dedupe_key.primary` here/.test(title as string));
  expect(JSON.stringify(fix?.edit)).toContain("dedupe_key:\\n      primary: TODO # such as event_id");
  expect(fix?.title).toContain("(changes what the spec says)");
  client.change(path, whole.replace(THREADS, ""));
  await shown(made, []);
  // The question comes again with what asks it, also where only a contract changed.
  client.change(path, text);
  await shown(made, ["module.idempotency.dedupe_key"]);
});

test("a module that is written is asked for by a run alone", async () => {
  const existing = Object.fromEntries(ORDERS_FILES.map((name) => [name, sampleText(name)]));
  const made = await generation({ userConfig: TEMPLATE, existing });
  const { client, workspace } = made;
  client.change(workspace.path(ORDERS_SPEC), workspace.read(ORDERS_SPEC).replace(DEDUPE, ""));
  const { status, at } = await made.run();
  const [question] = await shown(made, ["module.idempotency.dedupe_key"]);
  expect({ status, at }).toEqual({ status: "blocked", at: { uri: uriOf(workspace.path(ORDERS_SPEC)), range: question?.range } });
});

test("what a run of another backend asked stays until the spec says it, question by question", async () => {
  const made = await generation({
    backend: backendText(
      ordersDraft(),
      `if (task.spec.text.includes("key_fields")) return { files };
  const ask = (specKey, question, stub) => Object.assign(new Error("The spec says nothing of it."), { name: "InventionRequired", specKey, question, stub });
  throw Object.assign(ask("module.threading.key_fields", "Which fields?", "key_fields: [order_id]"), { others: [ask("module.interfaces.outbound.0", "Which agent?")] });`,
    ),
  });
  const { client, workspace } = made;
  const path = workspace.path(ORDERS_SPEC);
  const whole = workspace.read(ORDERS_SPEC);
  const text = whole.replace(THREADS, "");
  client.change(path, text);
  expect((await made.run()).status).toBe("blocked");
  expect(made.messages().at(-1)).toMatch(/^4_GENERATE blocks generation: .* \(and 1 more, each at its place\) Which fields\?$/);
  const [agent, fields] = await shown(made, ["module.interfaces.outbound.0", "module.threading.key_fields"]);
  expect(agent?.message).toBe(
    "The spec says nothing of it. Which agent? Generation stops at this and writes nothing until the spec says it.",
  );
  expect(fields?.data).toMatchObject({ stub: "key_fields: [order_id]", phase: "4_GENERATE" });
  // Another key, and lines above, change nothing of them.
  client.change(path, `# Draft.\n${text.replace("name: Orders Webhook", "name: Orders")}`);
  await shown(made, ["module.interfaces.outbound.0", "module.threading.key_fields"]);
  client.change(path, text.replace("name: aios_runtime_call", "name: aios_call"));
  await shown(made, ["module.threading.key_fields"]);
  client.change(path, whole);
  await shown(made, []);
});

test("what is wrong with a draft is told at its file in the spec, until the spec changes or a run ends well", async () => {
  const [adapter = ""] = ORDERS_FILES;
  const wrong = ordersDraft({
    [adapter]: sampleText(adapter).replace("import os\n", 'import logging\nimport os\n\nlogging.info("x")\n'),
  });
  const made = await generation({
    backend: backendText(
      ordersDraft(),
      `if (!task.spec.text.includes("name: Orders\\n")) return { files: ${JSON.stringify(wrong)} };`,
    ),
  });
  const { client, workspace } = made;
  const path = workspace.path(ORDERS_SPEC);
  expect((await made.run()).status).toBe("blocked");
  const asked = await shown(made, ["module.repo.allowed_new_files.0"]);
  expect(asked.map(({ message }) => message as string).join("\n")).toMatch(
    /^api\/orders_webhook_adapter\.py:\d+ of the draft: .*logging/m,
  );
  expect(workspace.read(ORDERS_SPEC).split("\n")[asked[0]?.range.start.line as number]).toContain(adapter);
  client.change(path, workspace.read(ORDERS_SPEC).replace("name: Orders Webhook", "name: Orders"));
  await shown(made, []);
  // The spec itself is not saved yet.
  expect((await made.run()).status).toBe("waiting");
  await made.stopWaiting();
});
