import { stringValue, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { ENV_USES, envReadThroughHelper, envUse } from "../shared/env-reads.ts";

const INSTEAD = "Read it in the lifespan (or in a function that it calls) and pass the value on.";

export default defineRule({
  id: "import_time_env",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "The process environment read while the module is imported.",
  why: "The value is frozen before the program has started: a test can not set it, and a missing variable breaks the import of everything.",
  instead:
    "Read the environment in the lifespan, or in TypeScript in a function that the program calls when it starts, and pass the value on.",
  examples: [
    {
      bad: 'import os\n\nTOKEN = os.environ["ORDERS_TOKEN"]\n',
      good: 'import os\n\ndef load_token() -> str:\n    return os.environ["ORDERS_TOKEN"]\n',
    },
  ],
  python: Object.fromEntries(ENV_USES.map((type) => [type, visit])),
});

function visit(node: Node, context: CodeContext): void {
  if (!context.isImportTime(node)) return;
  const use = envUse(node, context);
  if (use) {
    // A test prepares the environment before it imports what it tests.
    const sets = isSet(use);
    if (sets && context.isTest) return;
    const message = sets
      ? `The environment is changed while the module is imported (\`${written(use)}\`): every other module sees it or not by the order of imports. Set it where the process starts.`
      : `${variable(use)} is read while the module is imported: the value is frozen before the lifespan starts, and no test can set it. ${INSTEAD}`;
    context.report({ at: use, message });
    return;
  }
  const read = node.type === "call" ? envReadThroughHelper(node, context) : null;
  if (!read) return;
  const helper = node.child("function")?.text ?? "";
  context.report({
    at: node,
    message: `\`${helper}(…)\` reads the environment (${variable(read)}) while the module is imported: no test can set it. ${INSTEAD.replace("Read it", "Call it")}`,
    related: [{ at: read, message: "the environment is read here" }],
  });
}

/** `os.environ["X"] = …`, `del os.environ["X"]`: nothing is read. */
function isSet(use: Node): boolean {
  if (use.type === "call")
    return /\.setdefault$/.test(use.child("function")?.text ?? "") && use.parent?.type === "expression_statement";
  return use.type === "subscript" && (use.field === "left" || use.parent?.type === "delete_statement");
}

/** The variable's name in quotes, or what is written when no name is. */
function variable(use: Node): string {
  const key =
    use.type === "subscript"
      ? use.child("subscript")
      : use.type === "call"
        ? (use.child("arguments")?.operands[0] ?? null)
        : use.type === "comparison_operator"
          ? (use.operands[0] ?? null)
          : null;
  const name = stringValue(key);
  return name ? `The variable \`${name}\`` : `\`${written(use)}\``;
}

function written(use: Node): string {
  const line = use.text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
