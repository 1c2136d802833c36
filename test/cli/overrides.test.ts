import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../server/project/config.ts";
import { sampleRepository } from "../ci/checkout.ts";
import { SPEC } from "../generate/workspace.ts";
import { findings, folder, l9 } from "./run.ts";

const LOGGING = "import logging\n\nprint(logging)\n";
const OVERRIDES = [
  "scope: all",
  "rules: { random_uuid: off }",
  "overrides:",
  "  - files: [scripts/**]",
  "    rules: { forbidden_import: off, random_uuid: error }",
  '  - files: ["**/legacy/**", old.py]',
  "    rules: { forbidden_import: warning }",
  "    profile: { forbidden_imports: [{ module: requests, instead: httpx }] }",
  "",
].join("\n");

/** Rule and severity of each finding, by file. */
function said(cwd: string, ...args: string[]): Record<string, string[]> {
  const found = findings(l9(["check", "--no-cache", "--format", "json", ...args], { cwd }));
  const by: Record<string, string[]> = {};
  for (const { path, rule, severity } of found) (by[path] ??= []).push(`${severity} ${rule}`);
  return by;
}

describe("overrides", () => {
  it("set rules and rows of tables for the files that their globs name, later ones over earlier ones", () => {
    const cwd = folder({
      "l9.config.yaml": OVERRIDES,
      "api/a.py": `${LOGGING}import requests\n\nprint(requests)\n`,
      "scripts/b.py": `${LOGGING}from uuid import uuid4\n\nthread_id: str = str(uuid4())\n`,
      "scripts/legacy/c.py": `${LOGGING}import requests\n\nprint(requests)\n`,
      "old.py": LOGGING,
      "api/old.py": "from uuid import uuid4\n\nthread_id: str = str(uuid4())\n",
    });
    expect(said(cwd, "--select", "forbidden_import,random_uuid")).toEqual({
      "api/a.py": ["error forbidden_import"],
      "scripts/b.py": ["error random_uuid"],
      "scripts/legacy/c.py": ["warning forbidden_import", "warning forbidden_import"],
      "old.py": ["warning forbidden_import"],
      "api/old.py": ["error random_uuid"],
    });
    // Without a rule named on the command line, the configuration says which are on.
    expect(said(cwd, "api/old.py")["api/old.py"]).toBeUndefined();
  });

  it("a suppression of a rule that is off in the file is no unused one", () => {
    const text = "import logging  # l9: ignore[forbidden_import] a script\n\nprint(logging)\n";
    const cwd = folder({ "l9.config.yaml": OVERRIDES, "scripts/b.py": text, "scripts/legacy/c.py": text });
    expect(said(cwd, "--select", "forbidden_import,unused_suppression")).toEqual({});
  });

  it("a row of a table speaks of some files, and as a warning until its day", () => {
    const rows = [
      "{ module: requests, instead: httpx, in: [api/**] }",
      "{ module: json, instead: orjson, not_in: [api/**], until: 2900-01-01 }",
    ];
    const config = `scope: all\nrules: { forbidden_import: error }\nprofile: { forbidden_imports: [${rows.join(", ")}] }\n`;
    const text = "import json\n\nimport requests\n\nprint(json, requests)\n";
    const cwd = folder({ "l9.config.yaml": config, "api/a.py": text, "core/a.py": text });
    expect(said(cwd, "--select", "forbidden_import")).toEqual({
      "api/a.py": ["error forbidden_import"],
      "core/a.py": ["warning forbidden_import"],
    });
  });

  it("a deprecation whose day has not come closes no gate of a module; the day opens nothing", () => {
    const root = sampleRepository();
    const status = (row: string): number | null => {
      writeFileSync(join(root, "l9.config.yaml"), `profile: { forbidden_imports: [${row}] }\n`);
      return l9(["status", SPEC], { cwd: root }).exitCode;
    };
    const found = (): string[] =>
      said(root, "api/orders_webhook_adapter.py", "--select", "forbidden_import")["api/orders_webhook_adapter.py"] ?? [];
    expect(status("{ module: structlog, until: 2900-01-01 }")).toBe(0);
    expect(found()).toEqual(["warning forbidden_import"]);
    expect(status("{ module: structlog, until: 2020-01-01 }")).toBe(1);
    expect(found()).toEqual(["error forbidden_import"]);
  });

  it("are shown by --print-config, each with its line", () => {
    const cwd = folder({ "l9.config.yaml": OVERRIDES, "a.py": "" });
    const { config, origins } = JSON.parse(l9(["check", "--print-config"], { cwd }).stdout);
    expect(config.overrides).toEqual([
      { files: ["scripts/**"], rules: { forbidden_import: "off", random_uuid: "error" }, profile: [] },
      {
        files: ["**/legacy/**", "old.py"],
        rules: { forbidden_import: "warning" },
        profile: [{ forbidden_imports: { add: [{ module: "requests", instead: "httpx" }] } }],
      },
    ]);
    expect(origins).toMatchObject({ "overrides[0]": "l9.config.yaml:4", "overrides[1]": "l9.config.yaml:6" });
  });

  it.each([
    ["overrides: [{ rules: { random_uuid: off } }]", "{ rules", /files/],
    ["overrides: [{ files: [], rules: {} }]", "[]", /must not be empty/],
    ["overrides: [{ files: [a.py], rules: { no_rule: off } }]", "no_rule", /no_rule/],
    ["overrides: [{ files: [a.py], rules: { internal_error: off } }]", "off", /error/],
    ["overrides: [{ files: [a.py], profile: { budgett: {} } }]", "budgett", /budgett/],
    ["profile: { forbidden_imports: [{ module: a, in: [" + '"' + "**/".repeat(9) + '"] }] }', "**/", /could take hours/],
    ["profile: { forbidden_imports: [{ module: a, until: 2027-13-01 }] }", "2027-13", /date/],
    ["overrides: [{ files: [a.py], generate: { command: x } }]", "generate", /generate/],
  ])("what is wrong in them is told at its place: %s", async (text, at, message) => {
    const { problems } = await parseConfig(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    // A text in quotes begins with its quote.
    expect(text.slice(problems[0]?.span.start).replace(/^"/, "").startsWith(at)).toBe(true);
  });
});
