import { Option, type Command } from "commander";
import { given } from "./flag-values.ts";
import type { ImpactFlags } from "./impact.ts";
import type { StatusFlags } from "./status.ts";
import type { TraceFlags } from "./trace.ts";

/** Commands that look at modules as a whole: their flags. What they do is loaded when they run. */
export function moduleCommands(l9: Command, done: (exitCode: number) => void): void {
  l9.command("trace")
    .description("what each spec promises, where code and tests keep it, and what is missing; exit 1 where something is")
    .argument(
      "[spec-or-folder]",
      "a spec, or a folder: modules of which the spec or a file lies below it; default: the working folder",
    )
    .addOption(new Option("--format <format>", "how it is written").choices(["md", "json", "html"]).default("md"))
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .action(async (path: string | undefined, flags: TraceFlags) => done(await (await import("./trace.ts")).trace(path, flags)));
  l9.command("impact")
    .description(
      "the modules, specs, tests and files that a change of a file, or of a model, service or member, touches, and what would be found if it were gone",
    )
    .argument("<of>", "a file, a class by its name, or Class.member")
    .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .action(async (of: string, flags: ImpactFlags) => done(await (await import("./impact.ts")).impact(of, flags)));
  l9.command("status")
    .description("modules and the gates and checks they pass; exit 1 where one does not pass")
    .argument(
      "[spec-or-folder]",
      "a spec, or a folder: modules of which the spec or a file lies below it; default: the working folder",
    )
    .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
    .option("--root <folder>", "the workspace folder", given)
    .option("--config <file>", "a configuration file in place of l9.config.yaml", given)
    .action(async (path: string | undefined, flags: StatusFlags) =>
      done(await (await import("./status.ts")).status(path, flags)),
    );
  l9.command("clean")
    .description("take out the results that `l9 check` keeps between two runs, of every workspace")
    .option("--cache-dir <folder>", "the folder; default: l9's in the user's cache folder", given)
    .action(async (flags: { cacheDir?: string }) => done(await (await import("./clean.ts")).clean(flags)));
}
