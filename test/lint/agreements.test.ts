import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { CONFIG_NAME, parseConfig, type Config } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Random } from "../fixtures/random.ts";

// Agreements in a workspace that is edited: what is kept is what a fresh look would say, and whoever is told otherwise is named.

const scratch = mkdtempSync(join(tmpdir(), "l9-agreements-"));
beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

const CONFIG = `agreements:
  - id: tools
    sources:
      - { file: tools.yaml, keys: tools }
      - { file: core/handlers.py, keys: HANDLERS }
      - { files: [core/*.py], calls: registry.register }
  - id: kinds
    direction: subset
    sources:
      - { file: core/kinds.py, values: Kind }
      - { file: src/kinds.ts, values: Kind }
  - id: names
    sources:
      - { specs: tool }
      - { names: tools/*_tool.py }
`;

/** What each file may hold; null is a file that is not there. */
const VARIANTS: Record<string, readonly (string | null)[]> = {
  "tools.yaml": ["tools: {search: 1}\n", "# A note.\ntools:\n  search: 1\n  fetch: 2\n", "tools: [\n", null],
  "core/handlers.py": [
    'from core.kinds import Kind\nHANDLERS = {"search": 1}\n',
    'from core.kinds import Kind\nHANDLERS = {"search": 1, Kind.B: 2}\n',
    "HANDLERS = {**more()}\n",
    'HANDLERS = {"search": 1\n',
    "HANDLER = 1\n",
  ],
  "core/setup.py": [
    'def setup(registry):\n    registry.register("search")\n',
    'registry.register("search")\nregistry.register("fetch")\n',
    "",
    null,
  ],
  "core/kinds.py": [
    'from enum import Enum\nclass Kind(str, Enum):\n    A = "a"\n    B = "fetch"\n',
    '\n\nfrom enum import Enum\nclass Kind(str, Enum):\n    A = "a"\n    B = "b"\n',
    null,
  ],
  "src/kinds.ts": [
    'export type Kind = "a" | "b";\n',
    '// Kinds.\nexport type Kind = "a" | "fetch";\n',
    'export type Kind = "a" | ;\n',
  ],
  "specs/search.module-spec.yaml": [
    "module: {id: search, name: S, purpose: P, kind: tool}\n",
    "module: {id: search, name: S, purpose: P, kind: service}\n",
    "module: {id: find, name: S, purpose: P, kind: tool}\n",
  ],
  "tools/search_tool.py": ['"""S."""\n', null],
  "tools/fetch_tool.py": [null, '"""F."""\n'],
};

async function open(
  texts: ReadonlyMap<string, string>,
  config = CONFIG,
  options: Partial<Config> = {},
): Promise<{ root: string; linter: Linter }> {
  const root = join(scratch, String(count++));
  for (const [path, text] of [...texts, [CONFIG_NAME, config] as const]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { config: read, problems } = await parseConfig(config, join(root, CONFIG_NAME));
  expect(problems).toEqual([]);
  const linter = new Linter(root, { ...read, ...options });
  linter.scan();
  return { root, linter };
}

/** Every finding of every file, by path. */
function findings(root: string, linter: Linter): Map<string, string> {
  const all = [...Object.keys(VARIANTS), CONFIG_NAME].filter((path) => linter.files.exists(join(root, path)));
  const shown = ({ rule, span, message, related }: Finding): unknown => [
    rule,
    span,
    message,
    related.map((one) => [relative(root, one.path), one.span, one.message]),
  ];
  return new Map(
    all.map((path) => [
      path,
      JSON.stringify(
        linter
          .check(join(root, path))
          .filter(({ rule }) => rule.startsWith("agreement"))
          .map(shown),
      ),
    ]),
  );
}

const first = (): Map<string, string> =>
  new Map(
    Object.entries(VARIANTS).flatMap(([path, [text]]) => (text === null || text === undefined ? [] : [[path, text] as const])),
  );

describe("a workspace that is edited", () => {
  it("says what a fresh one says, and names each file of which something else is said", async () => {
    const texts = first();
    const { root, linter } = await open(texts);
    const random = new Random(20);
    let before = findings(root, linter);
    const seen = new Set<string>();
    for (let step = 0; step < 60; step++) {
      const path = random.pick(Object.keys(VARIANTS));
      const text = random.pick(VARIANTS[path] as readonly (string | null)[]);
      const at = join(root, path);
      let affected: string[];
      if (text === null) {
        texts.delete(path);
        linter.files.place(at, null);
        affected = [...linter.close(at), ...linter.changed(at)];
      } else {
        texts.set(path, text);
        linter.files.place(at, undefined);
        affected = linter.setOpen(at, text);
      }
      const now = findings(root, linter);
      const changed = [...now].filter(([file, found]) => before.has(file) && before.get(file) !== found).map(([file]) => file);
      const told = new Set(affected.map((file) => relative(root, file)));
      expect({ step, path, text, untold: changed.filter((file) => file !== path && !told.has(file)) }).toEqual({
        step,
        path,
        text,
        untold: [],
      });
      if (step % 12 === 0) {
        const fresh = await open(texts);
        expect({ step, found: [...now] }).toEqual({ step, found: [...findings(fresh.root, fresh.linter)] });
        fresh.linter.dispose();
      }
      before = now;
      for (const found of now.values()) seen.add(found);
    }
    // The edits do lead to findings, and to others.
    expect(seen.size).toBeGreaterThan(5);
    linter.dispose();
  });
});

describe("the files of agreements", () => {
  const texts = new Map([
    ["tools.yaml", "tools: {search: 1, fetch: 2}\n"],
    ["core/handlers.py", 'import os, uuid\nHANDLERS = {"search": 1}\n'],
  ]);
  const config =
    "agreements:\n  - id: tools\n    sources: [{file: tools.yaml, keys: tools}, {file: core/handlers.py, keys: HANDLERS}]\n";

  it("are checked for them in scope modules, and for nothing else", async () => {
    const { root, linter } = await open(texts, config);
    expect(linter.paths().map((path) => relative(root, path))).toEqual(["core/handlers.py", CONFIG_NAME, "tools.yaml"]);
    const rules = (): string[] => linter.check(join(root, "core/handlers.py")).map(({ rule }) => rule);
    expect(rules()).toEqual(["agreement_broken"]);
    linter.whole.add(join(root, "core/handlers.py"));
    expect(new Set(rules())).toEqual(new Set(["agreement_broken", "unused_imports"]));
    linter.dispose();
  });

  it("of a configuration that is installed are told of where it is extended", async () => {
    const installed = new Map([...texts, ["node_modules/team/l9.yaml", config.replace("HANDLERS", "HANDLER")]]);
    const { root, linter } = await open(installed, "scope: modules\nextends: team/l9.yaml\n");
    const found = linter.check(join(root, CONFIG_NAME)).map(({ span, message }) => [span, message]);
    expect(found).toEqual([[{ start: 15, end: 22 }, expect.stringContaining("did you mean `HANDLERS`?")]]);
    expect(linter.paths().map((path) => relative(root, path))).toEqual(["core/handlers.py", CONFIG_NAME, "tools.yaml"]);
    linter.dispose();
  });

  it("are left alone where the rule is off", async () => {
    const { root, linter } = await open(texts, `${config}rules: {agreement_broken: off}\n`);
    expect(linter.check(join(root, "core/handlers.py"))).toEqual([]);
    linter.dispose();
  });

  it("weigh what the row says, and what the configuration says of the rule", async () => {
    const severities = async (more: string): Promise<string[]> => {
      const { root, linter } = await open(texts, `${config.replace("- id: tools", "- id: tools\n    severity: info")}${more}`);
      const found = linter.check(join(root, "tools.yaml")).map(({ severity }) => severity);
      linter.dispose();
      return found;
    };
    expect(await severities("")).toEqual(["info"]);
    expect(await severities("rules: {agreement_broken: warning}\n")).toEqual(["warning"]);
  });
});

describe("a row that is wrong", () => {
  it.each([
    ["{file: a.yaml, keyz: tools}", "`keyz` is no key of `agreements.0.sources.0`; did you mean `keys`?"],
    ["{file: a.yaml}", "`agreements.0.sources.0`: says not what is read: it needs one of keys, values,"],
    ["{keys: tools}", "`agreements.0.sources.0.keys`: needs `file` beside it: where it is read."],
    [
      "{file: a.yaml, keys: a, values: b}",
      "`agreements.0.sources.0.values`: can not stand beside `keys`: make it a source of its own.",
    ],
    [
      "{file: ../a.yaml, keys: a}",
      "`agreements.0.sources.0.file` must be a path below the workspace folder, with `/` and without `..`, but is",
    ],
    [
      "{files: [a.py], settings: S}",
      "`agreements.0.sources.0.files`: has no meaning beside `settings`, which is read from one `file`.",
    ],
    ["{names: tools/one.py}", "`agreements.0.sources.0.names`: needs a `*` in its last part, which stands for the name."],
    [
      "{file: a.yaml, keys: 3}",
      "`agreements.0.sources.0.keys` must be a path (`tools.*.id`), a name or a list of keys, but is 3.",
    ],
    [
      "{file: a.yaml, asyncapi: chanels}",
      "`agreements.0.sources.0.asyncapi` must be channels, operations or messages, but is the text",
    ],
    ["{file: a.yaml, keys: a, argument: 1}", "`agreements.0.sources.0.argument`: has no meaning beside `keys`."],
  ])("%s", async (source, message) => {
    const { problems } = await parseConfig(`agreements:\n  - id: x\n    sources: [${source}, {file: b.yaml, keys: a}]\n`);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
  });

  it("has an id of its own and two sources", async () => {
    const row = (id: string): string => `  - {id: ${id}, sources: [{file: a.yaml, keys: a}, {file: b.yaml, keys: b}]}\n`;
    expect((await parseConfig(`agreements:\n${row("x")}${row("x")}`)).problems.map(({ message }) => message)).toEqual([
      "`agreements.1.id`: `x` is the id of another row.",
    ]);
    expect(
      (await parseConfig("agreements: [{id: x, sources: [{file: a.yaml, keys: a}]}]\n")).problems.map(({ message }) => message),
    ).toEqual(["`agreements.0.sources` must not be empty."]);
  });
});
