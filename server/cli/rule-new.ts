import { existsSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../rules/index.ts";
import { OWN_RULES, RULE_ID } from "../project/own-rules/load.ts";
import { visible } from "../syntax/visible.ts";
import { ownRulesHere } from "./own-rules-here.ts";
import { shownPath } from "./result.ts";
import { schemaLine } from "./schema-line.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { writeAsked } from "./write-asked.ts";

/** The example that a rule begins as, in each language: what is looked for, and a file with a place that is found and one that is not. */
const EXAMPLES = {
  python: {
    pattern: "print($$$ARGS)",
    fence: "python path=app/example.py",
    code: ['print("a")', '# @0-10 warning: [ID] `print("a")`', 'logger.info("a")'],
  },
  typescript: {
    pattern: "console.log($$$ARGS)",
    fence: "typescript path=app/example.ts",
    code: ['console.log("a");', '// @0-16 warning: [ID] `console.log("a")`', 'logger.info("a");'],
  },
} as const;

/** `l9 rule new ID`: writes a rule and its document below `.l9/rules`; what is there already is left as it is. */
export async function ruleNew(
  id: string,
  { root: asked, language }: { root?: string; language: keyof typeof EXAMPLES },
): Promise<number> {
  const cwd = process.cwd();
  if (!RULE_ID.test(id))
    throw new UsageError(`${JSON.stringify(id)} is no rule id: letters, digits, "_" and "-", a letter first`);
  if (rules.some((rule) => rule.id === id)) throw new UsageError(`"${id}" is a rule of l9 itself: give yours another id`);
  const { folder, own } = await ownRulesHere(asked, cwd);
  const rule = join(folder, OWN_RULES, `${id}.yaml`);
  const document = join(folder, OWN_RULES, `${id}.md`);
  const there = [rule, document].find((path) => existsSync(path));
  if (there) throw new UsageError(`${shownPath(there, cwd)} exists already`);
  if (own.rules.some((one) => one.id === id))
    throw new UsageError(
      `a rule "${visible(id)}" is declared already, in another file of ${shownPath(join(folder, OWN_RULES), cwd)}`,
    );
  const { pattern, fence, code } = EXAMPLES[language];
  writeAsked(
    rule,
    schemaLine(folder, rule, "own-rule.schema.json") +
      [
        `id: ${id}`,
        `language: ${language}`,
        `message: "\`${pattern}\` writes a line that nobody searches: log an event."`,
        "severity: warning",
        "rule:",
        `  pattern: ${pattern}`,
        "",
      ].join("\n"),
  );
  writeAsked(
    document,
    [
      `# ${id}`,
      "",
      "A heading is a case, a code block a file, and a comment below a line says what must be found there.",
      "",
      "## it is found, and its neighbour is not",
      "",
      `\`\`\`${fence}`,
      ...code.map((line) => line.replace("ID", id)),
      "```",
      "",
    ].join("\n"),
  );
  const shown = shownPath(document, cwd);
  await writeText(
    [`Wrote ${shownPath(rule, cwd)} and ${shown}.`, "", "Next:", `  l9 rule test ${shown}`, `  l9 explain ${id}`, ""].join("\n"),
  );
  return 0;
}
