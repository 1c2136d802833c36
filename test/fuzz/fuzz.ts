// `npm run fuzz -- --minutes N [--only WORDS] [--seed N]`: the properties of the test suite over cases that nobody has seen yet.
// `npm run fuzz -- --long [--edits N] [--processes N] [--only LANGUAGE] [--state FILE]`: a million edits of real texts.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { runLong } from "./long/long.ts";
import { work } from "./long/worker.ts";
import { loadServer } from "./lsp-session.ts";
import { properties } from "./properties.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    seed: { type: "string" },
    long: { type: "boolean", default: false },
    edits: { type: "string", default: "1000000" },
    processes: { type: "string", default: "1" },
    state: { type: "string" },
    worker: { type: "boolean", default: false },
  },
});
for (const name of ["minutes", "edits", "processes"] as const) {
  if (Number(values[name]) > 0) continue;
  console.error(`--${name} needs a number above 0`);
  process.exit(2);
}
if (values.worker) await work();
else if (values.long)
  process.exit(
    await runLong({
      edits: Number(values.edits),
      processes: Math.ceil(Number(values.processes)),
      only: values.only,
      state: values.state,
    }),
  );
else await lookAtProperties();

async function lookAtProperties(): Promise<void> {
  const minutes = Number(values.minutes);
  await loadPython();
  await loadServer();
  await loadTypeScript();
  const chosen = properties.filter((property) => property.name.includes(values.only));
  const until = Date.now() + minutes * 60_000;
  const cases = new Map(chosen.map(({ name }) => [name, 0]));
  const failed = new Set<string>();
  let seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);
  while (Date.now() < until && failed.size < chosen.length) {
    for (const { name, check, runs } of chosen) {
      if (failed.has(name) || Date.now() >= until) continue;
      const result = await fc.check(check, {
        seed,
        numRuns: Math.ceil(runs / 20),
        interruptAfterTimeLimit: Math.max(1, until - Date.now()),
      });
      cases.set(name, (cases.get(name) ?? 0) + result.numRuns);
      if (!result.failed || result.interrupted) continue;
      failed.add(name);
      console.log(`FAILED: ${name}\nseed ${result.seed}, path ${result.counterexamplePath}`);
      console.log(`case: ${JSON.stringify(result.counterexample)}`);
      console.log(`${String((result.errorInstance as Error | null)?.stack ?? result.errorInstance).slice(0, 2500)}\n`);
    }
    seed = (seed + 1) & 0x7fffffff;
  }
  for (const [name, count] of cases)
    console.log(`${String(count).padStart(8)} cases${failed.has(name) ? ", failed" : ""}: ${name}`);
  process.exit(failed.size > 0 ? 1 : 0);
}
