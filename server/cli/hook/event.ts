import { resolve } from "node:path";
import { textOf } from "../../project/regular-file.ts";
import { undoEdits, undoPatch, type Edit } from "./undo.ts";

/** The agents whose events and answers are known. */
export const AGENTS = ["claude", "codex", "cursor", "gemini", "copilot"] as const;
export type Agent = (typeof AGENTS)[number];

/** A file that the agent wrote. */
export interface Written {
  /** Absolute. */
  path: string;
  /** Its text before; null where it did not exist, undefined where the event does not tell. */
  before: string | null | undefined;
}

/** What an agent's event says, whichever agent sent it. */
export type AgentEvent =
  | { kind: "written"; cwd: string; files: readonly Written[] }
  /** The agent ends its turn. `again`: it went on because this hook had it do so before. */
  | { kind: "stop"; cwd: string; again: boolean }
  | { kind: "other"; cwd: string };

type Fields = Record<string, unknown>;

/** Their names of the event after a tool has run, and of the one at the end of a turn. */
const AFTER_TOOL = new Set(["PostToolUse", "postToolUse", "AfterTool", "afterFileEdit"]);
const STOP = new Set(["Stop", "stop", "AfterAgent", "agentStop", "SubagentStop", "subagentStop"]);

/** Tools whose input is a patch of several files. */
const PATCHING = new Set(["apply_patch", "ApplyPatch"]);

/** Tools that write files; any other is none of our business, whatever its input looks like. */
const WRITING = new Set([
  ...["Write", "Edit", "MultiEdit"], // Claude Code; Copilot and Cursor know them too
  ...PATCHING,
  ...["StrReplace", "search_replace", "edit_file"], // Cursor
  ...["write_file", "replace"], // Gemini
  ...["create", "edit", "str_replace_editor"], // Copilot
  ...["create_file", "replace_string_in_file", "multi_replace_string_in_file", "insert_edit_into_file"], // Copilot in VS Code
]);

/**
 * Reads the event of any agent: their fields have different names for the same things, and some call each other's hooks.
 * @throws an Error that says what is wrong with the text
 */
export function readEvent(text: string): AgentEvent {
  const event = asFields(parse(text));
  if (event === null) throw new Error("the event on stdin is no JSON object");
  const roots = event.workspace_roots;
  const cwd = asText(event.cwd) ?? (Array.isArray(roots) ? asText(roots[0]) : undefined) ?? process.cwd();
  const name = asText(event.hook_event_name) ?? asText(event.hookEventName);
  const tool = asText(event.tool_name) ?? asText(event.toolName);
  // Copilot names its own events by their fields alone.
  if (name === undefined ? event.stopReason !== undefined : STOP.has(name)) return { kind: "stop", cwd, again: isAgain(event) };
  if (name === undefined ? tool === undefined : !AFTER_TOOL.has(name)) return { kind: "other", cwd };
  if (tool !== undefined && !WRITING.has(tool)) return { kind: "other", cwd };
  return { kind: "written", cwd, files: writtenFiles(event, cwd, tool) };
}

function isAgain(event: Fields): boolean {
  const loops = event.loop_count;
  return event.stop_hook_active === true || (typeof loops === "number" && loops > 0);
}

/** Whether the file is as it was: Claude Code may hold an edit back for the owner of the machine, others tell of a tool that failed as well. */
function isUndone(event: Fields): boolean {
  const response = asFields(event.tool_response) ?? {};
  const result = asFields(event.toolResult ?? event.tool_result) ?? {};
  const ended = asText(result.resultType ?? result.result_type) ?? "success";
  return response.staged === true || asFields(response.error) !== null || ended !== "success";
}

function writtenFiles(event: Fields, cwd: string, tool: string | undefined): Written[] {
  if (isUndone(event)) return [];
  const given = event.tool_input ?? event.toolArgs ?? event;
  const isPatch = tool !== undefined && PATCHING.has(tool);
  const input = typeof given === "string" && !isPatch ? (asFields(parse(given)) ?? {}) : given;
  const patch = isPatch ? patchOf(input) : undefined;
  if (patch !== undefined) {
    const inPatch = undoPatch(patch, (path) => textOf(resolve(cwd, path)));
    return inPatch.map(({ path, before }) => ({ path: resolve(cwd, path), before }));
  }
  const fields = asFields(input) ?? {};
  const response = asFields(event.tool_response) ?? {};
  const several = listOf(fields.edits ?? fields.replacements);
  const path = pathOf(fields) ?? pathOf(response);
  if (path !== undefined) {
    const absolute = resolve(cwd, path);
    const original = originalIn(response);
    const before = original === undefined ? undone(absolute, several.length > 0 ? several : [fields]) : original;
    return [{ path: absolute, before }];
  }
  // Edits that name a file each.
  const byPath = new Map<string, Fields[]>();
  for (const edit of several) {
    const named = pathOf(edit);
    if (named === undefined) continue;
    const absolute = resolve(cwd, named);
    byPath.set(absolute, [...(byPath.get(absolute) ?? []), edit]);
  }
  return [...byPath].map(([absolute, edits]) => ({ path: absolute, before: undone(absolute, edits) }));
}

function pathOf(fields: Fields): string | undefined {
  return ["file_path", "filePath", "path", "target_file"].map((name) => asText(fields[name])).find((path) => path !== undefined);
}

/** The text before, where the agent says it: Claude Code beside the answer of its tool, Gemini among what it would display. */
function originalIn(response: Fields): string | null | undefined {
  const shown = asFields(response.returnDisplay);
  const original = response.originalFile ?? shown?.originalContent;
  if (typeof original === "string") return shown?.isNewFile === true ? null : original;
  return response.type === "create" || shown?.isNewFile === true ? null : undefined;
}

function undone(path: string, edits: readonly Fields[]): string | undefined {
  const read = edits.map(editOf);
  const text = textOf(path);
  return text === null || read.some((edit) => edit === null) ? undefined : undoEdits(text, read as Edit[]);
}

function editOf(fields: Fields): Edit | null {
  const pick = (...names: string[]): string | undefined =>
    names.map((name) => asText(fields[name])).find((value) => value !== undefined);
  const old = pick("old_string", "old_str", "oldString");
  const now = pick("new_string", "new_str", "newString");
  return old === undefined || now === undefined
    ? null
    : { old, new: now, all: fields.replace_all === true || fields.allow_multiple === true };
}

function patchOf(input: unknown): string | undefined {
  const candidates = typeof input === "string" ? [input] : Object.values(asFields(input) ?? {});
  const texts = candidates.map((value): unknown => (Array.isArray(value) ? value.at(-1) : value));
  return texts.map(asText).find((text) => text?.includes("*** Begin Patch"));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields).filter((item) => item !== null) : [];
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
