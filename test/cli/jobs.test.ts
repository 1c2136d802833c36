import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeCorpus, writeCorpus } from "../bench/make-corpus.ts";
import { folder, l9 } from "./run.ts";

const orders = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

it("finds the same with one thread and with several", () => {
  const cwd = folder({ "notes.txt": "no source\n" });
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
  expect(run("3")).toEqual(alone);
}, 120_000);
