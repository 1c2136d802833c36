import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Json } from "./client.ts";
import { edits, generation, questions, type Generation } from "./generation.ts";
import { ORDERS_FILES, ORDERS_SPEC, sampleText } from "./orders.ts";

// Generation over files edited by hand, against what real clients announce (`clients.json` says where each row is from).

interface Client {
  name: string;
  version: string;
  /** How its capabilities were found out. */
  source: string;
  /** What `window/showMessageRequest` brings: the user's choice, an error, or nothing at all. */
  questions: "chooses" | "refuses" | "silent";
  capabilities: Json;
}

const CLIENTS = (JSON.parse(readFileSync(join(import.meta.dirname, "clients.json"), "utf8")) as Client[]).map(
  (client) => [`${client.name} ${client.version}`, client] as const,
);

/** Clients that can ask about the single changes of an edit. */
const ANNOTATING = ["VS Code vscode-languageclient 10.1.2"];

const [ADAPTER, , , TESTS, README] = ORDERS_FILES as [string, string, string, string, string];
const BY_HAND = `${sampleText(ADAPTER)}\n\nBY_HAND: int = 1\n`;
const existing = { [ADAPTER]: BY_HAND, [TESTS]: `${sampleText(TESTS)}\n\nBY_HAND: int = 1\n`, [README]: "# By hand\n" };
const GENERATED = Object.fromEntries(ORDERS_FILES.map((name) => [name, sampleText(name)]));

async function started({ capabilities, questions: kind }: Client, agrees: (path: string) => boolean): Promise<Generation> {
  const titles: Record<Client["questions"], (message: string) => unknown> = {
    chooses: (message) => ({ title: agrees(message.split(" ")[0] as string) ? "Replace" : "Keep mine" }),
    refuses: () => Promise.reject(new Error("Method not found: window/showMessageRequest")),
    silent: () => new Promise(() => undefined),
  };
  return generation({
    capabilities,
    existing,
    habits: { confirms: (path) => agrees(ORDERS_FILES.find((name) => path.endsWith(`/${name}`)) as string) },
    answers: { "window/showMessageRequest": ({ message }: Json) => titles[kind](message as string) },
  });
}

function reported({ workspace }: Generation): boolean {
  return existsSync(workspace.path(".l9/reports/orders_webhook.md"));
}

test.each(CLIENTS)("%s replaces no file without the user's agreement", async (name, client) => {
  const made = await started(client, (path) => path !== ADAPTER);
  const before = made.tree();
  const run = made.run();
  const instead = `Run \`l9 generate ${ORDERS_SPEC}\` in a terminal, which asks about each file (--yes replaces all, --keep FILE keeps one), or move the file away.`;
  if (client.questions === "silent") {
    await made.client.until(
      () => questions(made).length > 0,
      () => "nothing is asked",
    );
    expect(made.messages()).toEqual([
      `Generating orders_webhook waits for your answer about ${ADAPTER}. Where no question is shown: ${instead}`,
    ]);
    expect(made.tree()).toEqual(before);
    return;
  }
  const { status, files } = await run;
  expect(edits(made)).toHaveLength(client.questions === "chooses" && client.capabilities.workspace.applyEdit ? 1 : 0);
  if (client.questions === "refuses") {
    expect(status).toBe("refused");
    expect(made.messages()).toEqual([
      `orders_webhook is not written: ${ADAPTER} exists, and this editor can not ask you whether to replace it. ${instead}`,
    ]);
    expect(made.tree()).toEqual(before);
    expect(reported(made)).toBe(false);
    return;
  }
  expect(made.tree()).toEqual({ ...before, ...GENERATED, [ADAPTER]: BY_HAND });
  if (ANNOTATING.includes(name)) {
    // What was not confirmed may still be in a buffer that the editor does not tell of.
    expect([status, questions(made).length, reported(made)]).toEqual(["waiting", 0, false]);
    expect(made.messages().at(-1)).toContain(`4 of 5 files are on disk as generated; as before: ${ADAPTER}.`);
    return made.stopWaiting();
  }
  expect([status, questions(made).length, reported(made)]).toEqual(["applied", 3, true]);
  expect(files).toEqual(ORDERS_FILES.slice(1));
  expect(made.messages().at(-1)).toContain("orders_webhook is generated: 4 files, all checks attested.");
});

test.each([
  ["annotations without versioned changes", { resourceOperations: ["create"], changeAnnotationSupport: {} }],
  ["annotations without created files", { documentChanges: true, changeAnnotationSupport: {} }],
  ["nothing", null],
  ["a null for annotations", { documentChanges: true, resourceOperations: ["create"], changeAnnotationSupport: null }],
])("a client that announces %s is asked about each file", async (_, workspaceEdit) => {
  const made = await generation({
    capabilities: { workspace: { applyEdit: true, workspaceEdit } },
    existing,
    answers: { "window/showMessageRequest": () => null },
  });
  const before = made.tree();
  expect((await made.run()).status).toBe("refused");
  expect(questions(made)).toHaveLength(1);
  expect(edits(made)).toEqual([]);
  expect(made.tree()).toEqual(before);
});
