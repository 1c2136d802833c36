/** Rows that a list gets, loses, or is replaced by. */
export interface ListChange {
  add?: unknown[];
  remove?: unknown[];
  replace?: unknown[];
}

/** One change of a table: the value at a path is set (null takes it away), or the list at it changed. Plain data, as threads hand it on. */
export type TableStep = { path: readonly string[] } & ({ value: unknown } | { list: ListChange });

type Table = Record<string, unknown>;

/** A table with the changes in place; neither argument is changed. */
export function applySteps<T>(table: T, steps: readonly TableStep[]): T {
  return steps.reduce<unknown>((before, step) => changed(before, step, 0), table) as T;
}

function changed(table: unknown, step: TableStep, depth: number): unknown {
  const key = step.path[depth];
  if (key === undefined) return "list" in step ? changedList(table as unknown[], step.list) : step.value;
  const own = { ...(table as Table) };
  if (depth === step.path.length - 1 && "value" in step && step.value === null) delete own[key];
  else own[key] = changed(own[key], step, depth + 1);
  return own;
}

function changedList(table: readonly unknown[], { add = [], remove = [], replace }: ListChange): unknown[] {
  if (replace) return replace;
  const left = table.filter((row) => !remove.some((other) => sameRow(row, other)));
  const rows = left.map((row) => add.find((other) => sameRow(row, other)) ?? row);
  return [...rows, ...add.filter((row) => !left.some((other) => sameRow(row, other)))];
}

/** Two rows are the same when what names them is: the texts under the keys that both have of these. */
const NAMING_KEYS = ["module", "name", "heading", "match", "condition", "in", "not_in"];

function sameRow(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const named = NAMING_KEYS.filter((key) => key in a || key in b);
  const text = (row: object): string => JSON.stringify(named.length > 0 ? named.map((key) => (row as Table)[key] ?? null) : row);
  return text(a) === text(b);
}
