import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { cursor } from "./orders.ts";

// A repository's own rules in an editor.

const RULE = ".l9/rules/eval.yaml";
const rule = (pattern: string): string =>
  `id: no-eval\nlanguage: python\nmessage: "\`$X\` is run as code."\ndocs: https://example.org/eval\nrule: { pattern: ${pattern} }\nfix: read($X)\n`;

test("a rule of the repository shows its findings, with its page and its fix, and follows the file it is declared in", async () => {
  const { root, path, write } = folder({ "l9.config.yaml": "scope: all\n", [RULE]: rule("eval($X)") });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), 'from b import read\n\nread(eval("1"))\nexec("2")\n');
  const found = await client.diagnostics(path("a.py"), (now) => now.length > 0);
  expect(shown(found)).toEqual(["no-eval@3"]);
  expect(found[0]).toMatchObject({
    severity: 2,
    message: expect.stringContaining('`"1"` is run as code.'),
    codeDescription: { href: "https://example.org/eval" },
  });
  const titles = (await client.actions(path("a.py"), 2)).map(({ title }) => title as string);
  expect(titles).toEqual(expect.arrayContaining(['Write `read("1")`', "Ignore no-eval on this line"]));

  write(RULE, rule("exec($X)"));
  client.watched(path(RULE), 2);
  expect(shown(await client.diagnostics(path("a.py"), (now) => now[0] === "no-eval@4"))).toEqual(["no-eval@4"]);

  write(RULE, rule("exec($X)").replace("pattern", "patern"));
  client.watched(path(RULE), 2);
  expect(shown(await client.diagnostics(path(RULE), (now) => now.length > 0))).toEqual(["own_rule_invalid@5"]);
  await client.diagnostics(path("a.py"), (now) => now.length === 0);

  rmSync(path(RULE));
  client.watched(path(RULE), 3);
  await client.diagnostics(path(RULE), (now) => now.length === 0);
});

const UNSAVED = ".l9/rules/new.yaml";

test("a rule that no disk has yet is told of in its open text, the same by a server that was just started, until it is closed", async () => {
  const { root, path } = folder({ "l9.config.yaml": "scope: all\n" });
  const misspelt = rule("eval($X)").replace("pattern", "patern");
  const unparsable = rule("eval(");
  const told = async (client: MemoryClient, places: readonly string[]): Promise<unknown> => {
    const found = await client.diagnostics(path(UNSAVED), (now) => now.join() === places.join());
    return found.map(({ range, message }) => ({ range, message }));
  };
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path(UNSAVED), rule("eval($X)"));
  client.open(path("a.py"), 'eval("1")\n');
  expect(shown(await client.diagnostics(path("a.py"), (now) => now.length > 0))).toEqual(["no-eval@1"]);

  client.change(path(UNSAVED), misspelt);
  await told(client, ["own_rule_invalid@5"]);
  const [mend] = (await client.actions(path(UNSAVED), 4)).filter(({ title }) => /pattern/.test(title as string));
  expect(mend?.title).toBe("Write `pattern` (changes what the file says)");

  client.change(path(UNSAVED), unparsable);
  await told(client, ["own_rule_invalid@5"]);
  // What stays the same rule at the same place is still held against the text that is there now.
  client.change(path(UNSAVED), `${unparsable}# so far\n`);
  const now = await told(client, ["own_rule_invalid@5"]);
  expect(now).toMatchObject([{ message: expect.stringContaining("does not parse as Python") }]);
  const fresh = await MemoryClient.start({ roots: [root] });
  fresh.open(path(UNSAVED), `${unparsable}# so far\n`);
  expect(await told(fresh, ["own_rule_invalid@5"])).toEqual(now);

  client.change(path(UNSAVED), rule("eval($X)"));
  await told(client, []);
  await client.diagnostics(path("a.py"), (found) => found.length > 0);
  client.close(path(UNSAVED));
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
});

test("a rule file has its keys, values, kinds and captures offered, and says what a key means", async () => {
  const { root, path } = folder({ "l9.config.yaml": "scope: all\n" });
  const client = await MemoryClient.start({ roots: [root] });
  const begun = "id: first\nlanguage: python\nmessage: m\nrule: { pattern: f($A) }\n---\n";
  client.open(path(UNSAVED), begun);
  await client.settled();
  const at = async (marked: string, method: string): Promise<Json> => {
    const { text, position } = cursor(`${begun}${marked}`);
    client.change(path(UNSAVED), text);
    return client.request(method, { textDocument: { uri: uriOf(path(UNSAVED)) }, position });
  };
  const offered = async (marked: string): Promise<string[]> =>
    ((await at(marked, "textDocument/completion")) as unknown as Json[]).map(({ label }) => label as string);
  const start = "id: second\nlanguage: python\n";

  const keys = await offered(`${start}‸`);
  expect(keys).toEqual(expect.arrayContaining(["message", "severity", "rule", "require", "ignore_paths"]));
  expect(keys).not.toContain("id");
  expect(await offered(`${start}severity: ‸`)).toEqual(["off", "hint", "info", "warning", "error"]);
  expect(await offered("id: second\nlanguage: ‸")).toEqual(expect.arrayContaining(["python", "typescript"]));
  expect(await offered(`${start}rule:\n  inside:\n    ‸`)).toEqual(
    expect.arrayContaining(["pattern", "kind", "stopBy", "field"]),
  );
  expect(await offered(`${start}rule:\n  has: { stopBy: ‸ }`)).toEqual(expect.arrayContaining(["neighbor", "end"]));
  const kinds = await offered(`${start}rule:\n  any:\n    - kind: ‸`);
  expect(kinds).toEqual(expect.arrayContaining(["call", "with_statement"]));
  expect(kinds).not.toContain("arrow_function");
  const holes = `${start}rule: { any: [{ pattern: "f($X, $$$REST)" }] }\n`;
  expect(await offered(`${holes}message: "no $‸"`)).toEqual(["$X", "$$$REST"]);
  expect(await offered(`${holes}constraints:\n  ‸`)).toEqual(["X", "REST"]);
  const hover = await at(`${start}rule:\n  insi‸de: { kind: call }\n`, "textDocument/hover");
  expect(hover.contents.value).toContain("what it stands in");
});
