import { visible, visibleLines } from "./visible.ts";

// What a workspace holds, as Markdown: no name, key or text of it becomes a link, an image or HTML where it is shown.

/** As code in a table: no backtick ends it and no bar ends the cell. */
export function code(text: string): string {
  return span(text).replaceAll("|", "\\|");
}

/** As code in a line. */
export function span(text: string): string {
  return `\`${visible(text).replaceAll("`", "'")}\``;
}

/** As a block of code, which no run of backticks in it ends. */
export function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${visibleLines(text)}\n${fence}`;
}

/** A message: what it has in backticks is code, nothing else in it is markup. @param cell it stands in a table */
export function prose(text: string, cell = true): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, at) =>
      at % 2 === 1
        ? cell
          ? part.replaceAll("|", "\\|")
          : part
        : part.replace(/[\\`*_~[\]<>|#!&@]/g, (sign) => `&#${sign.charCodeAt(0)};`),
    )
    .join("");
}
