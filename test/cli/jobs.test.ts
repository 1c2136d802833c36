import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeCorpus, writeCorpus } from "../bench/make-corpus.ts";
import { folder, l9 } from "./run.ts";

const orders = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

const RULES = [
  "id: long-text\nlanguage: [python, typescript]\nmessage: m\nrule: { kind: string, regex: '^.{40,}' }\n",
  'id: no-dumps\nlanguage: python\nmessage: "$X"\nrule: { pattern: json.dumps($X) }\n',
  "id: has-header\nlanguage: python\nmessage: m\nrequire: { regex: 'Copyright' }\n",
];

it("finds the same with one thread and with several, by the repository's own rules too", () => {
  const cwd = folder({ "notes.txt": "no source\n", ".l9/rules/own.yaml": RULES.join("---\n") });
  cpSync(orders, cwd, { recursive: true });
  const corpus = makeCorpus({ files: 40, lines: 40_000, seed: 4 });
  // Enough for three threads.
  expect(corpus.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(1_200_000);
  writeCorpus(cwd, corpus);
  writeFileSync(join(cwd, "latin1.py"), Buffer.from([0x78, 0x20, 0x3d, 0x20, 0x22, 0xe9, 0x22, 0x0a]));
  const run = (jobs: string): ReturnType<typeof l9> =>
    l9(["check", ".", "notes.txt", "--scope", "all", "--format", "json", "--jobs", jobs], { cwd });
  const alone = run("1");
  expect(alone.exitCode).toBe(1);
  expect(alone.stdout).toContain("latin1.py");
  for (const rule of ["long-text", "has-header"]) expect(alone.stdout).toContain(`"rule": "${rule}"`);
  expect(run("3")).toEqual(alone);
}, 120_000);
