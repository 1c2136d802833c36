import { realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { Files, type Read, type Snapshot } from "../project/files.ts";

/** What a baseline records: so many findings of one fingerprint in one file. */
export interface BaselineEntry {
  /** Relative to the folder that the baseline speaks of, with `/`. */
  path: string;
  rule: string;
  fingerprint: string;
  count: number;
}

/** Where a baseline stands, and what its paths are relative to. Both absolute. */
export interface BaselinePlace {
  path: string;
  folder: string;
  /** The file must really lie in this folder, links followed; null where the user named it and may name any. */
  within: string | null;
}

export type BaselineRead = { entries: BaselineEntry[]; text: string } | { problem: string };

const VERSION = 2;

/** Bytes; a hundred thousand entries are smaller. */
const MAX_SIZE = 32 * 1024 * 1024;

/** Reads a baseline. One that is damaged is a problem: it hides nothing then. */
export function readBaseline({ path, within }: BaselinePlace, snapshot?: Snapshot): BaselineRead {
  if (within !== null && leadsOut(path, within)) return { problem: "it is a link that leads out of the configuration's folder" };
  const read: Read = new Files(MAX_SIZE, snapshot).read(path);
  return "problem" in read ? read : parseBaseline(read.text);
}

/** True for a file that lies, or would be written, outside the folder once links are followed. */
export function leadsOut(path: string, within: string): boolean {
  const real = realOf(path) ?? realOf(dirname(path));
  const top = realOf(within);
  if (real === null || top === null) return false; // what does not exist is told as such
  return real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep);
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

export function parseBaseline(text: string): BaselineRead {
  if (/^(?:<{7}|>{7}|={7})(?: |$)/m.test(text))
    return { problem: "it has the marks of a merge conflict: keep the lines of both sides, then run l9 check --prune-baseline" };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    return { problem: `it is no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (typeof value !== "object" || value === null || !("version" in value) || !("findings" in value))
    return { problem: "it is no baseline of this program" };
  if (value.version !== VERSION) return { problem: `it is of version ${String(value.version)}, and version ${VERSION} is read` };
  const { findings } = value;
  if (typeof findings !== "object" || findings === null || Array.isArray(findings))
    return { problem: "its `findings` are no map" };
  const entries: BaselineEntry[] = [];
  for (const [key, count] of Object.entries(findings)) {
    const parts = /^(.+) (\w+) ([0-9a-f]{16})$/s.exec(key);
    if (!parts) return { problem: `${JSON.stringify(key)} is no entry: it should be a path, a rule and a fingerprint` };
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1)
      return { problem: `${JSON.stringify(key)} counts ${JSON.stringify(count)}: it should be a whole number, 1 or more` };
    const [, path = "", rule = "", mark = ""] = parts;
    entries.push({ path, rule, fingerprint: mark, count });
  }
  return { entries, text };
}

/** The file's text: one line an entry, sorted, so that two branches that change different entries merge, and a diff says what changed. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const counts = new Map<string, number>();
  for (const entry of entries) if (entry.count > 0) counts.set(entryKey(entry), (counts.get(entryKey(entry)) ?? 0) + entry.count);
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: VERSION, findings: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** An entry's line begins with it. */
export function entryKey({ path, rule, fingerprint }: Omit<BaselineEntry, "count">): string {
  return `${path} ${rule} ${fingerprint}`;
}

/** Paths are those below the configuration's folder, from wherever a check starts; below the workspace's where no configuration stands above it. */
export function baselineFolder(root: string, configFolder: string | null): string {
  const isAbove = configFolder !== null && (root === configFolder || root.startsWith(join(configFolder, sep)));
  return isAbove ? configFolder : root;
}
