import { z } from "zod";
import type { ListChange, TableStep } from "./table-steps.ts";

/**
 * The shape in which a configuration changes a table: a map takes rows by key (null removes one), a list takes rows to add or to replace, or
 * `{add, remove, replace}`; a single value is replaced. Made from the table's own schema, so that the two can not differ.
 */
export function overridesOf(schema: z.ZodType, name = "profile"): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    const changes = Object.entries(shape).map(([key, value]) => [key, overridesOf(value, `${name}.${key}`).optional()]);
    return z.strictObject(Object.fromEntries(changes));
  }
  if (schema instanceof z.ZodRecord) {
    const key = schema.keyType as z.ZodString;
    return z.partialRecord(key, (schema.valueType as z.ZodType).nullable());
  }
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    return element instanceof z.ZodString ? TEXTS : listOf(element instanceof z.ZodObject ? element.meta({ id: name }) : element);
  }
  return schema;
}

function listOf(element: z.ZodType): z.ZodType {
  const rows = z.array(element);
  return z.union([rows, z.strictObject({ add: rows.optional(), remove: rows.optional() }), z.strictObject({ replace: rows })]);
}

/** A list of texts, which most tables hold; the id has the JSON Schema say it once. */
const TEXTS = listOf(z.string()).meta({ id: "texts" });

/** The steps by which configured rows change a table, in the words of its schema; {@link applySteps} takes them without it. */
export function stepsOf(schema: z.ZodType, overrides: unknown, path: readonly string[] = []): TableStep[] {
  if (overrides === undefined) return [];
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    return Object.entries(overrides as object).flatMap(([key, value]) => stepsOf(shape[key] as z.ZodType, value, [...path, key]));
  }
  if (schema instanceof z.ZodRecord)
    return Object.entries(overrides as object).map(([key, value]: [string, unknown]) => ({ path: [...path, key], value }));
  if (schema instanceof z.ZodArray)
    return [{ path, list: Array.isArray(overrides) ? { add: overrides as unknown[] } : (overrides as ListChange) }];
  return [{ path, value: overrides }];
}
