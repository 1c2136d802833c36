import { createHash } from "node:crypto";

/** Data that no text stands for exactly: an object of a class, a function. */
class NotPlain extends Error {
  override readonly name = "NotPlain";
}

/** SHA-256 of texts, each told apart from the next. */
export function digestOfTexts(...texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length} `).update(text, "utf8");
  return hash.digest("base64url");
}

/** SHA-256 of plain data, sets and maps among it: the same only where all is the same, the order of keys included. Null for what is no plain data. */
export function digestOfData(value: unknown): string | null {
  const parts: string[] = [];
  try {
    write(value, parts);
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
  return digestOfTexts(parts.join(""));
}

function write(value: unknown, parts: string[]): void {
  if (typeof value === "string") parts.push(JSON.stringify(value));
  else if (typeof value === "bigint") parts.push(`${value}n`);
  else if (Object.is(value, -0)) parts.push("-0");
  else if (value === null || ["number", "boolean", "undefined"].includes(typeof value)) parts.push(String(value));
  else if (Array.isArray(value)) {
    parts.push("[");
    for (const item of value) each(item, parts);
    parts.push("]");
  } else if (value instanceof Set) {
    parts.push("set(");
    for (const item of value) each(item, parts);
    parts.push(")");
  } else if (value instanceof Map) {
    parts.push("map(");
    for (const pair of value) each(pair, parts);
    parts.push(")");
  } else if (isPlainObject(value)) {
    parts.push("{");
    for (const [key, item] of Object.entries(value)) {
      parts.push(JSON.stringify(key), ":");
      each(item, parts);
    }
    parts.push("}");
  } else throw new NotPlain();
}

function each(item: unknown, parts: string[]): void {
  write(item, parts);
  parts.push(",");
}

/** True where `JSON.parse(JSON.stringify(value))` is the same in everything. */
export function isJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      if (Array.isArray(value)) return isDense(value);
      return (
        isPlainObject(value) && !("toJSON" in value) && !Object.hasOwn(value, "__proto__") && Object.values(value).every(isJson)
      );
    default:
      return false;
  }
}

/** A hole of an array would become null. */
function isDense(list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at++) if (!isJson(list[at])) return false;
  return true;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
