import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Text } from "../../server/syntax/text.ts";

/**
 * Every finding in libraries that nobody wrote for us, but those of the four rules about style that such code never followed. Each was
 * looked at and judged by what the rule says it finds: `libraries.tsv`.
 */

const ROOT = "/usr/lib/python3/dist-packages";
const FOLDERS = ["fastapi", "httpx", "starlette", "structlog", "_pytest", "pytest", "pydantic"];
const GENERIC = ["missing_type_hints", "unused_imports", "type_ignore", "forbidden_import"];

interface Row {
  package: string;
  version: string;
  path: string;
  line: number;
  rule: string;
  verdict: string;
  why: string;
}

const lines = readFileSync(join(import.meta.dirname, "libraries.tsv"), "utf8")
  .trimEnd()
  .split("\n");
const versions = new Map(
  lines.filter((line) => line.startsWith("# ")).map((line) => line.slice(2).split(" ") as [string, string]),
);
const rows = lines
  .filter((line) => !line.startsWith("#"))
  .map((line): Row => {
    const [name = "", path = "", at = "", rule = "", verdict = "", why = ""] = line.split("\t");
    return { package: name, version: versions.get(name) ?? "", path, line: Number(at), rule, verdict, why };
  });

/** Why the list can not be held against this machine; null when it can. */
function whyNot(): string | null {
  for (const [name, version] of versions) {
    let installed: string;
    try {
      installed = execFileSync("dpkg-query", ["-W", "-f", "${Version}", name], { encoding: "utf8", stdio: "pipe" });
    } catch {
      return `${name} is not installed from Debian`;
    }
    if (installed !== version) return `${name} is ${installed}, the list was made with ${version}`;
  }
  return FOLDERS.every((folder) => existsSync(join(ROOT, folder))) ? null : `a package is missing in ${ROOT}`;
}

const reason = whyNot();
if (reason) process.stderr.write(`The findings in libraries are not compared: ${reason}.\n`);

beforeAll(() => loadPython());

test("every row is judged, and of each rule's findings at most one in a hundred is wrong", () => {
  for (const row of rows) {
    expect(row.version, JSON.stringify(row)).not.toBe("");
    expect(["right", "wrong"], JSON.stringify(row)).toContain(row.verdict);
    expect(row.why.length, JSON.stringify(row)).toBeGreaterThan(10);
  }
  for (const rule of new Set(rows.map((row) => row.rule))) {
    const own = rows.filter((row) => row.rule === rule);
    const wrong = own.filter(({ verdict }) => verdict === "wrong");
    expect(wrong.length / own.length, `${rule}: ${JSON.stringify(wrong)}`).toBeLessThanOrEqual(0.01);
  }
});

test.skipIf(reason !== null)("the libraries have the findings that were judged, and no others", { timeout: 240_000 }, () => {
  const include = FOLDERS.map((folder) => `${folder}/**/*.py`);
  const linter = new Linter(ROOT, { ...defaultConfig, scope: "all", include }, { ignore: GENERIC });
  const paths = linter.paths();
  expect(paths.length).toBeGreaterThanOrEqual(200);
  const found = paths.flatMap((path) => {
    const findings = linter.check(path);
    if (findings.length === 0) return [];
    const text = new Text(readFileSync(path, "utf8"));
    return findings.map(({ rule, span }) => `${path.slice(ROOT.length + 1)}:${text.position(span.start).line + 1} ${rule}`);
  });
  linter.dispose();
  expect(found.sort()).toEqual(rows.map(({ path, line, rule }) => `${path}:${line} ${rule}`).sort());
});
