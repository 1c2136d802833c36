import { Option, type Command } from "commander";
import { BACKENDS } from "../project/backends.ts";
import { collect, count, given } from "./flag-values.ts";
import type { GenerateFlags } from "./generate-flags.ts";
import type { VerifyFlags } from "./verify.ts";

/** `l9 generate` and `l9 verify`: their flags. What they do is loaded when they run. */
export function generateCommands(l9: Command, done: (exitCode: number) => void): void {
  l9.command("generate")
    .description("generate the module of a spec: every phase, every gate, attested")
    .argument("<spec>", "the spec")
    .addOption(new Option("--backend <name>", "what writes the module (default: template)").choices([...BACKENDS]))
    .option("--command <cmd>", "have this program write it (--backend command)", given)
    .option("--url <url>", "have the model at this address write it (--backend model)", given)
    .option("--model <name>", "have this language model write it (--backend model)", given)
    .option("--module <file>", "have this JavaScript file write it (--backend module)", given)
    .option("--dry-run", "print the diff, write nothing")
    .option("--report <file>", "write the report there, the attestation alone to stdout", given)
    .option("--resume <file>", "begin with the draft that a blocked run kept in this report (--report)", given)
    .option("--max-repairs <n>", "how often findings go back to the backend", count)
    .option("--verify <cmd>", "run this on the staged tree; it must end with 0", given)
    .addOption(
      new Option("--stat", "print the files and how many lines change, write nothing (a --dry-run without the diff)").implies({
        dryRun: true,
      }),
    )
    .option("--yes", "replace files that exist")
    .option("--keep <file>", "leave this file as it is; may be given several times", collect)
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .addOption(new Option("--format <format>", "how the outcome is written").choices(["text", "json"]).default("text"))
    .action(async (spec: string, flags: GenerateFlags) => done(await (await import("./generate.ts")).generate(spec, flags)));
  l9.command("verify")
    .description("compute a module's attestation again; exit 1 where anything differs that no person has accepted")
    .argument("[spec]", "the spec; with --all also a folder; default: the working folder")
    .option("--all", "every module of which the spec or a file lies below the folder, as one table")
    .option("--accept", "record that you have looked at what differs, where every check passes")
    .option("--reason <text>", "why it is accepted", given)
    .option("--verify <cmd>", "run this on the module as it stands; it must end with 0", given)
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .addOption(new Option("--format <format>", "how the outcome is written").choices(["text", "json"]).default("text"))
    .action(async (spec: string | undefined, flags: VerifyFlags) =>
      done(await (await import("./verify.ts")).verify(spec, flags)),
    );
}
