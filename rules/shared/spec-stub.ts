import { alternative, typesOf, type Shape } from "../../server/facts/spec/shape.ts";
import type { YamlStyle } from "./yaml-layout.ts";

/** What stands where a person must fill in: the rule `placeholder_spec_value` keeps asking until it is gone. */
export const STUB = "TODO";

/** The lines of a block stub for one key, the first one without indentation: `purpose: TODO`, or a key with its list or map below. */
export function blockStub(key: string, shape: Shape, style: YamlStyle): string[] {
  const { unit, flushLists } = style;
  const list = takesText(shape) ? null : alternative(shape, "array");
  if (list && isTyped(shape)) {
    const indent = " ".repeat(flushLists ? 0 : unit);
    const items = list.items && !takesText(list.items) ? keysOf(list.items) : [];
    if (items.length === 0) return [`${key}:`, `${indent}- ${STUB}`];
    return [`${key}:`, ...items.map((name, at) => `${indent}${at === 0 ? "- " : "  "}${name}: ${STUB}`)];
  }
  if (takesText(shape) || !isTyped(shape)) return [`${key}: ${STUB}`];
  const inner = keysOf(shape).flatMap((name) => blockStub(name, shape.properties?.[name] ?? {}, style));
  return inner.length > 0 ? [`${key}:`, ...inner.map((line) => " ".repeat(unit) + line)] : [`${key}: ${STUB}`];
}

/** A stub's value on one line, for flow maps and in place of an empty `[]`. */
export function flowStub(shape: Shape, quoted: boolean): string {
  const text = quoted ? `"${STUB}"` : STUB;
  if (takesText(shape) || !isTyped(shape)) return text;
  const list = alternative(shape, "array");
  if (list) return `[${list.items ? flowStub(list.items, quoted) : text}]`;
  return `{${keysOf(shape)
    .map((name) => `${quoted ? `"${name}"` : name}: ${flowStub(shape.properties?.[name] ?? {}, quoted)}`)
    .join(", ")}}`;
}

function isTyped(shape: Shape): boolean {
  return typesOf(shape).length > 0;
}

function takesText(shape: Shape): boolean {
  return typesOf(shape).includes("string");
}

/** The keys a stub of a map shows: those it must have, else its first. */
function keysOf(shape: Shape): string[] {
  const map = alternative(shape, "object");
  const names = Object.keys(map?.properties ?? {});
  return map?.required?.length ? map.required : names.slice(0, 1);
}
