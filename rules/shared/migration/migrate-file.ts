import { entryAt, newValue, readSpec, v2Layout, type SpecDocument } from "../../../server/facts/spec.ts";
import { migrate } from "./migrate.ts";

/** What became of one spec document of a file. */
export interface MigratedDocument {
  id: string | null;
  outcome: "migrated" | "current" | "blocked";
  /** Values that v3 writes otherwise; as they were they are kept in the legacy part. */
  changed: { path: string; from: string; to: string }[];
  /** Why it could not be moved. */
  problem: string | null;
}

/** Migrates every document of a spec file: those of a multi-document file, and those in the fenced blocks of a Markdown file. */
export function migrateFile(path: string, text: string): { text: string; documents: MigratedDocument[] } {
  const specs = readSpec(path, text);
  let result = text;
  const documents = specs.toReversed().map((spec): MigratedDocument => {
    if (spec.layout !== "v2") return { id: spec.id, outcome: "current", changed: [], problem: null };
    const change = migrate(spec);
    if ("problem" in change) return { id: spec.id, outcome: "blocked", changed: [], problem: change.problem };
    result = result.slice(0, change.span.start) + change.text + result.slice(change.span.end);
    return { id: spec.id, outcome: "migrated", changed: changedValues(spec), problem: null };
  });
  return { text: result, documents: documents.reverse() };
}

function changedValues({ root }: SpecDocument): MigratedDocument["changed"] {
  return v2Layout.rows.flatMap((row) => {
    const value = entryAt(root, row.from)?.value;
    if (value?.kind !== "scalar") return [];
    const to = newValue(row, value.value);
    return to === null ? [] : [{ path: row.to, from: String(value.value), to }];
  });
}
