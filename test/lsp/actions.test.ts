import { describe, expect, test } from "vitest";
import { applied, PUSH, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };
const UNUSED = "import os\nimport sys\n";
const UUID = "from uuid import uuid4\n\nthread_id = uuid4()\n";

const titles = (actions: Json[]): string[] => actions.map(({ title }) => title as string);
const named = (actions: Json[], title: string): Json => actions.find((action) => action.title === title) as unknown;

async function opened(text: string, capabilities: Json = PUSH): Promise<{ client: MemoryClient; file: string }> {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities });
  client.open(path("a.py"), text);
  return { client, file: path("a.py") };
}

test("a quick fix is offered where the finding is, with no diagnostics sent along", async () => {
  const { client, file } = await opened(UNUSED);
  const actions = await client.actions(file, 1);
  expect(titles(actions)).toEqual([
    "Remove the unused import `sys`",
    "Ignore unused_imports on this line",
    "Fix everything that is safe to fix in this file",
  ]);
  const fix = named(actions, "Remove the unused import `sys`");
  expect(fix).toMatchObject({ kind: "quickfix", isPreferred: true });
  expect(fix.edit.documentChanges[0].textDocument).toEqual({ uri: uriOf(file), version: 1 });
  expect(applied(fix, file, UNUSED)).toBe("import os\n");
  expect(await client.actions(file, 2)).toHaveLength(1);
});

test("an action carries the diagnostic that it ends, when the client sends it", async () => {
  const { client, file } = await opened(UNUSED);
  const diagnostics = await client.diagnostics(file);
  const actions = await client.actions(file, 0, { diagnostics });
  expect(named(actions, "Remove the unused import `os`").diagnostics).toEqual([diagnostics[0]]);
});

test("a fix that changes what the code does says so and is not the preferred one", async () => {
  const { client, file } = await opened("tool_id = call.tool_id or call.tool_name\n");
  const unsafe = (await client.actions(file, 0)).find(({ title }) =>
    (title as string).endsWith("(changes what the code does)"),
  ) as unknown as Json;
  expect(unsafe.isPreferred).toBeUndefined();
});

test("only the wanted kinds are offered", async () => {
  const { client, file } = await opened(UNUSED);
  expect(titles(await client.actions(file, 0, { only: ["source.fixAll"] }))).toEqual([
    "Fix everything that is safe to fix in this file",
  ]);
  expect(titles(await client.actions(file, 0, { only: ["source.fixAll.l9"] }))).toEqual([
    "Fix everything that is safe to fix in this file",
  ]);
  expect(titles(await client.actions(file, 0, { only: ["quickfix"] }))).toEqual([
    "Remove the unused import `os`",
    "Ignore unused_imports on this line",
  ]);
  expect(await client.actions(file, 0, { only: ["source.organizeImports"] })).toEqual([]);
});

test("fixing everything is resolved when it is chosen, against the text of then", async () => {
  const { client, file } = await opened(UNUSED);
  const [action] = await client.actions(file, 0, { only: ["source.fixAll.l9"] });
  expect(action.edit).toBeUndefined();
  client.change(file, `${UNUSED}import re\nx = 1\n`);
  const resolved = await client.request("codeAction/resolve", action);
  expect(applied(resolved, file, `${UNUSED}import re\nx = 1\n`)).toBe("x = 1\n");
});

test("a client that can not resolve gets the edit at once", async () => {
  const { client, file } = await opened(UNUSED, {
    ...PUSH,
    textDocument: { ...PUSH.textDocument, codeAction: { codeActionLiteralSupport: {} } },
  });
  const [action] = await client.actions(file, 0, { only: ["source.fixAll.l9"] });
  expect(applied(action, file, UNUSED)).toBe("");
});

test("a client without versioned edits gets plain ones", async () => {
  const { client, file } = await opened(UNUSED, { ...PUSH, workspace: {} });
  for (const action of (await client.actions(file, 0)).filter(({ edit }) => edit !== undefined))
    expect(Object.keys(action.edit as object)).toEqual(["changes"]);
});

test("a client that knows only commands gets no actions", async () => {
  const { client, file } = await opened(UNUSED, { textDocument: { codeAction: {} } });
  expect(await client.actions(file, 0)).toEqual([]);
});

test("ignoring a rule adds a comment above the line, which then asks for its reason", async () => {
  const text = "def f() -> None:\n    import os\n";
  const { client, file } = await opened(text);
  const ignored = applied(named(await client.actions(file, 1), "Ignore unused_imports on this line"), file, text);
  expect(ignored).toBe("def f() -> None:\n    # l9: ignore[unused_imports] ...\n    import os\n");
  client.change(file, ignored);
  expect(shown(await client.diagnostics(file))).toEqual(["suppression_without_reason@2"]);
  client.change(file, ignored.replace("...", "kept for its side effects"));
  expect(await client.diagnostics(file)).toEqual([]);
});

test("where snippets can be inserted the reason is a placeholder", async () => {
  const { client, file } = await opened(UNUSED, {
    ...PUSH,
    workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
  });
  const action = named(await client.actions(file, 0), "Ignore unused_imports on this line");
  expect(action.edit.documentChanges[0].edits[0].snippet).toEqual({
    kind: "snippet",
    value: "# l9: ignore[unused_imports] ${1:reason}\n",
  });
});

test("a rule joins the comment that ignores another one there, and line ends stay", async () => {
  const text = "# l9: ignore[random_uuid] because\r\nimport os\r\n";
  const { client, file } = await opened(text);
  const action = named(await client.actions(file, 1), "Ignore unused_imports on this line");
  expect(applied(action, file, text)).toBe("# l9: ignore[random_uuid, unused_imports] because\r\nimport os\r\n");
  const crlf = "x = 1\r\nimport os\r\n";
  client.change(file, crlf);
  expect(applied(named(await client.actions(file, 1), "Ignore unused_imports on this line"), file, crlf)).toBe(
    "x = 1\r\n# l9: ignore[unused_imports] ...\r\nimport os\r\n",
  );
});

test("a rule does not join a comment that has no reason itself", async () => {
  const text = "import os  # l9: ignore[other_rule]\n";
  const { client, file } = await opened(text);
  const action = named(await client.actions(file, 0), "Ignore unused_imports on this line");
  expect(applied(action, file, text)).toBe(`# l9: ignore[unused_imports] ...\n${text}`);
});

test("a rule does not join what is no comment", async () => {
  const text = "m# l9: ignore[other_rule] why\nodule:\n  id: orders\n";
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  const file = path("a.module-spec.yaml");
  client.open(file, text);
  const action = named(await client.actions(file, 0), "Ignore missing_spec_key on this line");
  expect(applied(action, file, text)).toBe(`# l9: ignore[missing_spec_key] ...\n${text}`);
});

test("what may not be ignored is not offered to be", async () => {
  const { client, file } = await opened("x = 1  # type: ignore\n");
  expect(titles(await client.actions(file, 0)).filter((title) => title.startsWith("Ignore"))).toEqual([]);
});

test("hovering over a finding explains its rule", async () => {
  const { client, file } = await opened(UUID);
  const hover = await client.request("textDocument/hover", {
    textDocument: { uri: uriOf(file) },
    position: { line: 2, character: 14 },
  });
  expect(hover.contents.kind).toBe("markdown");
  expect(hover.contents.value).toContain("**random_uuid**");
  expect(hover.contents.value).toContain("```python\n");
  expect(hover.range).toEqual({ start: { line: 2, character: 12 }, end: { line: 2, character: 19 } });
  expect(
    await client.request("textDocument/hover", { textDocument: { uri: uriOf(file) }, position: { line: 1, character: 0 } }),
  ).toBeNull();
});

describe("a fix that would break its file", () => {
  const IMPORT = "from memory.substrate_models import PacketEnvelopeIn\n\nprint(PacketEnvelopeIn)\n";
  const title = "Import PacketEnvelopeIn from apps.shop.memory.substrate_models";
  const why =
    "`memory.substrate_models` and `apps.shop.memory.substrate_models` are one module seen from two folders, and from which of them Python starts is not known";
  const withDisabled = {
    ...PUSH,
    textDocument: { ...PUSH.textDocument, codeAction: { ...PUSH.textDocument.codeAction, disabledSupport: true } },
  };

  async function shop(capabilities: Json): Promise<{ client: MemoryClient; file: string }> {
    const { root, path } = folder({
      ...ALL,
      "apps/shop/memory/substrate_models.py":
        "from pydantic import BaseModel\n\n\nclass PacketEnvelopeIn(BaseModel):\n    packet_type: str\n",
      "tools/x.py": IMPORT,
    });
    const client = await MemoryClient.start({ roots: [root], capabilities });
    client.open(path("tools/x.py"), IMPORT);
    return { client, file: path("tools/x.py") };
  }

  test("is shown as one that can not be had, and says why", async () => {
    const { client, file } = await shop(withDisabled);
    const action = named(await client.actions(file, 0, { only: ["quickfix"] }), title);
    expect(action).toMatchObject({ kind: "quickfix", disabled: { reason: `This fix is left out: ${why}.` } });
    expect(action.edit).toBeUndefined();
  });

  test("is not offered to a client that can not show the reason", async () => {
    const { client, file } = await shop(PUSH);
    expect(titles(await client.actions(file, 0))).not.toContain(title);
  });

  test("is left out where everything is fixed, and the user is told once it is", async () => {
    const { client, file } = await shop(PUSH);
    const text = `import os\n${IMPORT}`;
    client.change(file, text);
    const [action] = await client.actions(file, 0, { only: ["source.fixAll.l9"] });
    const resolved = await client.request("codeAction/resolve", action);
    expect(applied(resolved, file, text)).toBe(IMPORT);
    const told = client.notifications.filter(({ method }) => method === "window/showMessage");
    expect(told.map(({ params }) => params.message as string)).toEqual([`"${title}" is left out: ${why}.`]);
  });
});

describe("a fix names nothing that is there already", () => {
  const MODEL = {
    ...ALL,
    "memory/substrate_models.py":
      'from pydantic import BaseModel\n\n\nclass PacketProvenance(BaseModel):\n    source: str\n    tool: str = ""\n',
  };
  const call = (given: string): string =>
    `from memory.substrate_models import PacketProvenance\n\nPacketProvenance(${given}sourc="again")\n`;

  test.each([
    ["of the same call", 'source="shop", ', []],
    ["of another call", 'tool="a", ', ["Replace `sourc` by `source` (changes what the code does)"]],
  ])("a keyword %s", async (_, given, offered) => {
    const { root, path } = folder(MODEL);
    const client = await MemoryClient.start({ roots: [root] });
    client.open(path("tools/x.py"), call(given));
    const actions = titles(await client.actions(path("tools/x.py"), 2, { only: ["quickfix"] }));
    expect(actions.filter((title) => !title.startsWith("Ignore "))).toEqual(offered);
  });
});
