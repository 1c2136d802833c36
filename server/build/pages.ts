import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { format, resolveConfig } from "prettier";
import type { Rule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { program } from "../cli/program.ts";
import { collect } from "../cli/report.ts";
import { targets } from "../cli/targets.ts";
import { formatText } from "../cli/formats/text.ts";
import { keysOf, type ShapeKey } from "../facts/spec/shape-keys.ts";
import { describeShape, specShape } from "../facts/spec/shape.ts";
import { shapeOfSchema } from "../facts/spec/shape-refs.ts";
import { Linter } from "../lint/linter.ts";
import { loadConfig } from "../project/config.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { configJsonSchema } from "./config-schema-json.ts";

/** The sample workspace, seen from a checkout. */
const WORKSPACE = "test/fixtures/workspaces/orders";

/** The file of the sample workspace whose findings the README shows. */
const SHOWN = "api/clients/payments_webhook_client.py";

/** The pages with generated parts, each between `<!-- generated: NAME -->` and `<!-- end -->`. */
const PAGES: Record<string, Record<string, (root: string) => string | Promise<string>>> = {
  "README.md": { sample: sampleOutput },
  "docs/command-line.md": { commands: commandTables },
  "docs/configuration.md": { keys: configTable },
  "docs/rules.md": { rules: ruleTable },
  "docs/spec-keys.md": { keys: specTable },
};

/** The pages with generated parts as they must be, by their paths from the root. */
export async function pageTexts(root: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [page, parts] of Object.entries(PAGES)) {
    const path = join(root, page);
    let text = readFileSync(path, "utf8");
    for (const [name, content] of Object.entries(parts)) {
      const pattern = new RegExp(`(<!-- generated: ${name} -->)[\\s\\S]*?(<!-- end -->)`);
      if (!pattern.test(text)) throw new Error(`${page} has no generated part "${name}"`);
      const made = await content(root);
      text = text.replace(pattern, (_, open: string, close: string) => `${open}\n\n${made}\n\n${close}`);
    }
    texts[page] = await format(text, { ...(await resolveConfig(path)), parser: "markdown" });
  }
  return texts;
}

export async function writePages(root: string): Promise<void> {
  for (const [page, text] of Object.entries(await pageTexts(root))) writeFileSync(join(root, page), text);
}

/** Each command that people call, with its arguments and flags, and those below it. */
function commandTables(): string {
  const l9 = program("", () => undefined);
  return l9
    .createHelp()
    .visibleCommands(l9)
    .flatMap((command) => (command.commands.length > 0 ? [...command.commands] : [command]))
    .map(commandTable)
    .join("\n\n");
}

function commandTable(command: Command): string {
  const rows = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, argChoices, defaultValue }) => {
      const choices = argChoices ? ` (one of ${argChoices.map((choice) => `\`${choice}\``).join(", ")})` : "";
      const unless = typeof defaultValue === "string" ? `; \`${defaultValue}\` as shipped` : "";
      return row([`\`${flags}\``, description + choices + unless]);
    });
  const taken = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "…" : ""}`;
    return `\`${argument.required ? `<${name}>` : `[${name}]`}\`: ${argument.description}`;
  });
  const above = command.parent?.parent ? `${command.parent.name()} ` : "";
  const title = `### l9 ${above}${command.name()}`;
  const table = rows.length > 0 ? [row(["flag", "meaning"]), row(["---", "---"]), ...rows].join("\n") : "";
  return [title, capital(`${command.description()}.`), taken.join("; "), table].filter((part) => part !== "").join("\n\n");
}

/** The keys of `l9.config.yaml`; the tables of the profile and the rules' names have pages of their own. */
function configTable(): string {
  const schema = shapeOfSchema(JSON.parse(configJsonSchema()) as object);
  return keyTable(keysOf(schema, (path) => !/(?:^|\.)(?:rules|profile)$/.test(path)));
}

function specTable(): string {
  return keyTable(keysOf(specShape));
}

function keyTable(keys: readonly ShapeKey[]): string {
  const rows = keys.map(({ path, shape }) => row([`\`${path}\``, describeShape(shape), shape.description ?? ""]));
  return [row(["key", "takes", "meaning"]), row(["---", "---", "---"]), ...rows].join("\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
}

const FAMILIES: Record<string, string> = {
  spec: "Specs",
  patterns: "Forbidden patterns",
  imports: "Imports",
  contracts: "Contracts",
  executor: "Executor modules",
  governance: "Governance modules",
  tests: "Tests",
  documents: "Documents",
  budget: "Budget",
  drift: "Drift between spec and code",
  agreements: "Sets that must agree",
  program: "About the program itself",
};

function ruleTable(): string {
  const known = Object.keys(FAMILIES).filter((family) => rules.some((rule) => rule.family === family));
  const others = [...new Set(rules.map((rule) => rule.family))].filter((family) => !known.includes(family)).sort();
  return [...known, ...others]
    .map((family) =>
      familyTable(
        FAMILIES[family] ?? family,
        rules.filter((rule) => rule.family === family),
      ),
    )
    .join("\n\n");
}

function familyTable(title: string, list: readonly Rule[]): string {
  const rows = list.map((rule) => row([`\`${rule.id}\``, rule.severity, rule.fix ?? "", rule.what]));
  return [`## ${title}`, "", row(["rule", "severity", "fix", "what is found"]), row(Array(4).fill("---")), ...rows].join("\n");
}

async function sampleOutput(root: string): Promise<string> {
  const workspace = join(root, WORKSPACE);
  await loadPython();
  const { config } = await loadConfig(workspace, { userFile: null, file: null });
  const linter = new Linter(workspace, config);
  try {
    linter.scan();
    const { files, elsewhere } = targets(linter, [join(workspace, SHOWN)], { scopeAsked: false, force: false });
    const result = { ...collect(linter, [...files, ...elsewhere], workspace), elsewhere: new Set(elsewhere) };
    const text = formatText(result, { color: false, quiet: false });
    return [`\`\`\`console`, `$ cd ${WORKSPACE}`, `$ npx l9 check ${SHOWN}`, text.trimEnd(), "```"].join("\n");
  } finally {
    linter.dispose();
  }
}
