import data from "./v2-layout.yaml";

/** One row of the table that tells where v2 keys belong; see the head of `v2-layout.yaml`. */
export interface LayoutRow {
  from: string;
  to: string;
  values?: Record<string, string>;
  wrap?: Record<string, string>;
}

export const v2Layout = data as { legacy: string; rows: LayoutRow[] };

/** What v3 writes for a value of the old layout; null where it is written the same. */
export function newValue(row: LayoutRow, value: string | number | boolean | null): string | null {
  const written = String(value);
  for (const [pattern, replacement] of Object.entries(row.values ?? {})) {
    const matches = pattern.endsWith("*") ? written.startsWith(pattern.slice(0, -1)) : written === pattern;
    if (matches) return replacement;
  }
  return null;
}

/** The row speaks for each key of a map that no other row names. */
export function isForEach(from: string): boolean {
  return from.endsWith(".*");
}

/** The row that decides about a path, and the path it leads to; without a row the path goes to the legacy part. */
export function targetOf(path: string): { path: string; row: LayoutRow | null } {
  const rows = v2Layout.rows.filter(
    ({ from }) => path === from || path.startsWith(isForEach(from) ? from.slice(0, -1) : `${from}.`),
  );
  const row = rows.reduce<LayoutRow | null>(
    (best, candidate) => (best && best.from.length >= candidate.from.length ? best : candidate),
    null,
  );
  if (row && isForEach(row.from)) return { path: row.to.slice(0, -1) + path.slice(row.from.length - 1), row };
  return row ? { path: row.to + path.slice(row.from.length), row } : { path: `${v2Layout.legacy}.${path}`, row: null };
}

/** Sections that tell a v2 layout when they stand at top level. */
export const V2_SECTIONS: readonly string[] = ["repo", "interfaces", "error_policy", "acceptance"];

/** Keys that tell a v2 layout when they stand under `metadata`. */
export const V2_METADATA: readonly string[] = ["module_id", "name", "description"];

/** Keys at top level that hold the module, or its id, in the oldest layouts. */
export const FLAT_MODULE: readonly string[] = ["module_id", "module_block"];

/** A place where a v2 spec may keep what v3 keeps at some path, and the row that says so. */
export interface Source {
  path: string;
  row: LayoutRow;
}

/** The v2 places of a v3 path, in the table's order; the v3 path itself is not among them. */
export function sourcesOf(path: string): Source[] {
  return v2Layout.rows.flatMap((row) => {
    if (row.from === row.to || (path !== row.to && !path.startsWith(`${row.to}.`))) return [];
    const source = row.from + path.slice(row.to.length);
    // A row that says more about this place speaks for it.
    return targetOf(source).row === row ? [{ path: source, row }] : [];
  });
}
