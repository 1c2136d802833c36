// `npm run matrix -- [--only WORDS] [--every N] [--python FILE]`: a module for each type in each place, its tests run under pytest.
import { parseArgs } from "node:util";
import { hasPython, PYTHON } from "./python.ts";
import { CELLS, outcomeOf, type Outcome } from "./type-matrix.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    every: { type: "string", default: "1" },
    python: { type: "string", default: PYTHON },
  },
});
const every = Number(values.every);
if (!Number.isInteger(every) || every < 1) {
  console.error("--every needs a whole number above 0");
  process.exit(2);
}
if (!hasPython(values.python)) process.exit(2);
const cells = CELLS.filter(({ place, type }) => `${place}: ${type}`.includes(values.only)).filter((_, at) => at % every === 0);
if (cells.length === 0) {
  console.error(`no cell has ${JSON.stringify(values.only)} in its name`);
  process.exit(2);
}
const rows = new Map<string, Record<Outcome["kind"], number>>();
let tests = 0;
process.once("SIGINT", finish);
for (const cell of cells) {
  const outcome = await outcomeOf(cell, values.python);
  const row = rows.get(cell.place) ?? { passes: 0, asks: 0, fails: 0 };
  row[outcome.kind]++;
  rows.set(cell.place, row);
  if (outcome.kind === "passes") tests += outcome.tests;
  const said = outcome.kind === "passes" ? `${outcome.tests} tests` : outcome.kind === "asks" ? outcome.question : outcome.why;
  console.log(
    `${outcome.kind.padEnd(6)} ${cell.place}: ${cell.type}: ${outcome.kind === "fails" ? `\n${said}` : said.replaceAll("\n", " ")}`,
  );
}
finish();

/** Says what was seen, and ends the program. */
function finish(): never {
  console.log();
  for (const [place, { passes, asks, fails }] of rows)
    console.log(
      `${String(passes).padStart(4)} pass, ${String(asks).padStart(3)} ask, ${String(fails).padStart(3)} fail: ${place}`,
    );
  const all = [...rows.values()];
  const count = (kind: Outcome["kind"]): number => all.reduce((sum, row) => sum + row[kind], 0);
  const done = count("passes") + count("asks") + count("fails");
  console.log(
    `${done} of ${cells.length} cells: ${count("passes")} pass (${tests} generated tests), ${count("asks")} ask, ${count("fails")} fail`,
  );
  process.exit(count("fails") > 0 ? 1 : done < cells.length ? 130 : 0);
}
