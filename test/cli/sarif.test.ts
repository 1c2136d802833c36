import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { lineHashes } from "../../server/cli/formats/line-hash.ts";
import { formatSarif } from "../../server/cli/formats/sarif.ts";
import type { CheckResult } from "../../server/cli/result.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { Text } from "../../server/syntax/text.ts";
import { folder, l9 } from "./run.ts";

// SARIF as code scanning takes it: the standard's own schema, GitHub's limits, and places that lead to the files.

const require = createRequire(import.meta.url);
const schema = join(require.resolve("@microsoft/jest-sarif"), "..", "schemas", "sarif-2.1.0-rtm.5.json");
const ajv = new Ajv({ allErrors: true, schemaId: "id", meta: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));

interface Place {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId?: string };
    region: { startLine: number; startColumn: number; endLine: number; endColumn: number };
  };
}
interface Log {
  runs: {
    tool: {
      driver: { informationUri?: string; rules: { id: string; helpUri?: string; help: { text: string; markdown: string } }[] };
    };
    originalUriBaseIds: Record<string, { uri: string }>;
    invocations: {
      executionSuccessful: boolean;
      exitCode: number;
      workingDirectory: { uri: string };
      toolExecutionNotifications?: { level: string; message: { text: string }; locations?: Place[] }[];
    }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: Place[];
      relatedLocations?: Place[];
      partialFingerprints: Record<string, string>;
    }[];
  }[];
}

/** The only run of a log that the schema accepts. */
function runOf(text: string): Log["runs"][number] {
  const log = JSON.parse(text) as Log;
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  expect(log.runs).toHaveLength(1);
  return log.runs[0] as Log["runs"][number];
}

const check = (cwd: string, ...args: string[]) => runOf(l9(["check", "--format", "sarif", ...args], { cwd }).stdout);
const BAD = "x: int = 1  # type: ignore\n";

it("the schema is one that refuses what is wrong", () => {
  expect(validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] })).toBe(false);
});

describe("l9 check --format sarif", () => {
  it("is valid for the sample, with a page for every rule and a place for every result", () => {
    const cwd = folder();
    cpSync(join(import.meta.dirname, "..", "fixtures", "workspaces", "orders"), cwd, { recursive: true });
    const { results, tool, invocations } = check(cwd);
    expect(results.length).toBeGreaterThan(40);
    expect(invocations).toMatchObject([{ executionSuccessful: true, exitCode: 1 }]);
    for (const { id, help, helpUri } of tool.driver.rules) {
      expect(help.markdown).toMatch(new RegExp(`^# ${id}\n`));
      expect(help.text).not.toBe("");
      expect(helpUri).toBeUndefined();
    }
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const marks = results.map(({ partialFingerprints }) => partialFingerprints["l9/v1"]);
    expect(new Set(marks).size).toBe(results.length);
  });
  it("is valid where nothing is found and where nothing is checked, and says which", () => {
    const clean = check(folder({ "a.py": "x: int = 1\n" }), "--scope", "all");
    expect(clean).toMatchObject({ results: [], tool: { driver: { rules: [] } }, invocations: [{ exitCode: 0 }] });
    expect(clean.invocations[0]).not.toHaveProperty("toolExecutionNotifications");
    const nothing = check(folder({ "a.txt": "" }));
    expect(nothing.invocations[0]?.toolExecutionNotifications).toMatchObject([
      { level: "note", message: { text: expect.stringContaining("Nothing to check") } },
    ]);
  });
  it("says with which code the program ends", () => {
    const cwd = folder({ "a.py": BAD });
    expect(check(cwd, "--scope", "all", "--exit-zero").invocations).toMatchObject([{ exitCode: 0 }]);
    expect(check(cwd, "--scope", "all").invocations).toMatchObject([{ exitCode: 1 }]);
  });
  it("tells a file that could not be read as a notification of the run too", () => {
    const { invocations, results } = check(folder({ "a.py": new Uint8Array([0xff, 0xfe, 0x00]) }), "--scope", "all");
    expect(results).toMatchObject([{ ruleId: "file_skipped" }]);
    expect(invocations[0]?.toolExecutionNotifications).toMatchObject([
      { level: "warning", message: { text: expect.stringContaining("not checked") }, locations: [{}] },
    ]);
  });
  it("counts paths from the top of the repository, wherever it is started", () => {
    const cwd = folder({ "apps/shop/my file.py": BAD });
    execFileSync("git", ["init", "-q"], { cwd });
    const { results, originalUriBaseIds, invocations } = check(join(cwd, "apps/shop"), "--scope", "all");
    const artifactLocation = results[0]?.locations[0]?.physicalLocation.artifactLocation;
    expect(artifactLocation).toEqual({ uri: "apps/shop/my%20file.py", uriBaseId: "%SRCROOT%" });
    expect(originalUriBaseIds).toEqual({ "%SRCROOT%": { uri: `${pathToFileURL(cwd).href}/` } });
    expect(fileURLToPath(new URL(artifactLocation?.uri ?? "", originalUriBaseIds["%SRCROOT%"]?.uri))).toBe(
      join(cwd, "apps/shop/my file.py"),
    );
    expect(invocations[0]?.workingDirectory.uri).toBe(`${pathToFileURL(join(cwd, "apps/shop")).href}/`);
  });
  it("leads to the rules' pages where the configuration says that they are published", () => {
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\nrule_pages: https://example.org/l9/\n" });
    const { driver } = check(cwd).tool;
    expect(driver.informationUri).toBe("https://example.org/l9/");
    expect(driver.rules.map(({ helpUri }) => helpUri)).toEqual(["https://example.org/l9/type_ignore.html"]);
  });
});

describe("fingerprints", () => {
  it("differ for equal findings, and stay when lines are added above", () => {
    const marks = (source: string) =>
      check(folder({ "a.py": source }), "--scope", "all").results.map(({ partialFingerprints }) => partialFingerprints["l9/v1"]);
    const two = marks(BAD.repeat(2));
    expect(new Set(two).size).toBe(2);
    expect(marks(`"""Doc."""\n\n\n${BAD.repeat(2)}`)).toEqual(two);
  });
  // The expectations are those of GitHub's own tests (github/codeql-action, src/fingerprints.test.ts).
  it.each([
    ["", ["c129715d7a2bc9a3:1"]],
    [" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]],
    [
      " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
      [
        ...["e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1"],
        ...["b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"],
      ],
    ],
    [
      "Lorem ipsum dolor sit amet.\n".repeat(10),
      [
        ...[1, 2, 3, 4, 5, 6].map((nth) => `a7f2ff13bc495cf2:${nth}`),
        ...["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"],
      ],
    ],
  ])("hash lines as GitHub does: %j", (text, hashes) => {
    expect(lineHashes(text)).toEqual(hashes);
  });
  it("have the hash of the finding's line", () => {
    const source = `"""Doc."""\n${BAD}`;
    const { results } = check(folder({ "a.py": source }), "--scope", "all");
    expect(results.map(({ partialFingerprints }) => partialFingerprints["primaryLocationLineHash"])).toEqual([
      lineHashes(source)[1],
    ]);
  });
});

describe("GitHub's limits", () => {
  const text = new Text("x = 1\n");
  const finding = (severity: Finding["severity"], related = 0): Finding => ({
    rule: "type_ignore",
    severity,
    path: "/w/a.py",
    span: { start: 0, end: 1 },
    message: "m",
    module: null,
    fix: null,
    related: Array.from({ length: related }, (_, at) => ({ path: "/w/a.py", span: { start: 0, end: 1 }, message: `${at}` })),
    data: {},
  });
  const result = (findings: Finding[]): CheckResult => ({
    ...{
      findings,
      checked: 1,
      fixed: 0,
      known: 0,
      old: 0,
      elsewhere: new Set(),
      shard: null,
      nothing: null,
      cwd: "/w",
      rules,
      rulePages: null,
      paths: [],
      pruned: 0,
    },
    textOf: () => text,
    shown: (path) => path,
  });
  it("of 25,000 results: the most severe ones stay, and the rest is told", () => {
    const findings = [...Array.from({ length: 25_000 }, () => finding("warning")), finding("error"), finding("info")];
    const { results, invocations } = (JSON.parse(formatSarif(result(findings), 1)) as Log).runs[0] as Log["runs"][number];
    expect(results).toHaveLength(25_000);
    expect(results.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(invocations[0]?.toolExecutionNotifications).toMatchObject([
      { message: { text: expect.stringContaining("2 more findings") } },
    ]);
  });
  it("of places a result may have", () => {
    expect(runOf(formatSarif(result([finding("error", 300)]), 1)).results[0]?.relatedLocations).toHaveLength(100);
  });
});
