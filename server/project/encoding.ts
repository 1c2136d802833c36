/** Encodings in which a text of ASCII letters says what it says in UTF-8. */
const LIKE_ASCII = /^(?:(?:us-?)?ascii|latin-?1|iso-?8859-?\d+|cp125\d|windows-125\d|koi8-[ru])$/;

/**
 * A Python file may say on one of its first two lines (PEP 263) that its bytes mean something else: under `utf-7` or `unicode_escape` a comment
 * becomes code. What Python would not read as it stands here is not read.
 */
export function inUtf8(path: string, text: string): { text: string } | { problem: string } {
  const said = /\.pyi?$/.test(path) ? declaredEncoding(text) : null;
  const name = said?.toLowerCase().replaceAll("_", "-") ?? "utf-8";
  if (/^utf-?8(?:-sig)?$/.test(name)) return { text };
  if (LIKE_ASCII.test(name) && !/[^\p{ASCII}]/u.test(text)) return { text };
  return { problem: `it says that its encoding is ${said ?? name}, and only UTF-8 is read` };
}

function declaredEncoding(text: string): string | null {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n?|\n/, 2);
  for (const line of lines) {
    const found = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line);
    if (found) return found[1] ?? null;
    // A second line counts only below an empty one or a comment.
    if (!/^[ \t\f]*(?:#.*)?$/.test(line)) return null;
  }
  return null;
}
