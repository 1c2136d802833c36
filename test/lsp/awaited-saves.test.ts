import { existsSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PUSH, uriOf } from "./client.ts";
import { generation, type Generation } from "./generation.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_FILES, ORDERS_SPEC, sampleText } from "./orders.ts";

// A module that an editor has applied is attested when the disk has it, and not before.

const [ADAPTER, ROUTES, , , README] = ORDERS_FILES as [string, string, string, string, string];
const NEXT = "Save them: the report is written when all are saved. What you did not accept can be generated again.";

function isReported({ workspace }: Generation): boolean {
  return existsSync(workspace.path(".l9/reports/orders_webhook.md"));
}

/** What the user is told next. */
async function told(made: Generation, count: number): Promise<string> {
  await made.client.until(
    () => made.messages().length >= count,
    () => `there are only ${JSON.stringify(made.messages())}`,
  );
  return made.messages()[count - 1] as string;
}

/** The progress of what waits, as it was shown. */
function shown({ client }: Generation): string[] {
  const of = client.notifications.filter(({ method }) => method === "$/progress").map(({ params }) => params);
  const token = of.find(({ value }) => value.title === "L9: orders_webhook waits to be saved")?.token;
  return of.flatMap((params) => (params.token === token ? [(params.value.message ?? params.value.kind) as string] : []));
}

test("files that the editor keeps in buffers are waited for, and named until they are saved", async () => {
  const made = await generation({ habits: { buffers: true } });
  const { workspace, editor } = made;
  expect(await made.run()).toEqual({ status: "waiting", files: ORDERS_FILES, blockers: [], waiting: ORDERS_FILES });
  expect(await told(made, 1)).toBe(
    `orders_webhook is not attested yet: 0 of 5 files are on disk as generated; not saved: ${ORDERS_FILES.join(", ")}. ${NEXT}`,
  );
  for (const name of ORDERS_FILES.slice(0, 4)) editor.save(workspace.path(name));
  await made.client.until(
    () => shown(made).at(-1) === `4 of 5 files are on disk as generated; not saved: ${README}`,
    () => JSON.stringify(shown(made)),
  );
  expect(isReported(made)).toBe(false);
  editor.saveAll();
  expect(await told(made, 2)).toBe(
    "orders_webhook is generated: 5 files, all checks attested. The report is .l9/reports/orders_webhook.md.",
  );
  expect(isReported(made)).toBe(true);
  expect(shown(made).at(-1)).toBe("end");
});

test("the spec that the module was generated from has to be saved too", async () => {
  const made = await generation();
  const spec = made.workspace.path(ORDERS_SPEC);
  const text = `${made.workspace.read(ORDERS_SPEC)}# A comment.\n`;
  made.client.change(spec, text);
  expect(await made.run()).toMatchObject({ status: "waiting", waiting: [ORDERS_SPEC] });
  expect(await told(made, 1)).toContain(`5 of 5 files are on disk as generated; not saved: ${ORDERS_SPEC}.`);
  writeFileSync(spec, text);
  made.client.notify("textDocument/didSave", { textDocument: { uri: uriOf(spec) } });
  expect(await told(made, 2)).toContain("orders_webhook is generated: 5 files, all checks attested.");
});

test("an editor that says that it applied all, and did nothing, is not believed", async () => {
  const made = await generation({ answers: { "workspace/applyEdit": () => ({ applied: true }) } });
  expect((await made.run()).status).toBe("waiting");
  expect(await told(made, 1)).toBe(
    `orders_webhook is not attested yet: 0 of 5 files are on disk as generated; not on disk: ${ORDERS_FILES.join(", ")}. ${NEXT}`,
  );
  await made.stopWaiting();
  expect(await told(made, 2)).toBe("orders_webhook is not attested: its files are not waited for any more.");
  expect(isReported(made)).toBe(false);
});

test("a file that is formatted on save is told as changed, and not attested", async () => {
  const format = (text: string): string => text.replace("import os\n", "import os  # formatted\n");
  const made = await generation({ habits: { buffers: true, format } });
  await made.run();
  made.editor.saveAll();
  expect(await told(made, 2)).toMatch(
    /^orders_webhook is not attested: .*api\/\w+\.py.* (?:was|were) changed by the editor after generation \(formatting on save does that\)\./,
  );
  expect(isReported(made)).toBe(false);
});

test.each<[string, (made: Generation) => void, string]>([
  ["closed without being saved", ({ editor, workspace }) => editor.close(workspace.path(ROUTES)), ROUTES],
  [
    "deleted while others wait",
    ({ editor, workspace, client }) => {
      editor.save(workspace.path(ADAPTER));
      editor.close(workspace.path(ADAPTER));
      rmSync(workspace.path(ADAPTER));
      client.watched(workspace.path(ADAPTER), 3);
    },
    ADAPTER,
  ],
])("a file that is %s ends the waiting", async (_, act, name) => {
  const made = await generation({ habits: { buffers: true } });
  await made.run();
  act(made);
  expect(await told(made, 2)).toBe(
    `orders_webhook is not attested: ${name} is gone, or closed without being saved. Generate again.`,
  );
  made.editor.saveAll();
  await made.client.settled();
  expect(made.messages()).toHaveLength(2);
  expect(isReported(made)).toBe(false);
});

test("an edit that fails on its way is told as written in part", async () => {
  const made = await generation({ habits: { failsAt: README } });
  expect((await made.run()).status).toBe("unattested");
  expect(made.messages()).toEqual([
    `orders_webhook is written in part: 4 of 5 written: ${ORDERS_FILES.slice(0, 4).join(", ")}; not: ${README} (read-only). Nothing is attested. Undo it in the editor, or generate again.`,
  ]);
  expect(isReported(made)).toBe(false);
});

test("a second run replaces what the first left unsaved, also in buffers that the server does not know", async () => {
  const made = await generation({
    habits: { buffers: true, tells: false },
    capabilities: { ...PUSH, workspace: { ...PUSH.workspace, workspaceEdit: {} } },
  });
  expect((await made.run()).status).toBe("waiting");
  expect((await made.run()).status).toBe("waiting");
  made.editor.saveAll();
  expect(await told(made, 3)).toContain("orders_webhook is generated: 5 files, all checks attested.");
  for (const name of ORDERS_FILES) expect(made.workspace.read(name)).toBe(sampleText(name));
});

test("a server that is started anew attests nothing of what was saved, until it is asked to", async () => {
  const made = await generation({ habits: { buffers: true } });
  await made.run();
  // Another server knows nothing of what the first one waits for; the first is told nothing any more.
  const again = await MemoryClient.start({ roots: [made.workspace.root] });
  for (const name of ORDERS_FILES) writeFileSync(made.workspace.path(name), sampleText(name));
  for (const name of ORDERS_FILES) again.watched(made.workspace.path(name), 1);
  await again.settled();
  expect(isReported(made)).toBe(false);
  again.open(made.workspace.path(ORDERS_SPEC), made.workspace.read(ORDERS_SPEC));
  const command = { command: "l9.generate", arguments: [uriOf(made.workspace.path(ORDERS_SPEC))] };
  expect(await again.request("workspace/executeCommand", command)).toMatchObject({ status: "unchanged" });
  expect(isReported(made)).toBe(true);
});
