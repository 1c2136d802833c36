import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { OwnRuleData } from "../../code/pattern/rule-data.ts";
import type { Read } from "../files.ts";
import type { RuleProblem } from "./rule-nodes.ts";

/** The rules that a repository declares itself. */
export interface OwnRules {
  /** Absolute paths of the files they stand in, sorted. */
  files: string[];
  /** What they held when they were read. */
  texts: Map<string, string>;
  rules: OwnRuleData[];
  /** What is wrong with others: a finding at each place. */
  problems: (RuleProblem & { file: string })[];
}

export const NO_OWN_RULES: OwnRules = { files: [], texts: new Map(), rules: [], problems: [] };

/** What a rule may be called. */
export const RULE_ID = /^[A-Za-z][\w-]*$/;

/** Where a repository's own rules stand, below the workspace folder. */
export const OWN_RULES = join(".l9", "rules");

/** True for a path that is, or would be, a file of own rules of this workspace folder. */
export function isOwnRuleFile(root: string, path: string): boolean {
  const folder = join(root, OWN_RULES);
  return path.startsWith(folder) && /^[/\\][^/\\]+\.ya?ml$/.test(path.slice(folder.length));
}

/** Reads the rules of a workspace folder. Without a file there it costs one look at the disk. @param open files of an editor, which count though they are on no disk */
export async function loadOwnRules(root: string, read: (path: string) => Read, open: readonly string[] = []): Promise<OwnRules> {
  const unsaved = open.filter((path) => isOwnRuleFile(root, path));
  const files = [...new Set([...ownRuleFiles(root), ...unsaved])].sort();
  if (files.length === 0) return NO_OWN_RULES;
  const { readAll } = await import("./read-all.ts");
  return readAll(files, read);
}

/** The files of own rules of a workspace folder, sorted. */
export function ownRuleFiles(root: string): string[] {
  const folder = join(root, OWN_RULES);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch {
    // No such folder: a repository without rules of its own, as nearly all are.
    return [];
  }
}
