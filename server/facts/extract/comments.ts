import type { Span } from "../../syntax/text.ts";
import type { Source } from "../../syntax/tree.ts";
import type { CommentFact } from "../kinds.ts";

/** What a comment token says. The words inside a string or docstring are no comment. @param span the place that the fact holds */
export function comment({ start, end }: Span, { language, text: { value } }: Source, span: Span): CommentFact {
  let at = before(value, start);
  // The braces that hold a comment in JSX: `{/* … *\/}`.
  if (language === "typescript" && value[at] === "{") at = before(value, at);
  const ownLine = at < 0 || value[at] === "\n" || value[at] === "\r";
  return { span, text: value.slice(start, end).trimEnd(), ownLine };
}

/** The place of what stands before an offset, spaces left out. */
function before(value: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && (value[at] === " " || value[at] === "\t" || value[at] === "\f" || value[at] === "\ufeff")) at--;
  return at;
}
