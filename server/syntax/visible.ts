/**
 * What a terminal, a log or a message box would not show but obey: control characters (C0, DEL, C1), line and paragraph separators, controls of
 * the writing direction, and halves of surrogate pairs.
 */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The rest of it that JSON does not write out by itself. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text as people are shown it: what is unseen is written out (`\n`, `\x1b`, `\u202e`), so that no name, key or text of a workspace can
 * move the cursor, hide or forge a line. Everything meant for people goes through here; formats for programs keep exact values.
 * @param keep characters that stay as they are: line ends and tabs where the text is laid out already
 */
export function visible(text: string, keep = ""): string {
  return text.replace(UNSEEN, (character) => (keep.includes(character) ? character : written(character)));
}

/** Lines that are laid out already: their ends and tabs stay. */
export function visibleLines(text: string): string {
  return visible(text, "\n\t");
}

/**
 * A path as people are shown it where it begins a line: a log of GitHub Actions takes a line that begins with two colons for a command, also behind
 * spaces.
 */
export function visiblePath(path: string): string {
  const shown = visible(path);
  return /^\s*::/.test(shown) ? `./${shown}` : shown;
}

/** A value as JSON, for programs: exact, and yet without a character that a terminal would obey. Without indentation it is one line. */
export function visibleJson(value: unknown, indentation = 2): string {
  return `${JSON.stringify(value, null, indentation).replace(UNSEEN_IN_JSON, unicode)}\n`;
}

function written(character: string): string {
  const code = character.charCodeAt(0);
  return NAMED[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : unicode(character));
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
