// `npm run growth [-- --only WORDS] [--every N]`: how the work for each shape, and for the code blocks of the rules' documents, grows with its size.
import { parseArgs } from "node:util";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { documentShapes } from "./documents.ts";
import { measure, type Growth } from "./measure.ts";
import { SHAPES, STEEP } from "./shapes.ts";
import { exponentOf, MOST } from "./work.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" }, every: { type: "string", default: "1" } } });
await loadPython();
await loadTypeScript();
const shapes = [...SHAPES, ...documentShapes()]
  .filter(({ name }) => name.includes(values.only))
  .filter((_, at) => at % Number(values.every) === 0);
let steep = 0;
for (const shape of shapes) {
  let growth: Growth;
  try {
    growth = measure(shape);
  } catch (error) {
    steep++;
    console.log(`ENDS  ${shape.name}: ${String(error instanceof Error ? error.stack : error)}`);
    continue;
  }
  const { counts, time } = growth;
  const exponent = exponentOf(counts);
  if (exponent > MOST && !STEEP.has(shape.name)) steep++;
  const mark = exponent <= MOST ? "     " : STEEP.has(shape.name) ? "known" : "STEEP";
  console.log(`${mark} ${exponent.toFixed(2)} ${String(time).padStart(6)} ms  ${counts.join(" ")}  ${shape.name}`);
}
console.log(`${shapes.length} shapes, ${steep} steeper than ${MOST}`);
process.exit(steep > 0 ? 1 : 0);
