import { join } from "node:path";
import { isTestPath } from "../facts/languages.ts";
import { reportPath } from "../generate/report-path.ts";
import type { Run } from "../generate/run.ts";
import type { Generated } from "../generate/workflow.ts";
import type { Change } from "../generate/write-attested.ts";
import { visible } from "../syntax/visible.ts";
import { shownPath } from "./result.ts";

/** What happens to a file, and how many lines come and go. */
export interface Counted {
  path: string;
  status: "new" | "modified";
  added: number;
  removed: number;
}

export async function statistics(changes: readonly Change[]): Promise<Counted[]> {
  const { diffLines } = await import("diff");
  return changes.map(({ path, content, before }) => {
    const parts = diffLines(before ?? "", content);
    const count = (key: "added" | "removed"): number =>
      parts.filter((part) => part[key]).reduce((sum, part) => sum + part.count, 0);
    return { path, status: before === null ? "new" : "modified", added: count("added"), removed: count("removed") };
  });
}

/** What a dry run would do. */
export function statisticsText(id: string, counted: readonly Counted[]): string {
  const what = counted.length === 0 ? "no file would change" : `${counted.length} of its files would be written`;
  return `${id}: ${what}; this was a dry run.\n${filesText(counted)}`;
}

/** One line a file. */
function filesText(counted: readonly Counted[]): string {
  const width = Math.max(0, ...counted.map(({ path }) => visible(path).length));
  return counted
    .map(({ path, status, added, removed }) => `  ${status.padEnd(8)}  ${visible(path).padEnd(width)}  +${added} -${removed}\n`)
    .join("");
}

/** What a run wrote, what its tests prove, and what follows. Paths are those that the user can open from where they stand. */
export function writtenText(
  { root, specPath, ...run }: Run,
  result: Generated,
  counted: readonly Counted[],
  cwd: string,
): string {
  const id = run.module().spec.id ?? "";
  const at = (path: string): string => visible(shownPath(join(root, path), cwd));
  const what =
    counted.length === 0 ? "every file is as it was" : `${counted.length} ${counted.length === 1 ? "file" : "files"} written`;
  const tests = result.manifest.filter(({ path }) => isTestPath(path)).map(({ path }) => at(path));
  const document = result.manifest.find(({ role }) => role === "document");
  return [
    `${visible(id)}: ${what}.`,
    filesText(counted.map((one) => ({ ...one, path: at(one.path) }))).trimEnd(),
    ...provedText(result, new Set(Object.values(run.linter.config.profile.test_assertion_categories).flat())),
    `The whole report: ${at(reportPath(id))}`,
    "Next:",
    ...(tests.length > 0
      ? [`  run its tests: ${run.module().spec.language === "python" ? "pytest" : "npx vitest run"} ${tests.join(" ")}`]
      : []),
    ...(document ? [`  wire it as ${at(document.path)} says`] : []),
    `  after changes: l9 verify ${visible(shownPath(specPath, cwd))}`,
  ]
    .filter((line) => line !== "")
    .map((line) => `${line}\n`)
    .join("");
}

/** How many tests prove each row of the evidence. @param rows those of the generator document */
function provedText({ evidence }: Generated, rows: ReadonlySet<string>): string[] {
  if (evidence.rows.length === 0) return [];
  const proved = new Map<string, number>();
  const add = (what: string): void => void proved.set(what, (proved.get(what) ?? 0) + 1);
  for (const { contracts } of evidence.rows) {
    for (const contract of contracts.filter((one) => rows.has(one))) add(contract);
    if (!contracts.some((one) => rows.has(one))) add("other contracts");
  }
  const list = [...proved].map(([contract, count]) => `${visible(contract)} (${count})`).join(", ");
  return [`${evidence.rows.length} tests prove: ${list}`];
}
