import { operator, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";

export default defineRule({
  id: "code_syntax",
  family: "program",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "Code that does not parse: the first error of the file, and in Python what only Python 2 ran or a keyword given twice.",
  why: "The module can not be loaded. The rest of a Python file is still checked; of a TypeScript file the findings of the last text that parsed stay.",
  instead: "Correct the syntax at the place shown.",
  examples: [{ bad: "def f(:\n    pass\n", good: "def f() -> None:\n    pass\n" }],
  pythonFile(context) {
    const { source } = context.module;
    const error = source.syntaxError;
    if (error) context.report({ at: error, message: "This does not parse as Python, so the module can not be imported." });
  },
  python: {
    print_statement(node, context) {
      // `print >> out, x` is an expression.
      if (!/^print\s*>>/.test(node.text)) tellOld(node, "`print` is a function: write `print(…)`", context);
    },
    exec_statement(node, context) {
      tellOld(node, "`exec` is a function: write `exec(…)`", context);
    },
    comparison_operator(node, context) {
      if (operator(node) === "<>") tellOld(node, "`<>` is written `!=`", context);
    },
    call(node, context) {
      const seen = new Set<string>();
      for (const argument of node.child("arguments")?.operands ?? []) {
        const name = argument.type === "keyword_argument" ? argument.child("name") : null;
        if (name && seen.has(name.text))
          context.report({
            at: name,
            message: `The keyword \`${name.text}\` is given twice: this is no Python, so the module can not be imported.`,
          });
        if (name) seen.add(name.text);
      }
    },
  },
});

/** What the grammar still reads and only Python 2 ran. */
function tellOld(at: Node, what: string, { report }: CodeContext): void {
  report({ at, message: `This does not parse as Python 3, so the module can not be imported: ${what}.` });
}
