import type { Command, Option } from "commander";
import { keysOf } from "../facts/spec/shape-keys.ts";
import { specShape } from "../facts/spec/shape.ts";
import { isNamedAsSpec } from "../facts/spec.ts";
import { discover } from "../project/discovery.ts";
import { defaultConfig } from "../project/config.ts";
import type { Shell } from "./completion-shells.ts";
import { rulesHere } from "./rules-here.ts";
import { writeOut } from "./stdio.ts";
import { visible } from "../syntax/visible.ts";
import { pathFrom } from "../project/slash-path.ts";

/** Tells a shell to complete paths itself. */
export const FILES = "__tabtab_complete_files__";

/** Sources that are looked through for specs at the most: somebody waits. */
const MOST_SOURCES = 20_000;

interface Candidate {
  name: string;
  about?: string;
}

/** What may stand at the cursor; null where paths may. */
type Candidates = Candidate[] | null;

/** `l9 completion-server`: what may stand where the cursor is, for the scripts of `l9 completion`. */
export async function completionServer(l9: Command, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const shell = shellOf(env.SHELL ?? "");
  const line = words.length > 0 ? [...words] : (env.COMP_LINE ?? "").split(" ");
  const at = Number(env.COMP_CWORD);
  const cursor = Number.isInteger(at) && at > 0 ? at : line.length - 1;
  const { before, current } = unsplit(line.slice(0, cursor), line[cursor] ?? "");
  const found = await candidates(l9, before.slice(1), current, shell);
  if (found === null) return write(shell === "powershell" ? [] : [FILES]);
  return write(
    found
      .filter(({ name }) => shell === "powershell" || name.startsWith(typed(current, shell)))
      .map((one) => lineFor(one, shell)),
  );
}

async function write(lines: readonly string[]): Promise<number> {
  await writeOut(lines.map((line) => `${visible(line, "\t")}\n`).join(""));
  return 0;
}

function shellOf(path: string): Shell {
  if (/pwsh|powershell/.test(path)) return "powershell";
  return /zsh/.test(path) ? "zsh" : /fish/.test(path) ? "fish" : "bash";
}

/** bash takes `--format=json` for three words unless its completion package is there. */
function unsplit(before: string[], current: string): { before: string[]; current: string } {
  if (current === "=" && before.length > 0) return { before: before.slice(0, -1), current: `${before.at(-1) ?? ""}=` };
  if (before.at(-1) === "=") return { before: before.slice(0, -2), current: `${before.at(-2) ?? ""}=${current}` };
  return { before, current };
}

/** The part of the word that the shell replaces: bash and PowerShell keep what stands before an equals sign. */
function typed(current: string, shell: Shell): string {
  return shell === "bash" ? current.replace(/^--[\w-]+=/, "") : current;
}

function lineFor({ name, about }: Candidate, shell: Shell): string {
  if (shell === "bash" || about === undefined) return shell === "zsh" ? name.replaceAll(":", "\\:") : name;
  return shell === "zsh" ? `${name.replaceAll(":", "\\:")}:${about.replaceAll(":", "\\:")}` : `${name}\t${about}`;
}

async function candidates(l9: Command, before: readonly string[], current: string, shell: Shell): Promise<Candidates> {
  const help = l9.createHelp();
  const name = before.find((word) => !word.startsWith("-"));
  const command = name === undefined ? l9 : l9.commands.find((one) => one.name() === name);
  if (!command) return [];
  const options = [...help.visibleOptions(command)];
  const taking = (flag: string | undefined): Option | undefined =>
    flag === undefined
      ? undefined
      : options.find(({ long, short, required, optional }) => (long === flag || short === flag) && (required || optional));
  const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  const joined = taking(flag);
  if (joined && flag !== undefined) {
    const found = await valuesOf(joined, value ?? "");
    return found?.map((one) => (shell === "zsh" || shell === "fish" ? { ...one, name: `${flag}=${one.name}` } : one)) ?? null;
  }
  const option = taking(before.at(-1));
  if (option) return valuesOf(option, current);
  if (current.startsWith("-"))
    return options.map(({ long, short, description }) => ({ name: long ?? short ?? "", about: description }));
  if (command === l9) return help.visibleCommands(l9).map((one) => ({ name: one.name(), about: one.description() }));
  return argumentsOf(command, current);
}

/** What a flag takes. */
async function valuesOf({ argChoices, flags }: Option, current: string): Promise<Candidates> {
  if (argChoices) return argChoices.map((name) => ({ name }));
  if (flags.includes("<ids>")) {
    const listed = current.slice(0, current.lastIndexOf(",") + 1);
    return (await ruleIds()).map(({ name, about }) => ({ name: `${listed}${name}`, about }));
  }
  return /<(?:file|folder|path|dir)>/.test(flags) ? null : [];
}

async function argumentsOf(command: Command, current: string): Promise<Candidates> {
  const [argument] = command.registeredArguments;
  if (!argument) return [];
  if (argument.argChoices) return argument.argChoices.map((name) => ({ name }));
  if (command.name() === "explain") return current.startsWith("module") ? specKeys() : ruleIds();
  if (/spec/.test(argument.name())) return specs(current);
  return /path|file/.test(argument.name()) ? null : [];
}

/** Rules of the program, and those that the workspace declares. */
async function ruleIds(): Promise<Required<Candidate>[]> {
  const rules = await rulesHere(process.cwd());
  return rules.map(({ id, what }) => ({ name: id, about: what }));
}

function specKeys(): Required<Candidate>[] {
  return keysOf(specShape).map(({ path, shape }) => ({ name: path, about: shape.description ?? "" }));
}

/** The specs below the working folder, as far as names tell; paths where there is none that fits. */
function specs(current: string): Candidates {
  const cwd = process.cwd();
  const found: string[] = [];
  let seen = 0;
  for (const folder of discover(cwd, defaultConfig)) {
    found.push(...folder.filter((path) => isNamedAsSpec(path)).map((path) => pathFrom(cwd, path)));
    seen += folder.length;
    if (seen > MOST_SOURCES) break;
  }
  const fitting = found.filter((path) => path.startsWith(current)).sort();
  return fitting.length > 0 ? fitting.map((name) => ({ name })) : null;
}
