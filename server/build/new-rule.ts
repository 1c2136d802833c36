import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeRuleIndex } from "./rule-index.ts";

// `npm run new-rule <family> <id>`: the rule's file, its test document and its entry in the index.

const root = join(import.meta.dirname, "..", "..");
const [family, id, ...rest] = process.argv.slice(2);

if (!family || !id || rest.length > 0) fail("usage: npm run new-rule <family> <id>");
for (const name of [family, id])
  if (!/^[a-z][a-z_]*[a-z]$/.test(name)) fail(`"${name}" is no name: use lower case letters and _`);
const rule = join(root, "rules", family, `${id}.ts`);
const test = join(root, "test", "rules", `${id}.md`);
for (const path of [rule, test]) if (existsSync(path)) fail(`${path} exists already`);

mkdirSync(join(root, "rules", family), { recursive: true });
writeFileSync(rule, ruleSource(family, id));
writeFileSync(test, testDocument(id));
writeRuleIndex(join(root, "rules"));
process.stdout.write(`${rule}\n${test}\n`);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** A rule that finds every call of a function named like the rule: something that runs, to be replaced. */
function ruleSource(family: string, id: string): string {
  return `import { defineRule } from "../define.ts";

export default defineRule({
  id: "${id}",
  family: "${family}",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A call of ${id}.",
  why: "Why it matters, in one or two sentences.",
  instead: "What to write instead.",
  examples: [{ bad: "${id}()\\n", good: "other()\\n" }],
  python: {
    call(node, context) {
      if (node.child("function")?.text !== "${id}") return;
      context.report({ at: node, message: "What is wrong in the user's own names, why it matters, what to do." });
    },
  },
});
`;
}

function testDocument(id: string): string {
  const fence = "```";
  return `# ${id}

What the rule finds, in one or two sentences.

## a call

${fence}python
${id}()
#${"^".repeat(id.length + 2 - 1)} error: [${id}] what to do
${fence}

## a call of something else

${fence}python
other()
${fence}
`;
}
