import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { builtProgram } from "../program.ts";
import { cleanEnvironment, folder, l9 } from "./run.ts";

// The scripts of `l9 completion`, run by the shells themselves: no PowerShell is asked.

beforeAll(() => void builtProgram(), 120_000);

const SPEC = "specs/Module-Spec-orders.yaml";
const OWN = ".l9/rules/random.yaml";
const RULE = "id: random-choice\nlanguage: python\nmessage: no choice\nrule: { pattern: random.choice($X) }\n";

/** A folder where `l9` is the program under test, and a spec and code lie. */
function place(): { cwd: string; env: Record<string, string> } {
  const cwd = folder({ [SPEC]: "module: {}\n", "specs/other.yaml": "a: 1\n", "api/a.py": "x = 1\n", [OWN]: RULE });
  const program = join(cwd, "bin", "l9");
  execFileSync("mkdir", [join(cwd, "bin")]);
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${builtProgram()}' "$@"\n`);
  chmodSync(program, 0o755);
  return { cwd, env: cleanEnvironment({ PATH: `${join(cwd, "bin")}:${process.env.PATH ?? ""}`, HOME: cwd, TERM: "dumb" }) };
}

function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

/** What bash offers behind each line, by its own `complete` function; words are split as readline splits them. */
function inBash(lines: readonly string[], setup = ""): string[][] {
  const { cwd, env } = place();
  const ask = lines.map((line) => {
    const words = line.match(/=|[^\s=]+|(?<=\s)$/g) ?? [];
    const quoted = words.map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMP_LINE='${line}'; COMP_POINT=${line.length}; COMPREPLY=(); _l9_completion; printf '%s\\n' "\${COMPREPLY[@]}"; echo --`;
  });
  const script = [
    "set -e",
    'eval "$(l9 completion bash)"',
    'eval "$(l9 completion bash)"',
    "complete -p l9 >/dev/null",
    setup,
    ...ask,
  ].join("\n");
  const out = execFileSync("bash", ["--norc", "-c", script], { cwd, env, encoding: "utf8" });
  return out
    .split("--\n")
    .slice(0, lines.length)
    .map((part) => part.split("\n").filter((one) => one !== ""));
}

describe("bash", () => {
  it("completes commands, flags, values behind a space and an equals sign, rules, and specs", () => {
    const found = inBash([
      "l9 ch",
      "l9 check --form",
      "l9 check --format j",
      "l9 check --format=gi",
      "l9 explain random",
      "l9 check --select type_ignore,random",
      "l9 verify ",
      "l9 check --max-warnings ",
    ]);
    expect(found).toEqual([
      ["check"],
      ["--format"],
      ["json", "junit"],
      ["github", "gitlab"],
      ["random_uuid", "random-choice"],
      ["type_ignore,random_uuid", "type_ignore,random-choice"],
      [SPEC],
      [],
    ]);
  });
  it("leaves paths to the shell, and runs nothing that stands on the line", () => {
    const { cwd, env } = place();
    const script = `eval "$(l9 completion bash)"; COMP_WORDS=(l9 check '$(touch ran)' ap); COMP_CWORD=3; COMP_LINE='l9 check $(touch ran) ap'; COMP_POINT=24; _l9_completion; echo "\${#COMPREPLY[@]}"; complete -p l9; ls`;
    const out = execFileSync("bash", ["--norc", "-c", script], { cwd, env, encoding: "utf8" });
    expect(out.split("\n")).toEqual(["0", "complete -o default -F _l9_completion l9", "api", "bin", "specs", ""]);
  });
});

describe.runIf(has("fish"))("fish", () => {
  it("completes the same, with what each is about, and runs nothing that stands on the line", () => {
    const { cwd, env } = place();
    const ask = (line: string): string => `complete -C '${line}'; echo ==`;
    const lines = ["l9 chec", "l9 check --format j", "l9 check --format=gi", "l9 verify ", "l9 check $(touch ran) ap"];
    const out = execFileSync("fish", ["--no-config", "-c", `l9 completion fish | source; ${lines.map(ask).join("; ")}`], {
      cwd,
      env,
      encoding: "utf8",
    });
    expect(out.split("==\n").slice(0, 4)).toEqual([
      "check\tcheck files, folders or the whole workspace\n",
      "json\njunit\n",
      "--format=github\n--format=gitlab\n",
      `${SPEC}\n`,
    ]);
    expect(execFileSync("ls", { cwd, encoding: "utf8" })).not.toContain("ran");
  });
});

describe.runIf(has("zsh"))("zsh", () => {
  it("takes the script and completes by it", () => {
    const { cwd, env } = place();
    // Asked as zsh's completion system asks: the words, and the place of the cursor among them.
    const script = `
      compdef() { registered="$*" }; _describe() { print -l -- "\${(@P)2}" }; _files() { print files }
      eval "$(l9 completion zsh)"; print -- $registered
      ask() { words=("$@"); CURRENT=$#; BUFFER="$*"; CURSOR=$#BUFFER; _l9_completion; print -- -- }
      ask l9 chec; ask l9 check --format=gi; ask l9 explain random; ask l9 check '$(touch ran)' ap`;
    const out = execFileSync("zsh", ["-f", "-c", script], { cwd, env, encoding: "utf8" });
    const about = rules.find(({ id }) => id === "random_uuid")?.what ?? "";
    expect(out.split("--\n")).toEqual([
      "_l9_completion l9\ncheck:check files, folders or the whole workspace\n",
      "--format=github\n--format=gitlab\n",
      `random_uuid:${about}\nrandom-choice:no choice\n`,
      "files\n",
      "",
    ]);
    expect(execFileSync("ls", { cwd, encoding: "utf8" })).not.toContain("ran");
  });
});

it("other shells are refused, and the answering command is not shown", () => {
  const cwd = folder();
  expect(l9(["completion", "tcsh"], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("bash, zsh, fish, powershell"),
  });
  expect(l9(["--help"], { cwd }).stdout).not.toContain("completion-server");
  expect(l9(["completion", "powershell"], { cwd }).stdout).toContain("Register-ArgumentCompleter -CommandName 'l9'");
});
