/** Where a member is added behind the last one of a list in brackets, and what stands around it. */
export interface AfterLast {
  at: number;
  before: string;
  after: string;
}

/**
 * Looks how a list in brackets is written; null where a comment stands where it would end up with another member.
 * @param end of the last member
 * @param start of the last member
 * @param comment what begins a comment up to the end of the line
 */
export function afterLast(text: string, end: number, start: number, comment = "#"): AfterLast | null {
  const lineAt = text.lastIndexOf("\n", start - 1) + 1;
  const lead = text.slice(lineAt, start);
  // Several stand on one line.
  if (!/^[ \t]*$/.test(lead)) return { at: end, before: ", ", after: "" };
  const found = text.slice(end).search(/\r?\n|$/);
  const rest = text.slice(end, end + found);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const note = rest.indexOf(comment);
  const behind = (note < 0 ? rest : rest.slice(0, note)).trim();
  // With a comma the next member has a line of its own, below the comment on this one.
  if (behind === ",") return { at: end + found, before: `${eol}${lead}`, after: "," };
  return note < 0 ? { at: end, before: `,${eol}${lead}`, after: "" } : null;
}
