/** Fields that name something: there `TODO list` is a name, not a note. */
const NAMES = new Set(["name", "title"]);

/**
 * True for a value that somebody still has to fill in: a template token (`{{module_id}}`, also inside a longer text), `<module>` (also inside a path),
 * `TODO`, `TBD` or `FIXME` alone or at the start of a note, `...` alone or inside a path or URL. Dots that end a sentence are none.
 * @param key the key whose value it is
 */
export function isPlaceholder(text: string, key = ""): boolean {
  const value = text.trim();
  if (/\{\{[^{}]*\}\}/.test(value)) return true;
  if (/^(todo|tbd|fixme|xxx|\?\?\?|changeme)$/i.test(value) || /^(TODO|TBD|FIXME)\s*[:(]/.test(value)) return true;
  if (/^(TODO|TBD|FIXME)\s/.test(value) && !NAMES.has(key)) return true;
  if (/^<[^<>]+>$/.test(value)) return true;
  // Prose may hold anything. A path, a URL or a name is one word; `List<Order>` is a type.
  return !/\s/.test(value) && (/\.\.\.|…/.test(value) || /(^|[/_.-])<[a-z][\w.-]*>|<[a-z][\w.-]*>[/_.-]/i.test(value));
}
