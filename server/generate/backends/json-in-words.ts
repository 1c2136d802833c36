// An answer in JSON, among what those who write it put around it.

/**
 * The answer without what models put around it: what they thought aloud, and a Markdown fence. A fence inside of the JSON is text of a file.
 */
export function unfenced(text: string): string {
  const said = text.replace(/^\s*<(think|thinking|reasoning)>[^]*?<\/\1>/i, "").trim();
  const [, , inside] = /^(`{3,})(?:json[c5]?)?[ \t]*\n([^]*?)\n?\1`*$/i.exec(said) ?? [];
  return (inside ?? said).trim();
}

/** The first object of a text that is JSON and could be an answer; from its first brace on where the text ends within one; null without any. */
export function objectIn(text: string): string | null {
  let begun: string | null = null;
  for (const match of text.matchAll(/\{\s*"(?:files|invention)"/g)) {
    const rest = text.slice(match.index);
    begun ??= rest;
    const end = endOf(rest);
    if (end !== null && isJson(rest.slice(0, end))) return rest.slice(0, end);
  }
  return begun;
}

/** Where the first bracket of a JSON text is closed; null where it is not. */
function endOf(text: string): number | null {
  let depth = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\[^])*"|[{}[\]]/g)) {
    if (match[0].startsWith('"')) continue;
    depth += match[0] === "{" || match[0] === "[" ? 1 : -1;
    if (depth === 0) return match.index + 1;
  }
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How much of an answer that is no draft is shown. */
const SHOWN = 300;

/** The start of a text, on one line. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
