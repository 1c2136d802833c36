import { defineRule } from "../define.ts";

export default defineRule({
  id: "code_syntax",
  family: "program",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "Code that does not parse: the first error of the file.",
  why: "The module can not be imported; the rest of the file is still checked.",
  instead: "Correct the syntax at the place shown.",
  examples: [{ bad: "def f(:\n    pass\n", good: "def f() -> None:\n    pass\n" }],
  pythonFile(context) {
    const error = context.module.source.syntaxError;
    if (!error) return;
    context.report({ at: error, message: "This does not parse as Python, so the module can not be imported." });
  },
});
