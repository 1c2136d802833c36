import type { Node } from "../../syntax/tree.ts";
import type { Span } from "../../syntax/text.ts";
import type { CommentFact } from "../kinds.ts";

/** What a comment token says. The words inside a string or docstring are no comment. */
export function comment(node: Node, span: Span): CommentFact {
  const { value } = node.source.text;
  let at = node.start - 1;
  while (at >= 0 && (value[at] === " " || value[at] === "\t" || value[at] === "\f" || value[at] === "\ufeff")) at--;
  const ownLine = at < 0 || value[at] === "\n" || value[at] === "\r";
  return { span, text: node.text.trimEnd(), ownLine };
}
