import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { TimedServer } from "./lsp-timing.ts";
import { makeCorpus, makeKeystrokeModule, writeCorpus } from "./make-corpus.ts";
import { timeToToolList } from "./mcp-timing.ts";
import { astGrep, HOW_TO_GET } from "./peer.ts";
import { inTurns, median, quantile, run, type Cost } from "./process.ts";

// Times the built program beside an empty Node and beside ast-grep, in turns: npm run bench, or npm run bench -- --quick, or with --starts
// Machines differ and are shared, so what counts are the ratios of one run. Nothing here fails by time.

const QUICK = process.argv.includes("--quick");
/** `--starts`: how the program starts, and nothing else, often. */
const STARTS = process.argv.includes("--starts");
const REPEATS = STARTS ? 15 : QUICK ? 3 : 7;
const EDITS = QUICK ? 30 : 100;
const BURST = 50;

const bench = import.meta.dirname;
const project = join(bench, "..", "..");
/** L9_PROGRAM names another build, to measure a change beside what was before. */
const program = [process.execPath, process.env["L9_PROGRAM"] ?? join(project, "dist", "l9.cjs")];
const peer = astGrep();
const peerConfig = ["-c", join(bench, "ast-grep", "sgconfig.yml")];
const EMPTY = [process.execPath, "-e", "0"];

interface Row {
  what: string;
  ours: string;
  beside: string;
  ratio: string;
}
const rows: Row[] = [];

function row(what: string, ours: number, other: { name: string; value: number } | null, unit = "ms"): void {
  const show = (value: number): string => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
  rows.push({
    what,
    ours: show(ours),
    beside: other ? `${other.name} ${show(other.value)}` : "",
    ratio: other ? (ours / other.value).toFixed(2) : "",
  });
  process.stderr.write(`${what}: ${show(ours)}\n`);
}

const folder = mkdtempSync(join(tmpdir(), "l9-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const corpus = join(folder, "corpus");
writeCorpus(corpus, makeCorpus());
const keystrokes = join(folder, "keystrokes");
mkdirSync(keystrokes);
writeFileSync(join(keystrokes, "keystroke.py"), makeKeystrokeModule());
for (const root of [corpus, keystrokes]) writeFileSync(join(root, "l9.config.yaml"), "scope: all\n");

const orders = withFiles(10);

await starts();
if (!STARTS) await theRest();
print();

async function theRest(): Promise<void> {
  wholeRepositories();
  await typing("keystroke, 435 lines", keystrokes, join(keystrokes, "keystroke.py"), /\bstarted = time/);
  await typing("keystroke, module with contracts", orders.root, orders.file, orders.place);
  await growth();
  await memory();
}

async function starts(): Promise<void> {
  const file = join(keystrokes, "keystroke.py");
  const ours: number[] = [];
  const theirs: number[] = [];
  const empty: number[] = [];
  const lists: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    const [cost] = inTurns([{ command: EMPTY, cwd: folder }], 1);
    empty.push(cost?.wall ?? Number.NaN);
    for (const [command, into] of servers(ours, theirs)) {
      const { server, start } = await TimedServer.start(command, keystrokes, file);
      into.push(start);
      await server.stop();
    }
    lists.push(await timeToToolList([...program, "mcp"], keystrokes));
  }
  row("spawn → first tool list of l9 mcp", median(lists), { name: "initialize", value: median(ours) });
  row("spawn → initialize", median(ours), { name: "node -e 0", value: median(empty) });
  if (peer) row("spawn → initialize", median(ours), { name: "ast-grep", value: median(theirs) });
  const cached = [...program, "check", "--cache-dir", join(folder, "cache"), file];
  run(cached, keystrokes);
  const [one, again, nothing] = inTurns(
    [
      { command: [...program, "check", "--no-cache", file], cwd: keystrokes },
      { command: cached, cwd: keystrokes },
      { command: EMPTY, cwd: folder },
    ],
    REPEATS,
  );
  if (!one || !again || !nothing) return;
  row("one file from cold", one.wall, { name: "node -e 0", value: nothing.wall });
  row("one file again, from the cache", again.wall, { name: "node -e 0", value: nothing.wall });
  row("one file from cold, user CPU", one.user, { name: "node -e 0", value: nothing.user });
}

function wholeRepositories(): void {
  const found: [string, string][] = [["600 files, 178 k lines", corpus]];
  const standard = standardLibrary();
  if (standard) found.push(["Python's standard library", standard]);
  for (const [name, root] of found) {
    const check = [...program, "check", "--scope", "all", "--root", root, "--format", "agent", "--no-cache"];
    const [ours, theirs] = inTurns(
      [
        { command: check, cwd: root },
        ...(peer ? [{ command: [peer, "scan", ...peerConfig, "--json=stream", root], cwd: root }] : []),
      ],
      QUICK ? 1 : 3,
    );
    if (!ours) return;
    row(`${name}, cold`, ours.wall, theirs ? { name: "ast-grep", value: theirs.wall } : null);
    row(`${name}, user CPU`, ours.user, theirs ? { name: "ast-grep", value: theirs.user } : null);
    fromCache(name, root, theirs ?? null);
  }
}

/** The same with results of an earlier run: writing them, with nothing changed, and with one file changed. */
function fromCache(name: string, root: string, theirs: Cost | null): void {
  const cache = mkdtempSync(join(folder, "cache-"));
  const check = (...more: string[]): string[] => [
    ...program,
    "check",
    "--scope",
    "all",
    "--root",
    root,
    "--format",
    "agent",
    ...more,
  ];
  const beside = theirs && { name: "ast-grep, cold", value: theirs.wall };
  row(`${name}, writing the cache`, run(check("--cache-dir", cache), root).wall, beside);
  const turns = QUICK ? 1 : 3;
  const [again] = inTurns([{ command: check("--cache-dir", cache), cwd: root }], turns);
  if (again) row(`${name}, from the cache`, again.wall, beside);
  const changed = join(root, "changed_between_two_runs.py");
  const costs = Array.from({ length: turns }, (_, turn) => {
    writeFileSync(changed, `import os\n\nTURN = ${turn}\n`);
    return run(check("--cache-dir", cache), root).wall;
  });
  rmSync(changed);
  row(`${name}, one file changed`, median(costs), beside);
}

/** The sources of the Python on this machine, null where there is none. */
function standardLibrary(): string | null {
  try {
    const code = 'import sysconfig; print(sysconfig.get_path("stdlib"))';
    const from = execFileSync("python3", ["-c", code], { encoding: "utf8" }).trim();
    const to = join(folder, "stdlib");
    cpSync(from, to, {
      recursive: true,
      filter: (path) =>
        !/\/(?:site-packages|dist-packages|__pycache__|\.git)(?:\/|$)/.test(path) && !/\.(?:so|a|pyc)$/.test(path),
    });
    return to;
  } catch {
    process.stderr.write("no python3: its standard library is left out\n");
    return null;
  }
}

/** Both servers' commands, each with the list that its figures go to. */
function servers(ours: number[], theirs: number[]): [string[], number[]][] {
  const own: [string[], number[]] = [[...program, "lsp", "--stdio"], ours];
  return peer ? [own, [[peer, "lsp", ...peerConfig], theirs]] : [own];
}

async function typing(what: string, root: string, file: string, place: RegExp): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const open: { server: TimedServer; into: number[] }[] = [];
  for (const [command, into] of servers(ours, theirs)) {
    const { server } = await TimedServer.start(command, root, file);
    await server.open(file, place);
    open.push({ server, into });
  }
  // The first edits run before anything is compiled.
  for (let edit = -20; edit < EDITS; edit++)
    for (const { server, into } of open) {
      const took = await server.keystroke();
      if (edit >= 0) into.push(took);
    }
  row(`${what}: median`, median(ours), peer ? { name: "ast-grep", value: median(theirs) } : null);
  row(`${what}: p95`, quantile(ours, 0.95), peer ? { name: "ast-grep", value: quantile(theirs, 0.95) } : null);
  const bursts = [];
  for (const { server } of open) bursts.push(await server.burst(BURST));
  const [own, other] = bursts;
  if (own) {
    row(`burst of ${BURST}: last edit → diagnostics`, own.delay, other ? { name: "ast-grep", value: other.delay } : null);
    row(`burst of ${BURST}: publishes`, own.publishes, other ? { name: "ast-grep", value: other.publishes } : null, "");
  }
  for (const { server } of open) await server.stop();
}

/** A workspace with specs and contracts, and so many other files; and where in one of its modules something is typed. */
function withFiles(files: number): { root: string; file: string; place: RegExp } {
  const root = join(folder, `files-${files}`);
  cpSync(join(project, "test", "fixtures", "workspaces", "orders"), root, { recursive: true });
  const [sample] = makeCorpus({ files: 1, lines: 60, seed: 1 });
  for (let at = 0; at < files; at++) {
    const into = join(root, "others", String(at % 100));
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, `file_${at}.py`), (sample?.text ?? "").replaceAll(/\bclass (\w+)/g, `class $1${at}`));
  }
  return { root, file: join(root, "api", "orders_webhook_adapter.py"), place: /^\s+\w+(?= = )/ };
}

async function growth(): Promise<void> {
  const few: number[] = [];
  const many: number[] = [];
  const open: { server: TimedServer; into: number[] }[] = [];
  for (const [{ root, file, place }, into] of [
    [orders, few],
    [withFiles(10_000), many],
  ] as const) {
    const { server } = await TimedServer.start([...program, "lsp", "--stdio"], root, file);
    await server.open(file, place);
    open.push({ server, into });
  }
  for (let edit = -20; edit < EDITS; edit++)
    for (const { server, into } of open) {
      const took = await server.keystroke();
      if (edit >= 0) into.push(took);
    }
  row("keystroke, 10,000 files around", median(many), { name: "10 files", value: median(few) });
  for (const { server } of open) await server.stop();
}

/** Of the server once it has checked the whole corpus and published what it found. */
async function memory(): Promise<void> {
  const file = join(corpus, makeCorpus()[0]?.path ?? "");
  const { server } = await TimedServer.start([...program, "lsp", "--stdio"], corpus, file);
  await server.open(file, /\w+/);
  row("memory after 600 files", server.memory, null, "MB");
  await server.stop();
}

function print(): void {
  const head: Row = { what: "", ours: "l9", beside: "beside", ratio: "ratio" };
  const width = (key: keyof Row): number => Math.max(...[head, ...rows].map((line) => line[key].length));
  const line = (cells: Row): string =>
    `| ${cells.what.padEnd(width("what"))} | ${cells.ours.padStart(width("ours"))} | ${cells.beside.padStart(width("beside"))} | ${cells.ratio.padStart(width("ratio"))} |`;
  const rule = (["what", "ours", "beside", "ratio"] as const).map((key) => "-".repeat(width(key) + 2)).join("|");
  console.log([line(head), `|${rule}|`, ...rows.map(line)].join("\n"));
  console.log(
    `\nNode ${process.versions.node}, ${cpus().length} processors${QUICK ? ", a quick run" : ""}.${peer ? "" : ` ${HOW_TO_GET}.`}`,
  );
}
