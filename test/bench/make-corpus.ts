import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeSource, type SourceModule } from "../fixtures/python-source.ts";
import { Random } from "../fixtures/random.ts";

// The corpus that the whole-repository figures are measured on: node server/build/run.mjs test/bench/make-corpus.ts FOLDER

/** Folders of a repository of this kind, with their share of its files. */
const FOLDERS = [
  "core/agents",
  "core/governance",
  "core/schemas",
  "core/tools",
  "memory",
  "memory/graph",
  "services/research",
  "services/mail",
  "services/voice",
  "api/routes",
  "api/adapters",
  "orchestration",
  "runtime",
  "simulation",
  "world_model",
  "tests/unit",
  "scripts",
];

/** Makes a repository's worth of Python: the same texts for the same seed. */
export function makeCorpus({ files = 600, lines = 178_000, seed = 9 } = {}): SourceModule[] {
  const random = new Random(seed);
  // File sizes spread as in real repositories: many small ones, a few of two thousand lines.
  const weights = Array.from({ length: files }, () => 0.15 + random.next() ** 3 * 4);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, at) => {
    const folder = random.pick(FOLDERS);
    const name = `${folder.startsWith("tests") ? "test_" : ""}${folder.split("/").at(-1)}_${String(at).padStart(3, "0")}.py`;
    // A module ends with the definition that reaches its length: about forty lines later.
    return makeSource(random, `${folder}/${name}`, Math.max(20, Math.round((weight / total) * lines) - 46));
  });
}

/** A module of exactly 435 lines, for timing a keystroke in a file of ordinary length. */
export function makeKeystrokeModule(): string {
  const lines = 435;
  for (let seed = 435; ; seed++) {
    const { text } = makeSource(new Random(seed), "core/agents/keystroke.py", lines - 12);
    const missing = lines - (text.split("\n").length - 1);
    if (missing < 3) continue;
    return `${text}\n\n${Array.from({ length: missing - 2 }, (_, at) => `CONSTANT_${at} = ${at}\n`).join("")}`;
  }
}

/** Writes a corpus below a folder. */
export function writeCorpus(folder: string, corpus: readonly SourceModule[]): void {
  for (const { path, text } of corpus) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (process.argv[1]?.endsWith("make-corpus.ts")) {
  const folder = process.argv[2];
  if (!folder) throw new Error("usage: make-corpus.ts FOLDER");
  writeCorpus(folder, makeCorpus());
  writeFileSync(join(folder, "keystroke.py"), makeKeystrokeModule());
}
