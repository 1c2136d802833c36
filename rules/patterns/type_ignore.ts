import { defineRule } from "../define.ts";

const IGNORE = /#\s*(?:type:\s*ignore\b(?:\[[^\]]*\])?|pyright:\s*(?:ignore\b(?:\[[^\]]*\])?|basic\b|off\b)|mypy:\s*ignore-errors\b[^#]*)/;

export default defineRule({
  id: "type_ignore",
  family: "patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "A comment that tells the type checker to look away.",
  why: "Generated code is held to its contracts by its types; an ignored error is a broken contract that nobody sees.",
  instead: "Fix the type the checker complains about, or correct the contract.",
  examples: [{ bad: "total = add(1, 2)  # type: ignore\n", good: "total = add(1, 2)\n" }],
  unsuppressible: true,
  python: {
    comment(node, context) {
      const match = IGNORE.exec(node.text);
      if (!match) return;
      const at = { start: node.start + match.index, end: node.start + match.index + match[0].length };
      context.report({ at, message: `\`${match[0].trim()}\` hides a type error: correct the type instead, then remove the comment.` });
    },
  },
});
