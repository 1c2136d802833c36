import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, l9 } from "./run.ts";

// `l9 rule new` and `l9 rule test`: a repository's own rules, from the first line to a document that proves them.

const RULE =
  'id: no-eval\nlanguage: python\nmessage: "`$CALL`: no eval"\nrule: { all: [{ pattern: eval($X) }, { pattern: $CALL }] }\nfix: { template: read($X), safety: unsafe }\n';
const document = (...cases: string[]): string => ["# no-eval", ...cases].join("\n\n");
const FENCE = "```";

describe("l9 rule new", () => {
  it.each(["python", "typescript"])("begins a rule of %s whose document passes as it is", (language) => {
    const cwd = folder({ "node_modules/l9-language-server/dist/own-rule.schema.json": "{}" });
    const { exitCode, stdout } = l9(["rule", "new", "no-print", "--language", language], { cwd });
    expect(readFileSync(join(cwd, ".l9/rules/no-print.yaml"), "utf8").split("\n", 2)).toEqual([
      "# yaml-language-server: $schema=../../node_modules/l9-language-server/dist/own-rule.schema.json",
      "id: no-print",
    ]);
    expect([exitCode, stdout]).toEqual([
      0,
      "Wrote .l9/rules/no-print.yaml and .l9/rules/no-print.md.\n\nNext:\n  l9 rule test .l9/rules/no-print.md\n  l9 explain no-print\n",
    ]);
    const tested = l9(["rule", "test"], { cwd });
    expect([tested.exitCode, tested.stdout]).toEqual([
      0,
      ".l9/rules/no-print.md\n  ✓ it is found, and its neighbour is not (line 5)\n\n1 passed, 0 failed.\n",
    ]);
  });

  it("leaves what is there, and takes no id of a rule of its own", () => {
    const cwd = folder({ ".l9/rules/a.yaml": RULE });
    const refused = (id: string) => l9(["rule", "new", id], { cwd });
    expect(refused("no-eval").stderr).toBe('l9: a rule "no-eval" is declared already, in another file of .l9/rules\n');
    expect(refused("random_uuid").stderr).toBe('l9: "random_uuid" is a rule of l9 itself: give yours another id\n');
    expect(refused("../x").stderr).toContain('"../x" is no rule id');
    expect(refused("a")).toMatchObject({ exitCode: 2, stderr: "l9: .l9/rules/a.yaml exists already\n" });
    expect(readFileSync(join(cwd, ".l9/rules/a.yaml"), "utf8")).toBe(RULE);
  });
});

describe("l9 rule test", () => {
  it("says what a document expects and nothing meets, what nobody expects, and what fixes make of a file", () => {
    const cwd = folder({
      ".l9/rules/a.yaml": RULE,
      ".l9/rules/no-eval.md": document(
        `## as it is\n\n${FENCE}python\nread = eval("1")\n#      ^^^^^^^^^ warning: [no-eval] no eval\n${FENCE}`,
        `## not met\n\n${FENCE}python\nread = eval("1")\n#      ^^^^^^^^ warning: [no-eval] no eval\nx = 1\n# @0-5 error: [no-eval]\n${FENCE}`,
        `## other fix\n\n${FENCE}python\nread = len\neval("1")\n# @0-9 warning: [no-eval]\n${FENCE}\n\n${FENCE}python fixed=unsafe\nread = len\nread("2")\n${FENCE}`,
      ),
    });
    const { exitCode, stdout } = l9(["rule", "test"], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        ".l9/rules/no-eval.md",
        "  ✓ as it is (line 3)",
        "  ✗ not met (line 10)",
        "      not found: module.py:1:8-1:16 warning [no-eval] no eval",
        "      not found: module.py:2:1-2:6 error [no-eval]",
        '      not expected: module.py:1:8-1:17 warning [no-eval] `eval("1")`: no eval',
        "  ✗ other fix (line 19)",
        "      module.py is another text after its unsafe fixes:",
        "      --- as the case has it",
        "      +++ as it is",
        "      @@ -1,2 +1,2 @@",
        "       read = len",
        '      -read("2")',
        '      +read("1")',
        "",
        "1 passed, 2 failed.",
        "",
      ].join("\n"),
    );
  });

  it("passes no document that proves nothing, and writes nothing outside of its own folder", () => {
    const cwd = folder({ ".l9/rules/a.yaml": RULE });
    const run = (name: string, text: string) => {
      writeFileSync(join(cwd, name), text);
      return l9(["rule", "test", name], { cwd });
    };
    expect(l9(["rule", "test"], { cwd })).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run("none.md", "# no case\n").stderr).toContain("none.md has no case");
    expect(run("empty.md", "## a case\n\ntext\n").stderr).toContain(
      'empty.md:1: the case "a case" has no code block, so it proves nothing',
    );
    expect(run("broken.md", `## a case\n\n${FENCE}yaml config\nscope: nothing\n${FENCE}\n`)).toMatchObject({ exitCode: 1 });
    const out = run("out.md", `## a case\n\n${FENCE}python path=../../written.py\nx = 1\n${FENCE}\n`);
    expect([out.exitCode, out.stdout]).toEqual([1, expect.stringContaining("`path=../../written.py` leads out of the case")]);
    expect(existsSync(join(cwd, "..", "..", "written.py"))).toBe(false);
  });
});
