import { join } from "node:path";
import { z } from "zod";
import type { Draft, ManifestEntry } from "./backend.ts";

/** A larger draft is refused: code units of all its files together. */
const MAX_DRAFT = 4 * 1024 * 1024;

const draftSchema = z.object({
  files: z.array(z.object({ path: z.string().min(1), content: z.string() })).min(1),
});

/** What is wrong with a draft before anything is analysed; it goes back to the backend like a finding. */
export interface DraftProblem {
  path: string;
  message: string;
}

/** Checks the shape of what a backend handed over. Throws an error that names the first wrong place. */
export function readDraft(value: unknown, backend: string): Draft {
  const parsed = draftSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
    throw new Error(`The backend ${backend} did not answer with a draft${where}: ${issue?.message ?? "it is no object"}.`);
  }
  const size = parsed.data.files.reduce((sum, { content }) => sum + content.length, 0);
  if (size > MAX_DRAFT)
    throw new Error(`The backend ${backend} answered with ${size} characters, more than the ${MAX_DRAFT} that a draft may have.`);
  return { files: parsed.data.files.map(({ path, content }) => ({ path: plainPath(path), content })) };
}

/** A path as the manifest spells it: `./api/x.py` and `api\\x.py` are `api/x.py`. */
function plainPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
}

/** Files that the manifest does not have, files it has and the draft lacks, one file twice, and suppressions that the draft adds. */
export function draftProblems(draft: Draft, manifest: readonly ManifestEntry[]): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const planned = new Map(manifest.map((entry) => [entry.path, entry]));
  const seen = new Set<string>();
  for (const { path, content } of draft.files) {
    const entry = planned.get(path);
    if (!entry) problems.push({ path, message: "This file is not in the manifest: the spec does not allow it to be written." });
    if (seen.has(path)) problems.push({ path, message: "This file is in the draft twice." });
    seen.add(path);
    const added = suppressions(content) - suppressions(entry?.current ?? "");
    if (added > 0)
      problems.push({ path, message: "The draft adds a suppression comment (`l9: ignore`). Correct the code instead." });
  }
  for (const { path } of manifest)
    if (!seen.has(path)) problems.push({ path, message: "The draft lacks this file, which the spec lists." });
  return problems;
}

function suppressions(text: string): number {
  return [...text.matchAll(/(?:#|\/\/)\s*l9:\s*ignore/gi)].length;
}

/** The absolute path of a draft's file. */
export function targetOf(root: string, path: string): string {
  return join(root, path);
}
