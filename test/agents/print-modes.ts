import type * as Fs from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../ci/checkout.ts";

/** How docs/generation.md has an agent write a module: the line that exports what it is asked, and the command. */
export function recipe(agent: string): { ask: string; command: string } {
  const page = readFileSync(join(ROOT, "docs", "generation.md"), "utf8");
  const commands = [...page.matchAll(/--backend command --command '([^']+)'/g)].map(([, command = ""]) => command);
  const command = commands.find((one) => new RegExp(`(?:&&|\\|) ${agent} `).test(one));
  const ask = /^export ASK=.*$/m.exec(page)?.[0];
  if (command === undefined || ask === undefined) throw new Error(`docs/generation.md has no recipe for ${agent}`);
  return { ask, command };
}

/** An agent's print mode, as its `--help` and documents have it: what it takes, and how its model hears the prompt and stdin together. */
interface PrintMode {
  /** Flags without a value, and with one. */
  flags: readonly string[];
  valued: readonly string[];
  /** The command before the flags. */
  command?: string;
  /** The flag that holds the prompt; without, it stands by itself. */
  prompt?: string;
  heard: "stdin after" | "stdin before" | "stdin or prompt";
}

export const PRINT_MODES: Readonly<Record<string, PrintMode>> = {
  // Codex 0.171.0: a piped stdin comes after the prompt as a block; progress goes to stderr, the last message to stdout.
  codex: {
    command: "exec",
    flags: ["--skip-git-repo-check", "--ephemeral", "--json"],
    valued: ["--sandbox", "--model", "--config"],
    heard: "stdin after",
  },
  // Gemini CLI 0.61.0: the prompt comes after stdin; outside of a trusted folder nothing is done.
  gemini: {
    flags: ["--skip-trust", "--yolo"],
    valued: ["--approval-mode", "--output-format", "--model"],
    prompt: "-p",
    heard: "stdin before",
  },
  // GitHub Copilot CLI 1.0.102: with a prompt stdin is not read.
  copilot: {
    flags: ["--silent", "--allow-all-tools"],
    valued: ["--available-tools", "--model"],
    prompt: "-p",
    heard: "stdin or prompt",
  },
};

/**
 * Writes a program that stands in for an agent in its print mode: it refuses what the agent does not take, and answers with the next of the answers, in words.
 * What its model would have heard is appended to `heard` beside it, each as a line of JSON.
 */
export function standIn(
  name: string,
  bin: string,
  answers: readonly unknown[],
): { heard: () => { text: string; cwd: string }[] } {
  const mode = PRINT_MODES[name];
  if (mode === undefined) throw new Error(`no print mode of ${name} is known`);
  const heard = join(bin, `${name}.heard`);
  writeFileSync(heard, "");
  const given = JSON.stringify({ name, mode, answers, heard });
  writeFileSync(join(bin, name), `#!${process.execPath}\n(${agent.toString()})(require("node:fs"), ${given});\n`, {
    mode: 0o755,
  });
  return {
    heard: () =>
      readFileSync(heard, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { text: string; cwd: string }),
  };
}

/** The stand-in's own text: it runs in a process of its own and sees nothing of this file. */
function agent(
  fs: typeof Fs,
  { name, mode, answers, heard }: { name: string; mode: PrintMode; answers: readonly unknown[]; heard: string },
): void {
  const refuse = (why: string): never => {
    process.stderr.write(`${name}: ${why}\n`);
    process.exit(2);
  };
  const args = process.argv.slice(2);
  if (mode.command !== undefined && args.shift() !== mode.command) refuse(`no ${mode.command}`);
  let prompt = "";
  while (args.length > 0) {
    const [flag = "", value] = (args.shift() ?? "").split(/=(.*)/s, 2);
    if (flag === mode.prompt) prompt = args.shift() ?? "";
    else if (mode.valued.includes(flag)) void (value ?? args.shift() ?? refuse(`${flag} needs a value`));
    else if (flag.startsWith("-")) void (mode.flags.includes(flag) || refuse(`unexpected argument ${flag}`));
    else prompt = [flag, value].filter((part) => part !== undefined).join("=");
  }
  if (name === "gemini" && !process.argv.includes("--skip-trust")) process.exit(55);
  const stdin = fs.readFileSync(0, "utf8");
  const text = {
    "stdin after": `${prompt}\n\n<stdin>\n${stdin}\n</stdin>`,
    "stdin before": `${stdin}\n\n${prompt}`,
    "stdin or prompt": prompt === "" ? stdin : prompt,
  }[mode.heard];
  const turn = fs.readFileSync(heard, "utf8").split("\n").length - 1;
  fs.appendFileSync(heard, `${JSON.stringify({ text, cwd: process.cwd() })}\n`);
  process.stderr.write("thinking\n");
  process.stdout.write(
    `Here is the module:\n\`\`\`json\n${JSON.stringify(answers[turn])}\n\`\`\`\nIt follows the conventions.\n`,
  );
}
