import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { Text } from "../../server/syntax/text.ts";
import { readStdlib } from "./stdlib.ts";

// npm run ast-grep [-- --every N] [--only ID]: what ast-grep finds by the rules of ast-grep-rules.yaml in real code and this program does not, and the
// other way round. L9_AST_GREP names the program `ast-grep`. It is no part of the tests: which names count as the same is a decision (docs/own-rules.md).

const root = join(import.meta.dirname, "..", "..");
const oracle = process.env.L9_AST_GREP;
if (!oracle) throw new Error("L9_AST_GREP names no program: install @ast-grep/cli and give the path of its `ast-grep`");
const flag = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1 || process.argv.length];
const every = Number(flag("--every") ?? 10);
const only = flag("--only");

type Table = Record<"python" | "typescript", Record<string, object>>;
const table = parse(readFileSync(join(import.meta.dirname, "ast-grep-rules.yaml"), "utf8")) as Table;
const rules = Object.entries(table).flatMap(([language, own]) =>
  Object.entries(own)
    .filter(([id]) => only === undefined || id === only)
    .map(([id, rule]) => ({ id, language, message: id, rule })),
);

const folder = mkdtempSync(join(tmpdir(), "l9-ast-grep-"));
try {
  const texts = copySample(folder);
  const theirRules = join(folder, "theirs.yml");
  writeFileSync(theirRules, rules.map((rule) => stringify(rule)).join("---\n"));
  mkdirSync(join(folder, ".l9", "rules"), { recursive: true });
  writeFileSync(join(folder, ".l9", "rules", "own.yaml"), rules.map((rule) => stringify(rule)).join("---\n"));
  const theirs = findByOracle(oracle, theirRules);
  const ours = find();
  let differing = 0;
  for (const { id } of rules) {
    const here = ours.get(id) ?? new Set<string>();
    const there = theirs.get(id) ?? new Set<string>();
    const sides = { "only here": minus(here, there), "only there": minus(there, here) };
    if (here.size === 0 && there.size === 0) say(`${id}: nothing found by either`);
    for (const [side, places] of Object.entries(sides)) {
      if (places.length === 0) continue;
      differing++;
      say(`${id}: ${places.length} ${side}, ${here.size - sides["only here"].length} in both`);
      for (const place of places.slice(0, 3)) say(`    ${shown(place, texts)}`);
    }
  }
  const places = [...ours.values()].reduce((sum, { size }) => sum + size, 0);
  say(`${rules.length} rules, ${texts.size} files, ${places} places here; ${differing} differences of a rule and a side.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Every Nth file of Python's standard library and of the TypeScript that lies in node_modules, without those that do not parse. */
function copySample(to: string): Map<string, string> {
  const library = readStdlib();
  if (typeof library === "string") throw new Error(library);
  const packages = join(root, "node_modules");
  const typescript = readdirSync(packages, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/.run-"))
    .sort();
  const files = [
    ...library.files.filter((_, at) => at % every === 0).map(({ path, name }) => ({ path, name: `python/${name}` })),
    ...typescript.filter((_, at) => at % every === 0).map((path) => ({ path, name: `typescript/${relative(packages, path)}` })),
  ];
  return new Map(
    files.map(({ path, name }) => {
      // Folders of these names are in nobody's scope.
      const there = name.replaceAll("node_modules", "packages").replace("/venv/", "/virtual/");
      mkdirSync(dirname(join(to, there)), { recursive: true });
      cpSync(path, join(to, there));
      return [there, readFileSync(path, "utf8")];
    }),
  );
}

/** Of each rule its places, as `path start end` in UTF-16 code units. */
type Found = Map<string, Set<string>>;

function add(found: Found, rule: string, place: string): void {
  const places = found.get(rule);
  if (places) places.add(place);
  else found.set(rule, new Set([place]));
}

function findByOracle(program: string, rulesFile: string): Found {
  const out = run(program, ["scan", "--rule", rulesFile, "--json=stream", "--no-ignore=hidden", "python", "typescript"]);
  const found: Found = new Map();
  const bytes = new Map<string, Buffer>();
  for (const line of out.split("\n").filter(Boolean)) {
    const { file, ruleId, range } = JSON.parse(line) as Match;
    let content = bytes.get(file);
    if (!content) bytes.set(file, (content = readFileSync(join(folder, file))));
    const at = (offset: number): number => content.subarray(0, offset).toString("utf8").length;
    add(found, ruleId, `${file} ${at(range.byteOffset.start)} ${at(range.byteOffset.end)}`);
  }
  return found;
}

interface Match {
  file: string;
  ruleId: string;
  range: { byteOffset: { start: number; end: number } };
}

function find(): Found {
  const program = join(root, "dist", "l9.cjs");
  const ids = rules.map(({ id }) => id).join(",");
  const args = [program, "check", ".", "--root", ".", "--scope", "all", "--select", ids, "--format", "json", "--exit-zero"];
  const out = run(process.execPath, args);
  const found: Found = new Map();
  const texts = new Map<string, Text>();
  for (const { path, rule, range } of JSON.parse(out) as Finding[]) {
    let text = texts.get(path);
    if (!text) texts.set(path, (text = new Text(readFileSync(join(folder, path), "utf8"))));
    const at = ({ line, column }: Position): number => text.offset({ line: line - 1, character: column - 1 });
    add(found, rule, `${path} ${at(range.start)} ${at(range.end)}`);
  }
  return found;
}

interface Position {
  line: number;
  column: number;
}

interface Finding {
  path: string;
  rule: string;
  range: { start: Position; end: Position };
}

function run(program: string, args: string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 });
}

function minus(some: Set<string>, others: Set<string>): string[] {
  return [...some].filter((place) => !others.has(place));
}

function shown(place: string, texts: Map<string, string>): string {
  const [path = "", start, end] = place.split(" ");
  const text = texts.get(path) ?? "";
  const line = text.slice(0, Number(start)).split("\n").length;
  return `${path}:${line} ${JSON.stringify(text.slice(Number(start), Math.min(Number(end), Number(start) + 100)))}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
