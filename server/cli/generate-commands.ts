import { InvalidArgumentError, Option, type Command } from "commander";
import { BACKENDS } from "../project/backends.ts";
import type { GenerateFlags } from "./generate-flags.ts";

/** `l9 generate` and `l9 verify`: their flags. What they do is loaded when they run. */
export function generateCommands(l9: Command, done: (exitCode: number) => void): void {
  l9.command("generate")
    .description("generate the module of a spec: every phase, every gate, attested")
    .argument("<spec>", "the spec")
    .addOption(new Option("--backend <name>", "what writes the module (default: template)").choices([...BACKENDS]))
    .option("--command <cmd>", "the program of the backend command")
    .option("--url <url>", "the address of the backend model")
    .option("--model <name>", "the model of the backend model")
    .option("--module <file>", "the JavaScript file of the backend module")
    .option("--dry-run", "print the diff, write nothing")
    .option("--report <file>", "write the report there, the attestation alone to stdout")
    .option("--max-repairs <n>", "how often findings go back to the backend", count)
    .option("--verify <cmd>", "run this on the staged tree; it must end with 0")
    .option("--stat", "with --dry-run: the files and how many lines change, in place of the diff")
    .option("--yes", "replace files that exist")
    .option("--keep <file>", "leave this file as it is; may be given several times", collect)
    .option("--root <folder>", "the workspace folder")
    .option("--config <file>", "a configuration file in place of l9.config.yaml")
    .addOption(new Option("--format <format>", "how the outcome is written").choices(["text", "json"]).default("text"))
    .action(async (spec: string, flags: GenerateFlags) => done(await (await import("./generate.ts")).generate(spec, flags)));
  l9.command("verify")
    .description("compute a module's attestation again; exit 1 where anything differs")
    .argument("<spec>", "the spec")
    .option("--root <folder>", "the workspace folder")
    .option("--config <file>", "a configuration file in place of l9.config.yaml")
    .addOption(new Option("--format <format>", "how the outcome is written").choices(["text", "json"]).default("text"))
    .action(async (spec: string, flags: { root?: string; config?: string; format: "text" | "json" }) =>
      done(await (await import("./verify.ts")).verify(spec, flags)),
    );
}

function collect(value: string, given: string[] = []): string[] {
  return [...given, value];
}

function count(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return Number(value);
}
