import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Agent } from "../../server/cli/hook/event.ts";

/** One replacement of a text in a file: what it was, what it is. */
export interface Change {
  before: string;
  old: string;
  now: string;
  after: string;
}

/**
 * An event of a coding agent, as `events/` holds it: recorded from the agent itself, driven by a server on this machine, or as its documentation has it; `source`
 * says which, and the version. Our own values stand at its marks: `$CWD`, `$FILE` (absolute), `$RELATIVE` (from the folder), `$OLD`, `$NEW`, `$BEFORE`, `$AFTER`.
 */
export interface RecordedEvent {
  agent: Agent;
  source: string;
  /** What the event tells of the file before: its text, that there was none, or nothing. Null where no file was written. */
  before: "text" | "none" | "untold" | null;
  event: unknown;
}

const FOLDER = join(import.meta.dirname, "events");

export const EVENTS: Readonly<Record<string, RecordedEvent>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [
    file.replace(/\.json$/, ""),
    JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as RecordedEvent,
  ]),
);

/** An event after a write, for a file and a change of it. */
export function writeEvent(name: string, cwd: string, path: string, change: Change): unknown {
  const { before, old, now, after } = change;
  const marks = { CWD: cwd, FILE: path, RELATIVE: relative(cwd, path), OLD: old, NEW: now, BEFORE: before, AFTER: after };
  return filled(eventOf(name), marks);
}

/** An event at the end of a turn. @param again after the hook has had the agent go on */
export function stopEvent(name: string, cwd: string, again: boolean): unknown {
  const event = filled(eventOf(name), { CWD: cwd }) as Record<string, unknown>;
  return { ...event, ...("loop_count" in event ? { loop_count: again ? 1 : 0 } : { stop_hook_active: again }) };
}

function eventOf(name: string): unknown {
  const recorded = EVENTS[name];
  if (recorded === undefined) throw new Error(`there is no events/${name}.json`);
  return recorded.event;
}

function filled(value: unknown, marks: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return value.replace(/\$([A-Z]+)/g, (mark, name: string) => marks[name] ?? mark);
  if (Array.isArray(value)) return value.map((item) => filled(item, marks));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, marks)]));
}
