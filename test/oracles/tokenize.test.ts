import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { parseConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Text } from "../../server/syntax/text.ts";
import { Comparison, listedDifferences } from "./agreement.ts";
import { PYTHON, readStdlib, say, type Stdlib } from "./stdlib.ts";
import { sample, WHOLE } from "../whole.ts";

// `type_ignore` against Python's tokenize: what is a comment, and what only looks like one inside a string.

const LEAST_AGREEMENT = 0.995;
/** Of the library the suite reads every so manyth file. */
const EVERY = 3;

/** What takes the place of the library's `#`, in turns: each still begins a comment where `#` did, and stays text inside a string. */
const SPELLINGS = [
  "# type: ignore #",
  "#type:ignore[misc] #",
  "# type: ignored #",
  "# pyright: ignore[reportCall] #",
  "# text #",
];

async function askPython(stdlib: Stdlib, spellings: readonly string[]): Promise<Record<string, number[] | null>> {
  const child = spawn(PYTHON, [join(import.meta.dirname, "comments.py")], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ folder: stdlib.folder, names: stdlib.files.map(({ name }) => name), spellings }));
  return JSON.parse(await readAll(child.stdout)) as Record<string, number[] | null>;
}

function respell(text: string, spellings: readonly string[]): string {
  let turn = 0;
  return spellings.length === 0 ? text : text.replace(/#/g, () => spellings[turn++ % spellings.length] as string);
}

describe.each([
  ["as it is", []],
  ["with every # made a type-ignore or something like it", SPELLINGS],
])("tokenize over the standard library, %s", (_, spellings) => {
  it("sees the same comments", { timeout: 240_000 }, async (context) => {
    const whole = readStdlib();
    if (typeof whole === "string") {
      say(`not compared with Python's tokenize: ${whole}`);
      return context.skip(whole);
    }
    const stdlib = { ...whole, files: sample(whole.files, EVERY) };
    const theirs = askPython(stdlib, spellings);
    await loadPython();
    const root = mkdtempSync(join(tmpdir(), "l9-oracle-"));
    const { config } = await parseConfig("");
    const linter = new Linter(root, { ...config, scope: "all" }, { select: ["type_ignore"] });
    const ours = new Map<string, string[]>();
    for (const { name, text } of stdlib.files) {
      const respelled = respell(text, spellings);
      const lines = new Text(respelled);
      ours.set(
        name,
        linter.checkText(join(root, name), respelled).map(({ span }) => String(lines.position(span.start).line)),
      );
    }
    linter.dispose();
    rmSync(root, { recursive: true });
    const comparison = new Comparison();
    const found = await theirs;
    const untokenized = stdlib.files.filter(({ name }) => !found[name]).map(({ name }) => name);
    for (const { name } of stdlib.files) {
      const lines = found[name];
      if (lines) comparison.add(name, ours.get(name) ?? [], lines.map(String));
    }
    const { result } = comparison;
    say(
      `type_ignore: ${result.matched} of ${result.findings} findings agree (${result.agreement.toFixed(5)}); tokenize reads all but ${untokenized.length} files`,
    );
    expect(result.findings).toBeGreaterThan(spellings.length > 0 ? 10_000 / (WHOLE ? 1 : EVERY) : 1);
    expect(result.agreement, result.differences.slice(0, 50).join("\n")).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
    const listed = spellings.length > 0 ? listedDifferences("type_ignore", stdlib.version, stdlib.files) : [];
    if (listed) expect(result.differences).toEqual(listed);
    expect(untokenized.length).toBeLessThan(stdlib.files.length / 100);
  });
});
