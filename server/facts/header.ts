/** What the banner of comments at the top of a file says about where the file comes from. */
export interface Header {
  /** The module id it names, as written (`twilio.adapter`). */
  moduleId: string | null;
  /** It says that the file was generated from a module spec. */
  generated: boolean;
}

const MODULE_ID = /\bmodule[ _-]?id\b\W{0,8}?[:=]\s*["'`]?([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)/i;
const GENERATED = /\bgenerated from (?:a )?module[-_ ]?spec\b/i;

/** Characters of a file that are looked at: a banner is at its top. */
export const HEADER_LENGTH = 4096;

/**
 * Reads the comments before the first line that is code, whatever they are drawn with. `text` may be the file's first part only.
 * Null when they name no module.
 */
export function readHeader(text: string): Header | null {
  let moduleId: string | null = null;
  let generated = false;
  let block = false;
  for (const line of text
    .slice(0, HEADER_LENGTH)
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    const comment = block || trimmed.startsWith("#") || trimmed.startsWith("//") || trimmed.startsWith("/*");
    if (trimmed !== "" && !comment) break;
    if (!block && trimmed.startsWith("/*")) block = true;
    if (block && trimmed.includes("*/")) block = false;
    moduleId ??= moduleIdIn(trimmed)?.id ?? null;
    generated ||= GENERATED.test(trimmed);
  }
  return moduleId !== null || generated ? { moduleId, generated } : null;
}

/** The module id that a comment names, and where in it. */
export function moduleIdIn(comment: string): { id: string; start: number } | null {
  const found = MODULE_ID.exec(comment);
  const id = found?.[1];
  return found && id !== undefined ? { id, start: found.index + found[0].length - id.length } : null;
}

/** A module's id as it is compared: dots and underscores stand for each other in names, and capitals for small letters. */
export function plainModuleId(id: string): string {
  return id.replaceAll(".", "_").toLowerCase();
}
