import type { Span } from "../../server/code/index.ts";
import { defineRule } from "../define.ts";

/** Characters of a statement's head that are looked at. */
const HEADER_LENGTH = 1000;

export default defineRule({
  id: "code_syntax",
  family: "program",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "Code that does not parse: the first error of the file.",
  why: "The module can not be loaded. The rest of a Python file is still checked; of a TypeScript file the findings of the last text that parsed stay.",
  instead: "Correct the syntax at the place shown.",
  examples: [{ bad: "def f(:\n    pass\n", good: "def f() -> None:\n    pass\n" }],
  pythonFile(context) {
    const { source } = context.module;
    const error = source.syntaxError;
    if (!error || isTypeParameterDefault(source.text.value, error)) return;
    context.report({ at: error, message: "This does not parse as Python, so the module can not be imported." });
  },
});

/** `class A[T = int]` (PEP 696) is correct Python that the grammar does not know; it sees an error that ends with the `=`. */
function isTypeParameterDefault(text: string, { start, end }: Span): boolean {
  if (!/[^=!<>:]=$/.test(text.slice(start, end))) return false;
  return /(^|\n)[ \t]*(class|(async[ \t]+)?def|type)[ \t]+\w+[ \t]*\[[^()]*$/.test(
    text.slice(Math.max(0, start - HEADER_LENGTH), start),
  );
}
