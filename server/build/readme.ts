import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Rule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { collect } from "../cli/report.ts";
import { targets } from "../cli/targets.ts";
import { formatText } from "../cli/formats/text.ts";
import { Linter } from "../lint/linter.ts";
import { loadConfig } from "../project/config.ts";
import { loadPython } from "../syntax/python-parser.ts";

/** The sample workspace, seen from a checkout. */
const WORKSPACE = "test/fixtures/workspaces/orders";

/** The file of the sample workspace whose findings the README shows. */
const SHOWN = "api/clients/payments_webhook_client.py";

/** The README with its generated parts as they must be: between `<!-- generated: NAME -->` and `<!-- end -->`. */
export async function readmeText(root: string): Promise<string> {
  const path = join(root, "README.md");
  let text = readFileSync(path, "utf8");
  for (const [name, content] of [
    ["rules", ruleTable()],
    ["sample", await sampleOutput(root)],
  ] as const) {
    const pattern = new RegExp(`(<!-- generated: ${name} -->)[\\s\\S]*?(<!-- end -->)`);
    if (!pattern.test(text)) throw new Error(`README.md has no generated part "${name}"`);
    text = text.replace(pattern, (_, open: string, close: string) => `${open}\n\n${content}\n\n${close}`);
  }
  return format(text, { ...(await resolveConfig(path)), parser: "markdown" });
}

export async function writeReadme(root: string): Promise<void> {
  writeFileSync(join(root, "README.md"), await readmeText(root));
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
  const rows = list.map(
    (rule) =>
      `| \`${rule.id}\` | ${rule.severity} | ${rule.fix ?? ""} | ${rule.what.replaceAll("|", "\\|").replace(/\s+/g, " ")} |`,
  );
  return [`### ${title}`, "", "| rule | severity | fix | what is found |", "| --- | --- | --- | --- |", ...rows].join("\n");
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
