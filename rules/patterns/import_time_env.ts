import { calleeName, isAsync, isNew, type Node } from "../../server/code/index.ts";
import { excerpt } from "../../server/code/expressions.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { calledHere } from "../shared/called-functions.ts";
import { ENV_USES, envReadBehind, envUse, type EnvUse } from "../shared/env-reads.ts";
import { isAlone, isLoadTime, isToolFile } from "../shared/load-time.ts";

/** When a program has its environment, and where to read it. */
const WORDS = {
  python: { start: "the lifespan starts", where: "in the lifespan (or in a function that it calls)" },
  typescript: { start: "the program has started", where: "in a function that the program calls when it starts," },
};
/** Functions by which a program of TypeScript starts. */
const START = /^(?:main|run|start|bootstrap|serve|listen|cli)(?=[A-Z_]|$)/;

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
  code: { visit: Object.fromEntries(ENV_USES.map((type) => [type, visit])) },
});

function visit(node: Node, context: CodeContext): void {
  if (isToolFile(context.path)) return;
  const use = envUse(node, context);
  if (use) {
    if (isLoadTime(node)) reportUse(node, use, context);
    return;
  }
  if (node.type !== "call" || !isLoadTime(node)) return;
  const read = envReadBehind(node, context);
  if (!read || startsProgram(node, context)) return;
  const { where } = WORDS[node.source.language];
  const helper = `${isNew(node) ? "new " : ""}${node.child("function")?.text ?? ""}`;
  context.report({
    at: node,
    message: `\`${helper}(…)\` reads the environment (${variable(read).replace(/^The/, "the")}) while the module is imported: no test can set it. Call it ${where} and pass the value on.`,
    related: [{ at: read.at, message: "the environment is read here" }],
  });
}

function reportUse(node: Node, use: EnvUse, context: CodeContext): void {
  if (use.sets) {
    // A test prepares the environment before it imports what it tests.
    if (context.isTest) return;
    context.report({
      at: use.at,
      message: `The environment is changed while the module is imported (\`${excerpt(use.at)}\`): every other module sees it or not by the order of imports. Set it where the process starts.`,
    });
    return;
  }
  if (context.isTest && decidesWhatRuns(node)) return;
  const { start, where } = WORDS[node.source.language];
  const [are, values, them] = use.names.length > 1 ? ["are", "values are", "them"] : ["is", "value is", "it"];
  context.report({
    at: use.at,
    message: `${variable(use)} ${are} read while the module is imported: the ${values} frozen before ${start}, and no test can set ${them}. Read ${them} ${where} and pass the ${values.split(" ")[0]} on.`,
  });
}

/** `describe.skipIf(!process.env.DATABASE_URL)`, `@pytest.mark.skipif(…)`: which tests there are is decided when they are collected. */
function decidesWhatRuns(node: Node): boolean {
  for (let up = node.parent; up && up.type !== "expression_statement"; up = up.parent)
    if (up.type === "call" && /^(?:skip_?[iI]f|runIf|skipUnless)$/.test(calleeName(up) ?? "")) return true;
  return false;
}

/** `main();` where nothing imports the result: a program of TypeScript starts here; one of Python says so by `__main__`. */
function startsProgram(call: Node, context: CodeContext): boolean {
  if (call.source.language === "python") return false;
  const definition = calledHere(call, context)?.definition;
  return START.test(calleeName(call) ?? "") || (definition ? isAsync(definition) && isAlone(call) : false);
}

/** The variables' names in quotes, or what is written when no name is. */
function variable({ names, at }: EnvUse): string {
  if (names.length === 0) return `\`${excerpt(at)}\``;
  return `The ${names.length > 1 ? "variables" : "variable"} ${names.map((name) => `\`${name}\``).join(", ")}`;
}
