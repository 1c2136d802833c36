/** Stands for the braces of a template token while the text is parsed. */
const OPEN = "\ue000";
const CLOSE = "\ue001";

/**
 * To YAML an unfinished `id: {{module_id}}` is a map with a map as key, and `{{name}} Adapter` is an error. Both are plain texts to whoever
 * wrote them: the braces of such tokens are replaced by private characters of the same length, and put back in what was read.
 */
export function maskTokens(text: string): string {
  if (!text.includes("{{")) return text;
  return text.replace(/\{\{(\s*[\w.-]+\s*)\}\}/g, (_, name: string) => `${OPEN}${OPEN}${name}${CLOSE}${CLOSE}`);
}

/** Puts the braces of template tokens back. */
export function unmaskTokens(text: string): string {
  return text.includes(OPEN) ? text.replaceAll(OPEN, "{").replaceAll(CLOSE, "}") : text;
}
