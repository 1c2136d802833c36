import { z } from "zod";

/**
 * The shape in which a configuration changes a table: a map takes rows by key (null removes one), a list takes rows to add or to replace, or
 * `{add, remove, replace}`; a single value is replaced. Made from the table's own schema, so that the two can not differ.
 */
export function overridesOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    return z.strictObject(Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, overridesOf(value).optional()])));
  }
  if (schema instanceof z.ZodRecord) {
    const key = schema.keyType as z.ZodString;
    return z.partialRecord(key, (schema.valueType as z.ZodType).nullable());
  }
  if (schema instanceof z.ZodArray) {
    const rows = z.array(schema.element as z.ZodType);
    return z.union([rows, z.strictObject({ add: rows.optional(), remove: rows.optional() }), z.strictObject({ replace: rows })]);
  }
  return schema;
}

type Table = Record<string, unknown>;

/** A table with the configured rows in place; neither argument is changed. */
export function mergeTable<T>(schema: z.ZodType<T>, table: T, overrides: unknown): T {
  return merge(schema, table, overrides) as T;
}

function merge(schema: z.ZodType, table: unknown, overrides: unknown): unknown {
  if (overrides === undefined) return table;
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    const merged: Table = { ...(table as Table) };
    for (const [key, value] of Object.entries(overrides as Table))
      merged[key] = merge(shape[key] as z.ZodType, merged[key], value);
    return merged;
  }
  if (schema instanceof z.ZodRecord) {
    const merged: Table = { ...(table as Table) };
    for (const [key, value] of Object.entries(overrides as Table)) {
      if (value === null) delete merged[key];
      else merged[key] = value;
    }
    return merged;
  }
  if (schema instanceof z.ZodArray) {
    const change: ListChange = Array.isArray(overrides) ? { add: overrides as unknown[] } : (overrides as ListChange);
    const { add = [], remove = [], replace } = change;
    if (replace) return replace;
    const left = (table as unknown[]).filter((row) => !remove.some((other) => sameRow(row, other)));
    const rows = left.map((row) => add.find((other) => sameRow(row, other)) ?? row);
    return [...rows, ...add.filter((row) => !left.some((other) => sameRow(row, other)))];
  }
  return overrides;
}

interface ListChange {
  add?: unknown[];
  remove?: unknown[];
  replace?: unknown[];
}

/** Two rows are the same when what names them is: the texts under the keys that both have of these. */
const NAMING_KEYS = ["module", "name", "heading", "match", "condition"];

function sameRow(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const named = NAMING_KEYS.filter((key) => key in a || key in b);
  const text = (row: object): string => JSON.stringify(named.length > 0 ? named.map((key) => (row as Table)[key] ?? null) : row);
  return text(a) === text(b);
}
