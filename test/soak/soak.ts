// `npm run soak -- [--minutes N] [--seed N] [--svg FILE]`: one server over stdio and a user who never stops editing. Tells memory, handles and latencies over time.
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readReal, type Language } from "../fuzz/long/real-texts.ts";
import { PULL } from "../lsp/client.ts";
import { ProgramClient } from "../lsp/program-client.ts";
import { chart } from "./chart.ts";
import { SoakEditor } from "./editor.ts";
import { growth, held, Minute, table } from "./record.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "120" }, seed: { type: "string", default: "1" }, svg: { type: "string" } },
});
const project = join(import.meta.dirname, "..", "..");
const length = Number(values.minutes);
let seed = Number(values.seed);
const svg = values.svg ?? join(project, "node_modules", ".soak.svg");
if (!(length > 0) || !Number.isInteger(seed)) {
  console.error("--minutes needs a number above 0, --seed a whole one");
  process.exit(2);
}
/** Milliseconds after which a reply is missed: the run stands back behind everything else on its machine. */
const WAIT = 10 * 60_000;
/** Milliseconds between two looks at what the server holds. */
const LOOK = 1_000;

// A build of its own: that of the checkout may be made anew meanwhile.
const made = mkdtempSync(join(realpathSync(tmpdir()), "l9-soak-"));
process.on("exit", () => rmSync(made, { recursive: true, force: true }));
execFileSync(process.execPath, [join(project, "server", "build", "bundle.mjs"), join(made, "program")], { stdio: "inherit" });
const root = mkdtempSync(join(made, "workspace-"));
const texts: Record<Language, string[]> = {
  python: readReal("python"),
  typescript: readReal("typescript"),
  yaml: readReal("yaml"),
  markdown: readReal("markdown"),
};

const client = new ProgramClient(join(made, "program", "l9.cjs"), { cwd: root, wait: WAIT });
process.on("exit", () => client.process.kill("SIGKILL"));
await client.initialize({ roots: [root], capabilities: PULL });

const begun = performance.now();
const minutes: Minute[] = [];
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (stopped = true));
const now = (): Minute => {
  const at = Math.min(Math.ceil(length), 1 + Math.floor((performance.now() - begun) / 60_000));
  while (minutes.length < at) minutes.push(new Minute());
  return minutes[at - 1] as Minute;
};
const goesOn = (): boolean => !stopped && performance.now() - begun < length * 60_000;
const looking = setInterval(() => {
  const { memory, handles } = held(client.process.pid ?? 0);
  const minute = now();
  minute.memory.push(memory);
  if (handles !== null) minute.handles.push(handles);
}, LOOK);

const editor = new SoakEditor(root, client, texts, {
  keystroke: (time) => now().keystrokes.push(time),
  question: (time) => now().questions.push(time),
});
const faults: string[] = [];
let edits = 0;
let sessions = 0;
try {
  for (; goesOn(); sessions++) {
    edits += await editor.session(seed++, goesOn);
    faults.push(...faultsOf(client));
  }
  clearInterval(looking);
  const code = await client.stop();
  if (code !== 0) faults.push(`the server ended with ${String(code)}`);
} catch (error) {
  faults.push(`session ${String(seed - 1)}: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  clearInterval(looking);
}
if (client.garbage !== "") faults.push(`on standard output: ${client.garbage.slice(0, 500)}`);
if (client.stderr !== "") faults.push(`on standard error: ${client.stderr.slice(0, 500)}`);

writeFileSync(svg, chart(minutes));
console.log(table(minutes));
const grown = growth(minutes);
console.log(
  grown
    ? `Of the fifth minute's memory the last five minutes have ${grown.memory.toFixed(2)} times, with ${String(grown.handles)} handles more.`
    : "Shorter than ten minutes, which says nothing about growth.",
);
for (const fault of faults) console.log(`FAULT: ${fault}`);
console.log(`${edits.toLocaleString("en")} edits in ${String(sessions)} sessions, ${String(faults.length)} faults; ${svg}`);
process.exit(faults.length > 0 || grown?.holds === false ? 1 : 0);

/** What the server told of itself as wrong. What was read is let go, so that this process holds no more than a session's. */
function faultsOf({ notifications, requests, orphans }: ProgramClient): string[] {
  const told = notifications
    .filter(({ method, params }) => method === "window/logMessage" && params.type <= 2)
    .map(({ params }) => `logged ${JSON.stringify(params)}`);
  told.push(...orphans.map((orphan) => `an answer to nothing: ${JSON.stringify(orphan)}`));
  for (const read of [notifications, requests, orphans]) read.length = 0;
  return told;
}
