import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { shown } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

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
