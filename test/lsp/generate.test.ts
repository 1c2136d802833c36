import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PUSH, uriOf, type Json } from "./client.ts";
import { backendText, edits, generation, ordersDraft, PHASES, questions } from "./generation.ts";
import { ORDERS_FILES, ORDERS_SPEC, sampleText } from "./orders.ts";

// The generation command in the editor: progress, cancellation, what is asked and what is written.

/** A client that asks the user about every file of an edit. */
const CONFIRMING: Json = {
  ...PUSH,
  workspace: {
    ...PUSH.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"], changeAnnotationSupport: {} },
  },
};
const NO_EDITS: Json = { ...PUSH, workspace: { ...PUSH.workspace, applyEdit: false } };

const ADAPTER = ORDERS_FILES[0] as string;

test("an attested module is one edit that creates its files, each to be confirmed", async () => {
  const made = await generation({ capabilities: CONFIRMING });
  const { workspace, run, messages, tree } = made;
  const before = tree();
  expect(await run()).toEqual({ status: "applied", files: ORDERS_FILES, blockers: [] });
  const [edit, ...more] = edits(made);
  expect(more).toEqual([]);
  expect(edit.documentChanges).toHaveLength(2 * ORDERS_FILES.length);
  expect(edit.documentChanges.slice(0, 2)).toEqual([
    { kind: "create", uri: uriOf(workspace.path(ADAPTER)), options: { ignoreIfExists: true }, annotationId: "l9-create" },
    {
      textDocument: { uri: uriOf(workspace.path(ADAPTER)), version: null },
      edits: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
          newText: sampleText(ADAPTER),
          annotationId: "l9-create",
        },
      ],
    },
  ]);
  expect(edit.changeAnnotations["l9-create"].needsConfirmation).toBe(true);
  expect(edit.changeAnnotations["l9-overwrite"].needsConfirmation).toBe(true);
  expect(tree()).toEqual({ ...before, ...Object.fromEntries(ORDERS_FILES.map((name) => [name, sampleText(name)])) });
  expect(messages()).toEqual([
    "orders_webhook is generated: 5 files, all checks attested. The report is .l9/reports/orders_webhook.md.",
  ]);
  const report = readFileSync(workspace.path(".l9/reports/orders_webhook.md"), "utf8");
  expect(report).toContain("## CONTRACT_EXTRACTIONS");
  expect(report).toContain("<!-- l9-attestation");
});

test("progress goes phase by phase, from its begin to its end", async () => {
  const { client, run, progress } = await generation();
  await run();
  const shown = progress();
  expect(shown[0]).toBe("begin");
  expect(shown.at(-1)).toBe("end");
  expect([...new Set(shown.slice(1, -1).map((message) => message.split(":")[0]))]).toEqual([
    ...PHASES,
    "Waiting for the editor to apply 5 files",
    "Comparing what is on disk with what was generated",
  ]);
  const begin = client.notifications.find(({ params }) => params.value?.title === "Generating module");
  expect(begin?.params.value).toMatchObject({ cancellable: true, percentage: 0 });
  // VS Code shows what is said with a percentage alone, and none that goes back.
  const shares = client.notifications.flatMap(({ params }) =>
    params.token === begin?.params.token && params.value.kind === "report" ? [params.value.percentage as number] : [],
  );
  expect(shares).toEqual([...shares].filter(Number.isInteger).sort((a, b) => a - b));
});

test("progress is shown where the client asks for it", async () => {
  const { client, workspace } = await generation();
  await client.request("workspace/executeCommand", {
    command: "l9.generate",
    arguments: [uriOf(workspace.path(ORDERS_SPEC))],
    workDoneToken: "mine",
  });
  const mine = client.notifications.filter(({ method, params }) => method === "$/progress" && params.token === "mine");
  expect(mine.map(({ params }) => params.value.kind as string)).toEqual([
    "begin",
    ...[...PHASES, "apply", "compare"].map(() => "report"),
    "end",
  ]);
});

test("a client without progress still generates", async () => {
  const made = await generation({ capabilities: { ...PUSH, window: {} } });
  expect((await made.run()).status).toBe("applied");
  expect(made.client.requests.map(({ method }) => method)).not.toContain("window/workDoneProgress/create");
});

test("a blocked run shows the first blocker and changes nothing", async () => {
  const made = await generation();
  const text = made.workspace.read(ORDERS_SPEC);
  made.client.change(made.workspace.path(ORDERS_SPEC), text.replace("kind: adapter", "kind: gadget"));
  const before = made.tree();
  const result = await made.run();
  expect(result.status).toBe("blocked");
  expect(result.files).toEqual([]);
  expect(result.blockers[0]).toMatchObject({ blocker: "SPEC_BLOCKER", file: ORDERS_SPEC });
  const { line, issue } = result.blockers[0] as { line: number; issue: string };
  expect(made.messages()).toHaveLength(1);
  expect(made.messages()[0]).toContain(`1_PARSE blocks generation: ${ORDERS_SPEC}:${line} ${issue}`);
  expect(edits(made)).toEqual([]);
  expect(made.tree()).toEqual(before);
  expect(existsSync(made.workspace.path(".l9"))).toBe(false);
});

test("a draft that does not pass is not shown", async () => {
  const files = ordersDraft({
    [ADAPTER]: sampleText(ADAPTER).replace("import os\n", 'import logging\nimport os\n\nlogging.info("x")\n'),
  });
  const made = await generation({ backend: backendText(files) });
  const result = await made.run();
  expect(result.status).toBe("blocked");
  expect(JSON.stringify(result.blockers)).toContain("logging");
  expect(made.messages()[0]).toContain("6_VALIDATE blocks generation");
  expect(edits(made)).toEqual([]);
});

test("a backend that fails is an error with its message", async () => {
  const made = await generation({ backend: backendText([], 'throw new Error("the model is on holiday");') });
  await expect(made.run()).rejects.toThrow("the model is on holiday");
  expect(made.progress().at(-1)).toBe("end");
  expect(edits(made)).toEqual([]);
});

test("without a configured module path the error says what is missing", async () => {
  const made = await generation({ userConfig: "generate: {backend: module}\n" });
  await expect(made.run()).rejects.toThrow("generate.module");
});

test("a client without resource operations gets plain changes, also for files that do not exist", async () => {
  const made = await generation();
  expect((await made.run()).status).toBe("applied");
  expect(Object.keys(edits(made)[0])).toEqual(["changes"]);
  expect(Object.keys(edits(made)[0].changes)).toEqual(ORDERS_FILES.map((name) => uriOf(made.workspace.path(name))));
  expect(questions(made)).toEqual([]);
});

test("a client that applies no edits gets the files written", async () => {
  const made = await generation({ capabilities: NO_EDITS });
  const before = made.tree();
  expect((await made.run()).status).toBe("applied");
  expect(edits(made)).toEqual([]);
  const written = Object.fromEntries(ORDERS_FILES.map((name) => [name, sampleText(name)]));
  expect(made.tree()).toEqual({ ...before, ...written });
  expect((await made.run()).status).toBe("unchanged");
  expect(made.messages().at(-1)).toBe("orders_webhook is up to date: generating it again changes nothing.");
});

test("an edit that the client refuses is told and leaves no report", async () => {
  const made = await generation({ answers: { "workspace/applyEdit": () => ({ applied: false, failureReason: "read-only" }) } });
  expect((await made.run()).status).toBe("refused");
  expect(made.messages()).toEqual(["orders_webhook is not written: read-only"]);
  expect(existsSync(made.workspace.path(".l9"))).toBe(false);
});

describe("files that exist", () => {
  const existing = { [ADAPTER]: '"""By hand."""\n\nx = 1' };

  test.each([
    ["Replace", "applied", 1],
    ["Cancel", "refused", 0],
    [null, "refused", 0],
  ])("are asked about: %s", async (title, status, sent) => {
    const made = await generation({ existing, answers: { "window/showMessageRequest": () => title && { title } } });
    expect((await made.run()).status).toBe(status);
    expect(questions(made)).toEqual([
      {
        type: 2,
        message: `${ADAPTER} exists: generating orders_webhook replaces it, and edits made by hand in it are lost. "Preview module" shows the difference.`,
        actions: [{ title: "Replace" }, { title: "Keep mine" }, { title: "Cancel" }],
      },
    ]);
    expect(edits(made)).toHaveLength(sent);
    if (sent === 0) return;
    const [edit] = edits(made)[0].changes[uriOf(made.workspace.path(ADAPTER))];
    expect(edit.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 3, character: 0 } });
  });

  test("are asked about one by one, and one that is kept stays as it is", async () => {
    const edited = `${sampleText(ADAPTER)}\n\nEDITED: int = 1\n`;
    const readme = `${sampleText(ORDERS_FILES[4] as string)}\nBy hand.\n`;
    const made = await generation({
      existing: { [ADAPTER]: edited, [ORDERS_FILES[4] as string]: readme },
      capabilities: NO_EDITS,
      answers: {
        "window/showMessageRequest": ({ message }: Json) => ({ title: message.startsWith(ADAPTER) ? "Keep mine" : "Replace" }),
      },
    });
    expect(await made.run()).toEqual({ status: "applied", files: ORDERS_FILES.slice(1), blockers: [] });
    expect(questions(made).map(({ message }) => (message as string).split(" ")[0])).toEqual([ADAPTER, ORDERS_FILES[4]]);
    expect(made.tree()[ADAPTER]).toBe(edited);
    expect(made.tree()[ORDERS_FILES[4] as string]).toBe(sampleText(ORDERS_FILES[4] as string));
  });

  test("that are kept are part of what is attested", async () => {
    const made = await generation({
      existing: { [ADAPTER]: "from uuid import uuid4\n\nthread_id: str = str(uuid4())\n" },
      answers: { "window/showMessageRequest": () => ({ title: "Keep mine" }) },
    });
    const before = made.tree();
    const result = await made.run();
    expect(result.status).toBe("blocked");
    expect(JSON.stringify(result.blockers)).toContain("[random_uuid]");
    expect(edits(made)).toEqual([]);
    expect(made.tree()).toEqual(before);
  });

  test("are confirmed one by one by a client that can", async () => {
    const made = await generation({ existing, capabilities: CONFIRMING });
    made.editor.open(made.workspace.path(ADAPTER), "y = 2\n", 7);
    expect((await made.run()).status).toBe("applied");
    expect(questions(made)).toEqual([]);
    const [first] = edits(made)[0].documentChanges;
    expect(first).toMatchObject({
      textDocument: { uri: uriOf(made.workspace.path(ADAPTER)), version: 7 },
      edits: [{ annotationId: "l9-overwrite", range: { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } } }],
    });
  });

  test("and equal the draft need nothing", async () => {
    const made = await generation({ existing: Object.fromEntries(ORDERS_FILES.map((name) => [name, sampleText(name)])) });
    expect(await made.run()).toEqual({ status: "unchanged", files: [], blockers: [] });
    expect(edits(made)).toEqual([]);
    expect(questions(made)).toEqual([]);
  });

  test("and are edited while the backend works are not overwritten", async () => {
    const wait = `context.report("waiting");
  await new Promise((resolve) => setTimeout(resolve, 300));`;
    const made = await generation({ existing, backend: backendText(ordersDraft(), wait), capabilities: CONFIRMING });
    const reply = made.run();
    await made.client.until(
      () => made.progress().includes("4_GENERATE: waiting"),
      () => "the backend does not run",
    );
    made.client.open(made.workspace.path(ADAPTER), "typed = 1\n");
    await expect(reply).rejects.toThrow(`${ADAPTER} can not be read, or was changed during the run`);
    expect(edits(made)).toEqual([]);
  });
});

test("a preview writes the report with the differences and nothing else", async () => {
  const showing = { ...PUSH, window: { ...PUSH.window, showDocument: { support: true } } };
  const made = await generation({ capabilities: showing, existing: { [ADAPTER]: "by_hand = 1\n" } });
  const before = made.tree();
  const result = await made.run("l9.previewGenerate");
  expect(result).toMatchObject({ status: "previewed", files: ORDERS_FILES, blockers: [] });
  const path = made.workspace.path(".l9/reports/orders_webhook.preview.md");
  // Each file as it is and as it would be, for a client that shows differences.
  expect(result.report).toBe(uriOf(path));
  expect(result.changes?.map(({ path: name, before }) => [name, before])).toEqual(
    ORDERS_FILES.map((name) => [name, name === ADAPTER ? uriOf(made.workspace.path(ADAPTER)) : null]),
  );
  const textOf = (uri: string): Promise<Json> => made.client.request("workspace/textDocumentContent", { uri });
  const { after = "" } = result.changes?.[0] ?? {};
  expect(await textOf(after)).toEqual({ text: sampleText(ADAPTER) });
  // As VS Code spells it.
  expect(await textOf(after.replace("/api/", "/a%70i/"))).toEqual({ text: sampleText(ADAPTER) });
  expect(await textOf("l9-preview:/nothing.py?1")).toBeNull();
  const report = readFileSync(path, "utf8");
  expect(report).toContain("## DIFF\n\n");
  expect(report).toContain(`--- a/${ADAPTER}`);
  expect(report).toContain("-by_hand = 1\n");
  expect(made.tree()).toEqual(before);
  expect(existsSync(made.workspace.path(".l9/reports/orders_webhook.md"))).toBe(false);
  expect(edits(made)).toEqual([]);
  expect(questions(made)).toEqual([]);
  const shown = made.client.requests.filter(({ method }) => method === "window/showDocument");
  expect(shown.map(({ params }) => params.uri as string)).toEqual([uriOf(path)]);
  // What the last preview wrote is gone with the next one.
  await made.run("l9.previewGenerate");
  expect(await textOf(after)).toBeNull();
});

test("a client that shows previews by itself is left to it", async () => {
  const showing = { ...PUSH, window: { ...PUSH.window, showDocument: { support: true } } };
  const made = await generation({ capabilities: showing, initializationOptions: { showsPreviews: true } });
  expect((await made.run("l9.previewGenerate")).changes).toHaveLength(ORDERS_FILES.length);
  expect([made.messages(), made.client.requests.map(({ method }) => method)]).toEqual([
    [],
    expect.not.arrayContaining(["window/showDocument"]) as string[],
  ]);
});

test("a client that can not show the preview is told where it is", async () => {
  const made = await generation();
  await made.run("l9.previewGenerate");
  expect(made.messages()).toEqual(["The preview is .l9/reports/orders_webhook.preview.md."]);
});
