import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../server/cli/formats/names.ts";
import { visible, visibleJson, visibleLines } from "../../server/syntax/visible.ts";
import { builtProgram } from "../program.ts";
import { folder, l9 } from "./run.ts";

// What a workspace holds can not act on the terminal or the log in which it is shown.

beforeAll(() => void builtProgram(), 120_000);

/** What a terminal obeys. Line ends are the program's own. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffd]/;

describe("a text for people", () => {
  it.each([
    ["plain, ä, 日本, 👩‍👩‍👧, a\\b", "plain, ä, 日本, 👩‍👩‍👧, a\\b"],
    ["\u001b[2J", "\\x1b[2J"],
    ["a\nb\r\tc\0", "a\\nb\\r\\tc\\x00"],
    ["\u009b31m \u007f", "\\x9b31m \\x7f"],
    ["\u202egnp.exe \u2066\u2069", "\\u202egnp.exe \\u2066\\u2069"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["\ud800 \udc00 \ud83d\ude00", "\\ud800 \\udc00 \ud83d\ude00"],
  ])("shows %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
  it("keeps its lines where it is laid out already", () => {
    expect(visibleLines("a\n\tb\r\u001b")).toBe("a\n\tb\\r\\x1b");
  });
  it("is exact as JSON", () => {
    const value = { "a\u001b": "\u009b \u202e \ud800 \n \u2028", list: ["é"] };
    expect(JSON.parse(visibleJson(value))).toEqual(value);
    expect(visibleJson(value)).not.toMatch(OBEYED);
  });
});

describe("a file with an evil name and evil texts", () => {
  const name = "a\n::error file=x::forged\u001b[2J\u202e,b%0A.module-spec.yaml";
  const spec = [
    "module:",
    '  id: "orders\\e[1m"',
    '  name: "Orders\\n::error::forged"',
    "  purpose: x",
    '  repo: { allowed_new_files: ["/abs\\e[2J\\n::error::forged\\x9b\\u202e.py"] }',
    '  "\\e[31mkey\\n::warning::forged": 1',
    "",
  ].join("\n");
  const cwd = (): string => {
    const root = folder();
    writeFileSync(join(root, name), spec);
    mkdirSync(join(root, "::warning::sub"));
    writeFileSync(join(root, "::warning::sub", "MODULE_SPEC.yaml"), "module:\n  id: é\u0085\u001b\n");
    return root;
  };
  it.each(FORMATS)("is shown in the format %s", (format) => {
    const { stdout, exitCode } = l9(["check", "--format", format], { cwd: cwd() });
    expect(exitCode).toBe(1);
    expect(stdout).not.toMatch(OBEYED);
    // Only the annotations that are meant, each at its file, begin a line as GitHub's commands do.
    const commands = stdout.split("\n").filter((line) => line.trimStart().startsWith("::"));
    expect(commands.length > 0).toBe(format === "github");
    for (const command of commands) expect(command).toMatch(/^::(?:error|warning|notice) file=[^:,\r\n]*,line=\d+,/);
    if (format === "json") {
      const paths = (JSON.parse(stdout) as { path: string }[]).map(({ path }) => path);
      expect(new Set(paths)).toEqual(new Set([name, "::warning::sub/MODULE_SPEC.yaml"]));
    }
    if (format === "github")
      expect(stdout).toContain("file=a%0A%3A%3Aerror file=x%3A%3Aforged\\x1b[2J\\u202e%2Cb%250A.module-spec.yaml,");
    if (format === "text")
      expect(stdout).toContain("a\\n::error file=x::forged\\x1b[2J\\u202e,b%0A.module-spec.yaml:2:7 error [spec_type]");
  });
  it("is told of on stderr, and by the other commands", () => {
    const root = cwd();
    for (const args of [
      ["check", "none\n::error::x\u001b[2J"],
      ["check", "--\u001b[2J"],
      ["explain", "\u001b[2J"],
      ["migrate", name],
      ["migrate", "::warning::sub/MODULE_SPEC.yaml"],
      ["generate", name],
      ["contracts", name],
      ["verify", name],
    ]) {
      const { stdout, stderr } = l9(args, { cwd: root });
      expect(`${stdout}${stderr}`).not.toBe("");
      expect(`${stdout}${stderr}`, args.join(" ")).not.toMatch(OBEYED);
      expect(`${stdout}\n${stderr}`, args.join(" ")).not.toMatch(/^\s*::/m);
    }
  });
});
