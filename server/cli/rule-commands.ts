import { Option, type Command } from "commander";
import { given } from "./flag-values.ts";

/** Commands about the rules that a repository declares itself. What they do is loaded when they run. */
export function ruleCommands(l9: Command, done: (exitCode: number) => void): void {
  const rule = l9.command("rule").description("begin and test rules of the repository's own, in .l9/rules").helpCommand(false);
  rule
    .command("new")
    .description("write a rule and a document with a first case")
    .argument("<id>", "the rule's id")
    .addOption(new Option("--language <language>", "what it looks at").choices(["python", "typescript"]).default("python"))
    .option("--root <folder>", "the workspace folder", given)
    .action(async (id: string, flags: { language: "python" | "typescript"; root?: string }) =>
      done(await (await import("./rule-new.ts")).ruleNew(id, flags)),
    );
  rule
    .command("test")
    .description("run the cases of Markdown documents; exit 1 where one fails")
    .argument("[file...]", "the documents; default: those beside the rules")
    .option("--root <folder>", "the workspace folder", given)
    .action(async (files: string[], flags: { root?: string }) =>
      done(await (await import("./rule-test.ts")).ruleTest(files, flags)),
    );
}
