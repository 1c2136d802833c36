import type { FactExtractor } from "./extract.ts";

/** Comment tokens. The words inside a string or docstring are no comment. */
export const comments: FactExtractor = {
  comment(node, context) {
    const { value } = node.source.text;
    let at = node.start - 1;
    while (at >= 0 && (value[at] === " " || value[at] === "\t" || value[at] === "\f" || value[at] === "\ufeff")) at--;
    const ownLine = at < 0 || value[at] === "\n" || value[at] === "\r";
    context.emit("comments", { span: context.span(node), text: node.text.trimEnd(), ownLine });
  },
};
