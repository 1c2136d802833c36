import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PUSH, uriOf, type Json } from "./client.ts";
import { backendText, edits, generation, ordersDraft, PHASES, questions } from "./generation.ts";
import { ORDERS_FILES, ORDERS_SPEC, sampleText } from "./orders.ts";

// What keeps a generation from doing what the user does not want: cancellation, trust, and where it is offered.

const NO_EDITS: Json = { ...PUSH, workspace: { ...PUSH.workspace, applyEdit: false } };

const ADAPTER = ORDERS_FILES[0] as string;

describe("cancelled", () => {
  test.each(PHASES)("at %s nothing is written and no edit is sent", async (phase) => {
    const made = await generation({ capabilities: NO_EDITS });
    const before = made.tree();
    const reply = made.run();
    await made.client.until(
      () => made.progress().some((message) => message.startsWith(phase)),
      () => "the phase does not begin",
    );
    const token = made.client.notifications.find(({ params }) => params.value?.title === "Generating module")?.params.token;
    made.client.notify("window/workDoneProgress/cancel", { token });
    expect(await reply).toEqual({ status: "cancelled", files: [], blockers: [] });
    expect(made.tree()).toEqual(before);
    expect(existsSync(made.workspace.path(".l9"))).toBe(false);
    expect(edits(made)).toEqual([]);
    expect(made.messages()).toEqual([]);
    expect(made.progress().at(-1)).toBe("end");
  });

  test("by the request's own cancellation the backend is told", async () => {
    const wait = `context.report("waiting");
  await new Promise((resolve, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason)));`;
    const made = await generation({ backend: backendText(ordersDraft(), wait) });
    const { id, reply } = made.client.startRequest("workspace/executeCommand", {
      command: "l9.generate",
      arguments: [uriOf(made.workspace.path(ORDERS_SPEC))],
    });
    await made.client.until(
      () => made.progress().includes("4_GENERATE: waiting"),
      () => "the backend does not run",
    );
    await expect(made.run()).rejects.toThrow("This module is being generated already.");
    made.client.notify("$/cancelRequest", { id });
    expect(await reply).toMatchObject({ status: "cancelled" });
    expect(edits(made)).toEqual([]);
  });

  test("while the user is asked, the answer does not count any more", async () => {
    let answered: (value: Json) => void = () => undefined;
    const made = await generation({
      existing: { [ADAPTER]: "x = 1\n" },
      answers: { "window/showMessageRequest": () => new Promise((resolve) => (answered = resolve)) },
    });
    const reply = made.run();
    await made.client.until(
      () => questions(made).length > 0,
      () => "nothing is asked",
    );
    const token = made.client.notifications.find(({ params }) => params.value?.title === "Generating module")?.params.token;
    made.client.notify("window/workDoneProgress/cancel", { token });
    expect(await reply).toMatchObject({ status: "cancelled" });
    answered({ title: "Replace" });
    await made.client.settled();
    expect(edits(made)).toEqual([]);
  });
});

describe("an untrusted workspace", () => {
  /** A backend that leaves a mark when it is loaded. */
  const marking = `globalThis.l9TestLoaded = true;\n${backendText(ordersDraft())}`;
  const loaded = (): unknown => (globalThis as { l9TestLoaded?: unknown }).l9TestLoaded;
  const workspaceConfig = "generate: {backend: module, module: BACKEND}\n";

  test("can not name the backend, nor load the user's with a file of its own", async () => {
    delete (globalThis as { l9TestLoaded?: unknown }).l9TestLoaded;
    const plain = await generation({ backend: marking, userConfig: "", workspaceConfig });
    await plain.run().catch(() => undefined);
    expect(loaded()).toBeUndefined();
    expect(plain.messages()[0]).toBe(
      "l9.config.yaml: generate.backend, generate.module not used, because the workspace is not trusted.",
    );
    const chosen = await generation({ backend: marking, userConfig: "generate: {backend: module}\n", workspaceConfig });
    await expect(chosen.run()).rejects.toThrow("The backend module needs");
    expect(loaded()).toBeUndefined();
  });

  test("can not run a command to verify with", async () => {
    const made = await generation({ workspaceConfig: 'generate: {verify: "touch ran"}\n' });
    expect((await made.run()).status).toBe("applied");
    expect(Object.keys(made.tree())).not.toContain("ran");
    const report = readFileSync(made.workspace.path(".l9/reports/orders_webhook.md"), "utf8");
    expect(report).not.toContain("Verified:");
  });

  test("that the user trusts can", async () => {
    delete (globalThis as { l9TestLoaded?: unknown }).l9TestLoaded;
    const made = await generation({
      backend: marking,
      userConfig: "",
      workspaceConfig,
      initializationOptions: { trusted: true },
    });
    expect((await made.run()).status).toBe("applied");
    expect(loaded()).toBe(true);
    expect(made.messages()).toHaveLength(1);
  });
});

describe("the actions on a spec", () => {
  const kinds = { context: { diagnostics: [], only: ["generate.l9"] } };

  test.each([
    ["module", [1], false],
    ["model", [1], true],
    ["command", [], false],
  ])("with the backend %s and the tags %j", async (backend, valueSet, tagged) => {
    const capabilities = {
      ...PUSH,
      textDocument: { ...PUSH.textDocument, codeAction: { ...PUSH.textDocument.codeAction, tagSupport: { valueSet } } },
    };
    const { client, workspace } = await generation({ capabilities, userConfig: `generate: {backend: ${backend}}\n` });
    const uri = uriOf(workspace.path(ORDERS_SPEC));
    const actions = await client.actions(workspace.path(ORDERS_SPEC), 0, kinds.context);
    const tags = tagged ? { tags: [1] } : {};
    expect(actions).toEqual([
      {
        title: "Generate module orders_webhook",
        kind: "generate.l9",
        command: { title: "Generate module orders_webhook", command: "l9.generate", arguments: [uri] },
        ...tags,
      },
      {
        title: "Preview module orders_webhook",
        kind: "generate.l9",
        command: { title: "Preview module orders_webhook", command: "l9.previewGenerate", arguments: [uri] },
        ...tags,
      },
    ]);
  });

  test("are no quick fixes, none on save, and none in code", async () => {
    const { client, workspace } = await generation({ existing: { [ADAPTER]: sampleText(ADAPTER) } });
    const spec = workspace.path(ORDERS_SPEC);
    for (const only of ["quickfix", "source.fixAll", "source.fixAll.l9", "source.organizeImports"])
      expect(JSON.stringify(await client.actions(spec, 0, { only: [only] }))).not.toContain("l9.generate");
    const onSave = { only: ["source", "generate", "generate.l9"], triggerKind: 2 };
    expect(JSON.stringify(await client.actions(spec, 0, onSave))).not.toContain("l9.generate");
    expect(JSON.stringify(await client.actions(spec, 0, { ...onSave, triggerKind: 1 }))).toContain("l9.generate");
    client.open(workspace.path(ADAPTER), workspace.read(ADAPTER));
    expect(JSON.stringify(await client.actions(workspace.path(ADAPTER), 0))).not.toContain("l9.generate");
  });
});
