import { defineRule, type Edit, type FileContext } from "../define.ts";
import { isInComment, wholeLine, type Node, type Span } from "../../server/code/index.ts";
import { compilerDirective, ignoreDirectives, type IgnoreDirective } from "../shared/ignore-comments.ts";
import { wholeLines } from "../shared/whole-lines.ts";

export default defineRule({
  id: "type_ignore",
  family: "patterns",
  check: "no_type_ignore",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "A comment that tells the type checker to look away.",
  why: "Generated code is held to its contracts by its types; an ignored error is a broken contract that nobody sees.",
  instead: "Fix the type the checker complains about, or correct the contract.",
  examples: [{ bad: "total = add(1, 2)  # type: ignore\n", good: "total = add(1, 2)\n" }],
  unsuppressible: true,
  code: {
    visit: {
      comment(node, context) {
        // With Windows line ends the grammar counts the `\r` as part of the comment.
        const text = node.text.trimEnd();
        const directives = ignoreDirectives(text);
        const [first] = directives;
        const last = directives.at(-1);
        if (!first || !last) return;
        const at = { start: node.start + first.start, end: node.start + last.end };
        const isFile = directives.some(({ kind }) => kind === "file");
        const message = `\`${text.slice(first.start, last.end)}\` hides ${isFile ? "the type errors of the whole file" : "a type error"}: correct what the checker complains about, then remove the comment.`;
        context.report({
          at,
          message,
          fix: { title: "Remove the comment", safety: "safe", edits: removal(node, text, directives) },
        });
      },
    },
    file(context) {
      const { language, text } = context.module.source;
      if (language === "typescript") for (const { span } of context.facts.comments) checkDirective(span, text.value, context);
    },
  },
});

/** `@ts-ignore` and the like: the compiler looks at the start of a line comment and at the last line of a block comment. */
function checkDirective(span: Span, source: string, { report }: FileContext): void {
  const directive = compilerDirective(source.slice(span.start, span.end));
  if (!directive) return;
  const what = directive.kind === "file" ? "the type errors of the whole file" : "a type error";
  const at = { start: span.start + directive.start, end: span.start + directive.end };
  report({
    at,
    message: `\`${source.slice(at.start, at.end)}\` hides ${what}: correct what the compiler complains about, then remove the comment.`,
    fix: { title: "Remove the comment", safety: "safe", edits: [{ span: wholeLines(source, inBraces(source, span)), text: "" }] },
  });
}

/** In JSX a comment stands in braces of its own, which mean nothing without it. */
function inBraces(text: string, { start, end }: Span): Span {
  const before = /\{\s*$/.exec(text.slice(0, start));
  const after = /^\s*\}/.exec(text.slice(end));
  const opens = before
    ? text
        .slice(0, start - before[0].length)
        .split("\n")
        .slice(-2)
        .join("\n")
    : "";
  const isJsx = before && after && /[>}]\s*$|^\s*$/.test(opens);
  return isJsx ? { start: start - before[0].length, end: end + after[0].length } : { start, end };
}

/** Other parts of the comment stay: `# type: ignore  # noqa` becomes `# noqa`. */
function removal(node: Node, text: string, directives: readonly IgnoreDirective[]): Edit[] {
  const source = node.source.text.value;
  let rest = "";
  let at = 0;
  for (const { start, partEnd, rest: left } of directives) {
    rest += text.slice(at, start) + (left === null ? "" : `${left}${partEnd < text.length ? "  " : ""}`);
    at = partEnd;
  }
  rest = (rest + text.slice(at)).trimEnd();
  const end = node.start + text.length;
  if (rest !== "") return [{ span: { start: node.start, end }, text: rest }];
  let start = node.start;
  while (start > 0 && /[ \t\f]/.test(source[start - 1] ?? "")) start--;
  const ownLine = start === 0 || /[\n\r\ufeff]/.test(source[start - 1] ?? "");
  const content = { start: node.start, end };
  const span = ownLine ? wholeLine(source, content, (at) => isInComment(node.source.units, at)) : { start, end };
  return [{ span, text: "" }];
}
