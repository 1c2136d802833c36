import type { Source } from "../syntax/tree.ts";

/** A name as the profile spells it: in TypeScript `threadId`, `_threadID` and `#threadId` are `thread_id`. Constants, classes and types stay as they are. */
export function profileName(name: string, { language }: Pick<Source, "language">): string {
  if (language === "python") return name;
  const plain = name.replace(/^[#_]+/, "");
  return /^[A-Z]/.test(plain) ? plain : snakeCase(plain);
}

/** A name of the profile in the spelling of a name beside it: `toolId` beside `toolName`, `tool_id` beside `tool_name`. */
export function spelledLike(name: string, beside: string, { language }: Pick<Source, "language">): string {
  return language === "python" || beside.includes("_") ? name : camelCase(name);
}

/** `toolId` and `ToolID` are `tool_id`: one name under the habits of two languages. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** `tool_id` is `toolId`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
