// `npm run fixes [-- --only WORD] [--seed N] [--every N]`: every fix of the real files that the oracles read, alone and together.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { readStdlib } from "../oracles/stdlib.ts";
import { readTypeScript } from "../oracles/typescript-eslint.ts";
import { sweepModules } from "./modules.ts";
import { realSpecs, sweepPrograms, sweepPython, sweepSpecs, sweepTypeScript, type RealFile } from "./sweep.ts";
import { Tally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    every: { type: "string", default: "1" },
  },
});
const seed = Number(values.seed);
const every = Number(values.every);
if (!Number.isInteger(seed) || !(Number.isInteger(every) && every > 0)) {
  console.error("--seed and --every need whole numbers");
  process.exit(2);
}
await loadPython();
await loadTypeScript();

const root = join(import.meta.dirname, "..", "..");
const some = (files: readonly RealFile[]): RealFile[] => files.filter((_, at) => at % every === seed % every);

const sweeps: Record<string, (tally: Tally) => void> = {
  python: (tally) => {
    const stdlib = readStdlib();
    if (typeof stdlib === "string") throw new Error(stdlib);
    sweepPython(some(stdlib.files.filter(({ text }) => text.length < 60_000)), seed, tally);
  },
  programs: (tally) => sweepPrograms(seed, Math.ceil(100 / every), tally),
  typescript: (tally) => {
    const shipped = readTypeScript(root, "node_modules", (path) => !/\.d\.[cm]?ts$/.test(path));
    const own = ["server", "rules", "client"].flatMap((folder) =>
      readTypeScript(root, folder, (path) => !path.includes("node_modules")),
    );
    sweepTypeScript(some([...shipped, ...own]), seed, tally);
  },
  specs: (tally) => sweepSpecs(realSpecs(), seed, Math.ceil(200 / every), tally),
  modules: (tally) => sweepModules(seed, Math.ceil(300 / every), tally),
};

let wrong = 0;
for (const [name, sweep] of Object.entries(sweeps)) {
  if (!name.includes(values.only)) continue;
  const tally = new Tally();
  sweep(tally);
  wrong += tally.failures.length;
  for (const failure of tally.failures) console.log(`WRONG: ${failure}\n`);
  console.log(`${name}: ${tally.report()}\n`);
}
process.exit(wrong > 0 ? 1 : 0);
