import data from "./v2-layout.yaml";

/** One row of the table that tells where v2 keys belong; see the head of `v2-layout.yaml`. */
export interface LayoutRow {
  from: string;
  to: string;
  values?: Record<string, string>;
  wrap?: Record<string, string>;
}

export const v2Layout = data as { legacy: string; rows: LayoutRow[] };

/** Sections that tell a v2 layout when they stand at top level. */
export const V2_SECTIONS: readonly string[] = ["repo", "interfaces", "error_policy", "acceptance"];

/** Keys that tell a v2 layout when they stand under `metadata`. */
export const V2_METADATA: readonly string[] = ["module_id", "name", "description"];

/** A place where a v2 spec may keep what v3 keeps at some path, and the row that says so. */
export interface Source {
  path: string;
  row: LayoutRow;
}

/** The v2 places of a v3 path, in the table's order; the v3 path itself is not among them. */
export function sourcesOf(path: string): Source[] {
  return v2Layout.rows.flatMap((row) => {
    if (row.from === row.to) return [];
    if (row.to === path) return [{ path: row.from, row }];
    return path.startsWith(`${row.to}.`) ? [{ path: row.from + path.slice(row.to.length), row }] : [];
  });
}
