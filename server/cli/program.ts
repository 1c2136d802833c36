import { Argument, Command, Option } from "commander";
import type { RawCheckOptions } from "./check-options.ts";
import { SHELLS, type Shell } from "./completion-shells.ts";
import type { InitOptions } from "./init.ts";
import { agentCommands } from "./agent-commands.ts";
import { count, given, ids, positive, shard } from "./flag-values.ts";
import { FORMATS, type Format } from "./formats/names.ts";
import { generateCommands } from "./generate-commands.ts";
import { keptRun } from "./kept-run.ts";
import { lspCommand } from "./lsp.ts";
import { KINDS } from "./module-kinds.ts";
import { moduleCommands } from "./module-commands.ts";
import { ruleCommands } from "./rule-commands.ts";
import type { MergeFlags } from "./merge.ts";
import type { OutputFlag } from "./outputs.ts";
import { visibleLines } from "../syntax/visible.ts";

/** The `l9` program: its commands and flags. What a command does is loaded when it runs. */
export function program(version: string, done: (exitCode: number) => void): Command {
  const l9 = new Command("l9")
    .description("Checks L9 module specs, their contracts and the code generated from them.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(visibleLines(text)),
      writeErr: (text) => process.stderr.write(visibleLines(text)),
      outputError: (text, write) => write(text.replace(/^error: /, "l9: ")),
    });

  checkCommand(l9, done);
  lspCommand(l9);
  l9.command("explain")
    .description("what a rule or a key of a spec is about; without an id, all rules")
    .argument("[id]", "the rule, or the key: module.idempotency")
    .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
    .action(async (id: string | undefined, options: { format: "text" | "json" }) =>
      done(await (await import("./explain.ts")).explain(id, options)),
    );
  l9.command("contracts")
    .description("print what the repository and the Space say: models, services, identity, idempotency, executor")
    .argument("[spec]", "only what this spec's module needs")
    .addOption(
      new Option("--format <format>", "yaml as the generator document writes it; json with the evidence")
        .choices(["yaml", "json"])
        .default("yaml"),
    )
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .action(async (spec: string | undefined, options: { format: "yaml" | "json"; root?: string; config?: string }) =>
      done(await (await import("./contracts.ts")).contracts(spec, options)),
    );
  l9.command("migrate")
    .description("move v2.x specs to the v3 layout, comments kept")
    .argument("<spec...>", "the specs; they are changed in place")
    .option("--diff", "print what would change as a diff, write nothing")
    .action(async (paths: string[], options: { diff?: boolean }) =>
      done(await (await import("./migrate.ts")).migrateSpecs(paths, options)),
    );
  l9.command("merge")
    .description(
      "put the results of all shards of a run together, as the run in one piece writes them; exit 1 where an error is among them",
    )
    .argument("<file...>", "what `l9 check --shard` wrote with --format json or --format sarif")
    .option("--output-file <file>", "write the result to this file, not to stdout", given)
    .option("--max-warnings <n>", "exit 1 when there are more warnings than this", count)
    .option("--exit-zero", "exit 0 whatever is found")
    .action(async (files: string[], flags: MergeFlags) => done(await (await import("./merge.ts")).merge(files, flags)));
  ruleCommands(l9, done);
  moduleCommands(l9, done);
  generateCommands(l9, done);
  l9.command("init")
    .description(
      "propose a configuration from what is here, print snippets for editors; or a first spec, or what CI or agents need",
    )
    .option("--root <folder>", "the workspace folder; default: the current one", given)
    .addOption(new Option("--kind <kind>", "in place of that, a spec of this kind that passes and generates").choices(KINDS))
    .option("--id <id>", "with --kind: the module's id", given)
    .option("--with-contracts", "with --kind: also the models and services that the module is made from, where there are none")
    .option(
      "--ci [services...]",
      "in place of that, what these services need: pre-commit, github, …; without names, which there are",
    )
    .option(
      "--agents [agents...]",
      "in place of that, AGENTS.md, an MCP server and hooks for coding agents; without names, those in use here",
    )
    .option("--check", "with --agents: write nothing, and end with 1 where something is missing")
    .option("--source <source>", "with --ci: what npm installs l9 from, a git URL with a revision, an archive or a folder", given)
    .action(async (options: InitOptions) => done(await (await import("./init.ts")).init(options)));
  l9.command("doctor")
    .description("what l9 sees of the machine and the workspace, and what is wrong with it")
    .option("--root <folder>", "the workspace folder", given)
    .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
    .action(async (options: { root?: string; format: "text" | "json" }) =>
      done(await (await import("./doctor.ts")).doctor(options)),
    );
  agentCommands(l9, done);
  completionCommands(l9, done);
  return l9;
}

function completionCommands(l9: Command, done: (exitCode: number) => void): void {
  l9.command("completion")
    .description("print a script that has your shell complete commands, flags, rules and specs")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action(async (shell: Shell) => done(await (await import("./completion-script.ts")).completionScript(shell)));
  l9.command("completion-server", { hidden: true })
    .argument("[word...]", "the words of the command line")
    .action(async (words: string[]) =>
      done(await (await import("./completion-server.ts")).completionServer(l9, words, process.env)),
    );
}

function checkCommand(l9: Command, done: (exitCode: number) => void): void {
  const outputFlags: OutputFlag[] = [];
  l9.command("check")
    // Which file belongs to which format is told by their order.
    .on("option:format", (format: Format) => outputFlags.push({ format }))
    .on("option:output-file", (file: string) => outputFlags.push({ file }))
    .description("check files, folders or the whole workspace")
    .argument("[path...]", "files and folders; default: what lies below the working folder")
    .addOption(new Option("--format <format>", "how findings are written").choices(FORMATS).default("text"))
    .option(
      "--output-file <file>",
      "write the format before it to this file; --format and --output-file may stand several times",
      given,
    )
    .option("--statistics", "show how many findings each rule has, in place of the findings")
    .option(
      "--print-config",
      "print the configuration that holds, or that of the file named, with the place of each key and row, and check nothing",
    )
    .option("--list-files", "name the files that would be checked, and check none")
    .option("--fix", "apply the safe fixes")
    .option("--unsafe-fixes", "apply the unsafe fixes as well")
    .option("--diff", "print what would be fixed as a diff, write nothing")
    .option(
      "--stdin-filename <path>",
      "check the source on stdin as this file; with --fix the fixed source goes to stdout",
      given,
    )
    .option("--changed", "check what the work tree changes against HEAD, and what that breaks elsewhere")
    .option("--staged", "the same for what is staged, as the next commit would hold it")
    .option("--since <ref>", "the same for all that came since HEAD left this commit or branch", given)
    .option("--no-merge-base", "with --since: compare with that commit itself")
    .option("--new", "with one of these: leave out the findings that were there before")
    .option("--select <ids>", "check these rules only (comma-separated)", ids)
    .option("--ignore <ids>", "leave these rules out (comma-separated)", ids)
    .addOption(
      new Option(
        "--scope <scope>",
        "modules: specs and generated code; contracts: every file, for what it does with models and services; all: every rule in every file",
      ).choices(["modules", "contracts", "all"]),
    )
    .option("--force", "check files that are named even where they are excluded, ignored or part of no module")
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .option(
      "--cache-dir <folder>",
      "where results are kept, so that the next run checks only what changed; default: l9 in the user's cache folder",
      given,
    )
    .option("--no-cache", "check everything anew, and keep nothing for the next run")
    .option("--baseline <file>", "leave out the findings that this file records; default: the configuration's `baseline`", given)
    .option("--no-baseline", "show what a baseline records too")
    .option("--write-baseline", "record the present findings in the baseline file")
    .option("--prune-baseline", "take out of the baseline file what is no longer found")
    .option("--baseline-strict", "the baseline may only get shorter: what it records in vain is an error")
    .option("--max-warnings <n>", "exit 1 when there are more warnings than this", count)
    .option("--exit-zero", "exit 0 whatever is found")
    .option("--quiet", "show errors only, without a summary")
    .option("--verbose", "say on stderr which root and which configuration are taken")
    .addOption(new Option("--color <when>", "colours in the text format").choices(["auto", "always", "never"]).default("auto"))
    .option(
      "--shard <i/n>",
      "check the i-th of n parts of the workspace, whole modules each; `l9 merge` puts the results together",
      shard,
    )
    .option("--jobs <n>", "how many threads check at most; default: one a processor", positive)
    .action(async (paths: string[], flags: Omit<RawCheckOptions, "outputFlags">) => {
      const work: Parameters<typeof keptRun>[1] = async (recorder) => {
        const { checkOptions } = await import("./check-options.ts");
        const { check } = await import("./check.ts");
        return check(checkOptions({ ...flags, outputFlags }, paths), paths, recorder);
      };
      done(await keptRun({ ...flags, outputFlags }, work));
    });
}
