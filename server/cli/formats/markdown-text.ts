import { visible } from "../../syntax/visible.ts";

/** As code in a table: no backtick ends it and no bar ends the cell. */
export function code(text: string): string {
  return `\`${visible(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** A message: what it has in backticks is code, nothing else in it is markup. */
export function prose(text: string): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, at) =>
      at % 2 === 1 ? part.replaceAll("|", "\\|") : part.replace(/[\\`*_~[\]<>|#!&@]/g, (sign) => `&#${sign.charCodeAt(0)};`),
    )
    .join("");
}
