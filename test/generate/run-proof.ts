// `npm run proof -- [--specs N] [--seed N] [--mutants N] [--minutes N] [--only WORDS] [--state FILE] [--json] [--table FILE] [--keep FOLDER]`: a module for each of fifty specs
// that are drawn by a seed, its tests run under pytest, a sample of its code changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { prove, type Proof } from "./proof/prove.ts";
import { proofSpecs, type ProofSpec } from "./proof/specs.ts";
import { hasPython } from "./python.ts";

const { values } = parseArgs({
  options: {
    specs: { type: "string", default: "50" },
    seed: { type: "string", default: "20261130" },
    mutants: { type: "string", default: "20" },
    minutes: { type: "string", default: "0" },
    only: { type: "string", default: "" },
    state: { type: "string", default: "" },
    table: { type: "string", default: "" },
    keep: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
  },
});
const numberOf = (name: "specs" | "seed" | "mutants" | "minutes"): number => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} needs a whole number`);
  return process.exit(2);
};
const [seed, count, mutants, minutes] = [numberOf("seed"), numberOf("specs"), numberOf("mutants"), numberOf("minutes")];
const specs = proofSpecs(seed, count).filter((spec) => about(spec).includes(values.only));
if (values.show) {
  for (const { text } of specs) console.log(`${text}---`);
  process.exit(0);
}
if (!hasPython()) process.exit(2);

interface Row extends Omit<ProofSpec, "shape" | "text"> {
  proof: Proof;
}

/** What was seen before, where a run goes on: of the same seed and number of mutants. */
interface State {
  seed: number;
  mutants: number;
  rows: Row[];
}
const before: State | null =
  values.state !== "" && existsSync(values.state) ? (JSON.parse(readFileSync(values.state, "utf8")) as State) : null;
const seen = new Map(before?.seed === seed && before.mutants === mutants ? before.rows.map((row) => [row.number, row]) : []);
const rows: Row[] = [];
const until = minutes === 0 ? Infinity : Date.now() + minutes * 60_000;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const setting = { mutants, seed, script: join(import.meta.dirname, "mutants", "run.py"), keep: values.keep };

for (const spec of specs) {
  const told = toldOf(spec);
  const known = seen.get(spec.number);
  if (!known && Date.now() > until) break;
  const proof = known?.proof ?? (await prove(spec, setting));
  rows.push({ ...told, proof });
  say(`${proof.outcome.padEnd(15)} ${about(spec)}${proof.said === "" ? "" : `\n  ${proof.said.replaceAll("\n", "\n  ")}`}`);
  if (values.state !== "") {
    seen.set(spec.number, { ...told, proof });
    writeFileSync(values.state, JSON.stringify({ seed, mutants, rows: [...seen.values()] } satisfies State));
  }
}

const markdown = await format(page(), { parser: "markdown", printWidth: 130 });
if (values.table !== "") writeFileSync(values.table, markdown);
console.log(values.json ? JSON.stringify({ seed, asked: count, mutants, rows }, null, 2) : markdown);
const bad = rows.filter(({ proof }) => !/^(?:passes|asks|not run)$/.test(proof.outcome));
process.exit(bad.length > 0 ? 1 : rows.length < specs.length ? 130 : 0);

/** What the table says of a spec. */
function toldOf(spec: ProofSpec): Omit<Row, "proof"> {
  const { number, kind, auth, idempotency, routes, outbound, errors, contracts, module } = spec;
  return { number, kind, auth, idempotency, routes, outbound, errors, contracts, module };
}

function about({
  number,
  kind,
  auth,
  idempotency,
  routes,
  outbound,
  errors,
  contracts,
}: Omit<ProofSpec, "text" | "shape">): string {
  return `${number}. ${[kind, auth, idempotency, routes, outbound, errors, contracts].filter((one) => one !== "-").join("; ")}`;
}

/** The table, with what was run and when. */
function page(): string {
  const sum = (of: (proof: Proof) => number): number => rows.reduce((all, { proof }) => all + of(proof), 0);
  const [found, killed, same] = [sum((one) => one.mutants), sum((one) => one.killed), sum((one) => one.known)];
  const outcomes = [...new Set(rows.map(({ proof }) => proof.outcome))];
  const percent = found === 0 ? "no" : `${((100 * killed) / found).toFixed(1)} %`;
  return `# Proof

<!-- generated: npm run proof -- --table docs/proof.md -->

${rows.length} specs, drawn by the seed ${seed} on ${new Date().toISOString().slice(0, 10)}: ${outcomes.map((outcome) => `${rows.filter(({ proof }) => proof.outcome === outcome).length} ${outcome}`).join(", ")}.
${sum((one) => one.tests)} generated tests ran under pytest; of ${found} changes of the code (${mutants} of each module, by chance) they found ${killed} (${percent}), and ${same} of the others are
known to change nothing that a test could tell.

\`npm run proof\` draws the same specs again, \`-- --seed N\` others: kinds, ways to prove who calls, ways to find duplicates, routes, outbound calls, error policies and contracts. Each is
generated by the template, held against every gate and attested; its tests run, then a sample of its statements is changed, and a test must fail. \`--state FILE\` goes on where an earlier
run ended, \`--minutes N\` ends one in time, \`--only WORDS\` takes some, \`--json\` prints the rows as data.

| # | Kind | Who calls | Duplicates | Routes | Calls | Errors | Contracts | Outcome | Tests | Changes found |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${[row.number, row.kind, row.auth, row.idempotency, row.routes, row.outbound, row.errors, row.contracts, row.proof.outcome, row.proof.tests, `${row.proof.killed} of ${row.proof.mutants}`].join(" | ")} |`).join("\n")}
`;
}
