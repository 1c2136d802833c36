import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { PULL, PUSH, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const SPEC = `module:
  id: orders
  name: Orders
  purpose: Takes orders.
  repo:
    allowed_new_files: [a.py, sub/b.py, tests/test_a.py]
  interfaces:
    inbound: [{name: order, payload_type: JSON}]
  error_policy: {default: fail_closed}
  acceptance: {required: [takes_an_order]}
`;
const FILES = ["a.py", "sub/b.py", "tests/test_a.py", "spec.yaml", "l9.config.yaml"] as const;
const TEXTS: Record<string, readonly string[]> = {
  "l9.config.yaml": ["scope: all\n", "scope: modules\n", "scope: all\nrules: {unused_imports: off}\n", "scope: [\n", ""],
  "spec.yaml": [SPEC, SPEC.replace("  purpose: Takes orders.\n", ""), SPEC.replace("a.py, ", ""), "module: [\n", ""],
};
const CODE = [
  "import os\n",
  "import os\n\n\ndef f(a, b):\n    return os.name\n",
  "from uuid import uuid4\n\nthread_id = uuid4()\n",
  "def test_takes_an_order() -> None:\n    assert True\n",
  "class A:\n    def f(self, x):\n        import sys\n        return {'a': 1",
  "x = '''🦊\r\nimport os\r\n'''\r\nimport re\r\n",
  "",
];
const textsOf = (name: string): readonly string[] => TEXTS[name] ?? CODE;

type Step =
  | { kind: "open" | "close" | "delete" | "save" | "actions" | "hover" | "pull"; file: number }
  | { kind: "edit"; file: number; at: number; length: number; text: string }
  | { kind: "write"; file: number; text: number; tell: boolean }
  | { kind: "wait" }
  | { kind: "settings" };

const file = fc.nat(FILES.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("open" as const, "open" as const, "close" as const), file }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("delete" as const, "save" as const, "actions" as const, "hover" as const, "pull" as const),
      file,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      file,
      at: fc.nat(120),
      length: fc.nat(12),
      text: fc.constantFrom(
        "",
        "x",
        "\n",
        "import os\n",
        "    ",
        "🦊",
        "def g():\n",
        "# l9: ignore[unused_imports] why\n",
        ": ",
        "'''",
        "\r\n",
        "- a\n",
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("write" as const), file, text: fc.nat(9), tell: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("wait" as const, "settings" as const) }) },
);

/** What a client shows of each file, by its name. */
async function view(client: MemoryClient, paths: readonly string[], pulls: boolean): Promise<Json> {
  await client.settled();
  const result: Record<string, Json> = {};
  const report = pulls ? await client.request("workspace/diagnostic", { previousResultIds: [] }) : null;
  for (const path of paths) {
    const items: Json[] = pulls
      ? (report.items.find(({ uri }: Json) => uri === uriOf(path))?.items ?? [])
      : (client.published(path).at(-1)?.diagnostics ?? []);
    result[path] = items;
  }
  return result;
}

async function session(steps: readonly Step[], pulls: boolean): Promise<void> {
  const place = folder({ "l9.config.yaml": "scope: all\n", "spec.yaml": SPEC, "a.py": CODE[1] as string });
  const paths = FILES.map((name) => place.path(name));
  const capabilities = pulls ? PULL : PUSH;
  const start = async (): Promise<MemoryClient> => {
    const started = new MemoryClient({ roots: [place.root], capabilities });
    await started.initialize({ roots: [place.root], capabilities });
    return started;
  };
  const client = await start();
  const open = new Map<string, string>();
  for (const next of steps) {
    if (next.kind === "wait" || next.kind === "settings") {
      if (next.kind === "settings") client.notify("workspace/didChangeConfiguration", { settings: {} });
      else await new Promise((resolve) => setTimeout(resolve, 3));
      continue;
    }
    const path = paths[next.file] as string;
    const name = FILES[next.file] as string;
    const text = open.get(path);
    switch (next.kind) {
      case "open":
        if (text !== undefined) break;
        open.set(path, textsOf(name)[next.file % textsOf(name).length] as string);
        client.open(path, open.get(path) as string);
        break;
      case "close":
        if (open.delete(path)) client.close(path);
        break;
      case "edit": {
        if (text === undefined) break;
        // Never between the halves of a character, as no editor does.
        const boundaries = [...Array(text.length + 1).keys()].filter(
          (at) => !/[\udc00-\udfff]/.test(text[at] ?? "") && !(text[at] === "\n" && text[at - 1] === "\r"),
        );
        const from = boundaries[next.at % boundaries.length] as number;
        const to = boundaries.find((at) => at >= from + next.length) ?? text.length;
        const position = (offset: number): Json => {
          const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
          return { line: lines.length - 1, character: lines.at(-1)?.length };
        };
        open.set(path, text.slice(0, from) + next.text + text.slice(to));
        client.change(path, next.text, { start: position(from), end: position(to) });
        break;
      }
      case "write":
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, textsOf(name)[next.text % textsOf(name).length] as string);
        client.watched(path, 2);
        break;
      case "save":
        if (text === undefined) break;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path) } });
        client.watched(path, 2);
        break;
      case "delete":
        rmSync(path, { force: true });
        client.watched(path, 3);
        break;
      case "actions":
        client.actions(path, 0).catch(() => undefined);
        break;
      case "hover":
        client
          .request("textDocument/hover", { textDocument: { uri: uriOf(path) }, position: { line: 0, character: 8 } })
          .catch(() => undefined);
        break;
      case "pull": {
        if (!pulls) break;
        const { id, reply } = client.startRequest("textDocument/diagnostic", { textDocument: { uri: uriOf(path) } });
        reply.catch(() => undefined);
        if (next.file % 2) client.notify("$/cancelRequest", { id });
        break;
      }
    }
  }
  // A broken configuration keeps the last good one, which a fresh start can not know: the session ends with a good one.
  const config = place.path("l9.config.yaml");
  if (open.delete(config)) client.close(config);
  place.write("l9.config.yaml", "scope: all\n");
  client.watched(config, 2);
  const seen = await view(client, paths, pulls);
  await client.request("shutdown");
  const fresh = await start();
  for (const [path, text] of open) fresh.open(path, text);
  const right = await view(fresh, paths, pulls);
  await fresh.request("shutdown");
  rmSync(place.root, { recursive: true });
  expect([...client.faults, ...fresh.faults]).toEqual([]);
  expect(seen).toEqual(right);
}

// Loaded when first needed, and translated by the test runner then: longer than a session waits for the last word.
beforeAll(() => Promise.all([import("../../server/lsp/engine.ts"), import("../../server/project/config-file.ts")]));

test.each([
  ["pushed", false],
  ["pulled", true],
])("after any session what is shown is what a fresh start shows (%s)", { timeout: 240_000 }, async (_, pulls) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 40 }), (steps) => session(steps, pulls)),
    { numRuns: Number(process.env.L9_SESSIONS ?? 40) },
  );
});
