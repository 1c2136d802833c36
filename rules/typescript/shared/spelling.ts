/** A name as the profile spells it: `threadId`, `_threadID` and `#threadId` are `thread_id`. Constants, classes and types stay as they are. */
export function snakeCase(name: string): string {
  const plain = name.replace(/^[#_]+/, "");
  if (/^[A-Z]/.test(plain)) return plain;
  return plain
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** A name of the profile in the spelling of a name beside it: `toolId` beside `toolName`, `tool_id` beside `tool_name`. */
export function spelledLike(name: string, beside: string): string {
  return beside.includes("_") ? name : name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
