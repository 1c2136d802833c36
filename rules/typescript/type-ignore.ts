import type { TSESTree } from "../../server/facts/typescript/index.ts";
import { spanOf } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { wholeLines } from "./shared/removal.ts";

// The compiler looks at the start of a line comment and at the last line of a block comment.
const LINE = /^\/\/\/?\s*(@ts-(?:ignore|expect-error|nocheck))(?![\w-])/;
const BLOCK = /^\s*[/*]*\s*(@ts-(?:ignore|expect-error|nocheck))(?![\w-])/;

export const typeIgnore: TypeScriptRule = {
  id: "type_ignore",
  file(context) {
    for (const comment of context.module.tree.comments) check(comment, context);
  },
};

function check(comment: TSESTree.Comment, { module, report }: TypeScriptContext): void {
  const { value: source } = module.tree.text;
  const span = spanOf(comment);
  const text = source.slice(span.start, span.end);
  const lastLine = comment.type === "Line" ? 0 : Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
  const match = (comment.type === "Line" ? LINE : BLOCK).exec(text.slice(lastLine));
  const directive = match?.[1];
  if (!match || !directive) return;
  const start = span.start + lastLine + match[0].length - directive.length;
  const what = directive === "@ts-nocheck" ? "the type errors of the whole file" : "a type error";
  report({
    at: { start, end: start + directive.length },
    message: `\`${directive}\` hides ${what}: correct what the compiler complains about, then remove the comment.`,
    fix: { title: "Remove the comment", safety: "safe", edits: [{ span: wholeLines(source, inBraces(source, span)), text: "" }] },
  });
}

/** In JSX a comment stands in braces of its own, which mean nothing without it. */
function inBraces(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const before = /\{\s*$/.exec(text.slice(0, start));
  const after = /^\s*\}/.exec(text.slice(end));
  const isJsx =
    before &&
    after &&
    /[>}]\s*$|^\s*$/.test(
      text
        .slice(0, start - before[0].length)
        .split("\n")
        .slice(-2)
        .join("\n"),
    );
  return isJsx ? { start: start - before[0].length, end: end + after[0].length } : { start, end };
}
