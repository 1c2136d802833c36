type Part = string | number | false | null | undefined | readonly string[];

/**
 * Python source as a template literal: the indentation of its first line is taken away, a part of several lines is indented like the line that it
 * stands on, a list is its items one a line, and a line of nothing but empty parts is left out.
 */
export function py(strings: TemplateStringsArray, ...parts: readonly Part[]): string {
  // Raw, so that Python's own escapes stand as written; only the backtick needs one here.
  const marked = strings.raw
    .map((raw) => raw.replaceAll("\\`", "`"))
    .map((text, at) => (at < parts.length ? `${text}\u0000${at}\u0000` : text))
    .join("");
  const lines = marked
    .replace(/^\n/, "")
    .replace(/\n[ ]*$/, "")
    .split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.flatMap((line) => filled(line.slice(0, indent).trim() === "" ? line.slice(indent) : line, parts)).join("\n");
}

const MARK = /\u0000(\d+)\u0000/g;

function filled(line: string, parts: readonly Part[]): string[] {
  if (!line.includes("\u0000")) return [line];
  const margin = /^ */.exec(line)?.[0] ?? "";
  const text = line.slice(margin.length).replace(MARK, (_, at: string) => textOf(parts[Number(at)]));
  // Nothing but parts, and all of them empty.
  if (text.trim() === "" && line.replace(MARK, "").trim() === "") return [];
  return text.split("\n").map((part) => (part === "" ? "" : margin + part));
}

function textOf(part: Part): string {
  if (part === false || part === null || part === undefined) return "";
  return typeof part === "object" ? part.join("\n") : String(part);
}

/** A Python string literal. */
export function pyString(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => character);
}

/** Text for a docstring: on one line, without what would end it. */
export function docText(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().replaceAll("\\", "/").replaceAll('"""', "'''");
  return /["]$/.test(line) ? `${line}.` : line;
}

/** Columns that a line of generated code may have. */
export const WIDTH = 130;

/** `head(a, b)` on one line, or with an argument a line where that is too long. @param indent columns before it */
export function call(head: string, args: readonly string[], indent = 0, tail = ""): string {
  return enclosed(`${head}(`, args, `)${tail}`, indent);
}

/** `head[a, b]`, likewise. @param indent columns before it */
export function list(head: string, items: readonly string[], indent = 0): string {
  return enclosed(`${head}[`, items, "]", indent);
}

/** Items between two ends, likewise. @param indent columns before them */
export function enclosed(open: string, items: readonly string[], close: string, indent: number): string {
  const line = `${open}${items.join(", ")}${close}`;
  if (line.length + indent <= WIDTH && !line.includes("\n")) return line;
  const inner = items.map((item) => `    ${item.replaceAll("\n", "\n    ")},`);
  return `${open}\n${inner.join("\n")}\n${close}`;
}

/** A docstring of one sentence or more, on several lines where one is too long. @param indent columns before it */
export function docstring(text: string, indent = 4): string {
  const lines = [""];
  for (const word of docText(text).split(" ")) {
    const line = lines.at(-1) ?? "";
    // Room for the quotes at both ends.
    if (line !== "" && indent + line.length + 1 + word.length + 6 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return `"""${lines.join("\n")}${lines.length > 1 ? "\n" : ""}"""`;
}
