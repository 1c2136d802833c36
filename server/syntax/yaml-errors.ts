import type { YAMLParseError } from "yaml";
import type { Span } from "./text.ts";

/** What the parser's error codes mean to someone who writes YAML by hand. Codes without an entry keep the parser's own words. */
const MESSAGES: Partial<Record<YAMLParseError["code"], string>> = {
  TAB_AS_INDENT: "YAML is indented with spaces: a tab can not stand here. Replace it by spaces.",
  BAD_INDENT: "This line's indentation fits no map or list above it: align it with its neighbours.",
  MISSING_CHAR: "Something is not closed or separated here: a quote, a bracket, a brace, or the `:` between key and value.",
  UNEXPECTED_TOKEN: "This can not stand here: check the indentation and the quotes of the line and of the one above.",
  MULTILINE_IMPLICIT_KEY: "A key must stand on one line, followed by `:`. Is a `:` missing on this line or a quote not closed?",
  BLOCK_AS_IMPLICIT_KEY:
    "A second `:` on one line: quote the value if the colon belongs to it, or put the inner map on a line of its own.",
  BLOCK_IN_FLOW: "An indented map or list can not stand inside brackets or braces.",
  BAD_DQ_ESCAPE: "This is no escape sequence of YAML: write `\\\\` for a backslash, or use single quotes.",
  BAD_SCALAR_START: "A plain text can not begin with this character: quote the value.",
};

/** The message and the place of a parse error; the place is never empty unless the text ends there, and stays on one line. */
export function describeError(error: YAMLParseError, text: string): { span: Span; message: string } {
  const start = Math.min(error.pos[0], text.length);
  const lineEnd = endOfLine(text, start);
  const end = Math.min(Math.max(error.pos[1], start + 1), Math.max(lineEnd, Math.min(start + 1, text.length)));
  const own = (error.message.split("\n")[0] as string).replace(/ at line \d+, column \d+:?$/, "");
  return { span: { start, end }, message: `This is not YAML: ${MESSAGES[error.code] ?? `${own.replace(/\.$/, "")}.`}` };
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from).search(/\r|\n/);
  return end < 0 ? text.length : from + end;
}
