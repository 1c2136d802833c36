import type { YAMLParseError } from "yaml";
import type { Span } from "./text.ts";

/** The parser's messages in the words of someone who writes YAML by hand. One without a row is shown as the parser says it. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^Tabs are not allowed/, "A tab can not indent YAML: replace it by spaces."],
  [
    /^Missing closing ["']quote/,
    "The quote is not closed before the file ends: close the text, or escape the quote that ended it early.",
  ],
  [
    /must be sufficiently indented and end with a (.)/,
    "The bracket opened above is not closed before this line: add the missing `$1`.",
  ],
  [/^Missing , (or : )?between flow/, "A `,` is missing between two items here."],
  [/^Unexpected , in flow|^Unexpected empty item/, "There is a `,` too many here: nothing stands before it."],
  [
    /^Implicit map keys need to be followed by map values/,
    "This line has no `:` and is no list item: write `key: value`, or indent it if it belongs to the text above.",
  ],
  [
    /^Implicit keys (of flow sequence pairs )?need to be on a single line/,
    "A key must stand on one line with its `:`. Is a `:` missing here, or a quote not closed?",
  ],
  [
    /^Nested mappings are not allowed in compact mappings/,
    "There is a second `: ` on this line: quote the value if the colon belongs to it.",
  ],
  [
    /^A block sequence may not be used as an implicit map key/,
    "A list can not be a key: put the list on lines of its own below the key.",
  ],
  [
    /^All (mapping|sequence) items must start at the same column/,
    "This line is not aligned with the map or list that it belongs to: give it the same indentation as its neighbours.",
  ],
  [/^Sequence item without - indicator|^Missing - /, "A list item begins with `- `: this line has none."],
  [/^Comments must be separated/, "A comment needs a space before its `#`."],
  [/^Plain value cannot start with (.*)/, "A text can not begin with $1 unless it is quoted: put it in quotes."],
  [/^Invalid escape sequence (.*)/, "`$1` is no escape sequence: write `\\\\` for a backslash, or use single quotes."],
  [
    /^Unexpected (.*) at node end/,
    "Something is left over behind the value: quote the value, or put what follows on a line of its own.",
  ],
  [/^Missing space after :/, "A space is missing behind the `:`."],
];

/** The message and the place of a parse error: on one line, the rest of it where the parser names but one character. */
export function describeError(error: YAMLParseError, text: string): { span: Span; message: string } {
  const [from, to] = error.pos;
  const message = inOwnWords(error);
  // Where the text ends too early the last thing written is shown.
  const start = text.slice(from).trim() === "" ? lastCharacter(text) : from;
  const lineEnd = start + (/^[^\r\n]*/.exec(text.slice(start))?.[0].length ?? 0);
  const rest = text.slice(start, lineEnd);
  if (to - from > 1) return { span: { start, end: Math.max(endOfCharacter(text, start), Math.min(to, lineEnd)) }, message };
  if (error.code === "TAB_AS_INDENT" || rest.trim() === "") return { span: { start, end: endOfCharacter(text, start) }, message };
  return { span: { start: start + rest.length - rest.trimStart().length, end: start + rest.trimEnd().length }, message };
}

function endOfCharacter(text: string, start: number): number {
  return Math.min(text.length, start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1));
}

/** Where the last character that is no white space begins: an emoji is two code units. */
function lastCharacter(text: string): number {
  const written = text.trimEnd();
  return written.length - (/[\ud800-\udbff][\udc00-\udfff]$/.test(written) ? 2 : Math.min(1, written.length));
}

function inOwnWords(error: YAMLParseError): string {
  const message = (error.message.split("\n")[0] as string).replace(/ at line \d+, column \d+:?$/, "");
  for (const [pattern, words] of MESSAGES) {
    const match = pattern.exec(message);
    if (match) return words.replace("$1", () => match[1] ?? "");
  }
  return `This does not parse as YAML: ${message.replace(/\.$/, "")}.`;
}
