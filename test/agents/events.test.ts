import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer } from "../../server/cli/hook/dialects.ts";
import { AGENTS, readEvent, type Agent } from "../../server/cli/hook/event.ts";
import { undoEdits, undoPatch } from "../../server/cli/hook/undo.ts";
import { folder } from "../cli/run.ts";
import { EVENTS, stopEvent, writeEvent } from "./events.ts";

const BEFORE = "first\nold line\nlast\n";
const AFTER = "first\nnew line\nlast\n";

const named = (isWrite: boolean): [string, string][] =>
  Object.entries(EVENTS)
    .filter(([, { before }]) => (before !== null) === isWrite)
    .map(([name, { source }]) => [name, source]);

describe.each(named(true))("%s (%s)", (name) => {
  it("names the file, and what it was before", () => {
    const cwd = folder({ "api/x.py": AFTER });
    const path = join(cwd, "api/x.py");
    const told = writeEvent(name, cwd, path, { before: BEFORE, old: "old line", now: "new line", after: AFTER });
    const before = { text: BEFORE, none: null, untold: undefined }[EVENTS[name]?.before ?? "untold"];
    expect(readEvent(JSON.stringify(told))).toEqual({ kind: "written", cwd, files: [{ path, before }] });
  });
});

describe.each(named(false))("%s (%s)", (name) => {
  it.each([false, true])("ends a turn, and says whether for the second time: %s", (again) => {
    expect(readEvent(JSON.stringify(stopEvent(name, "/work", again)))).toEqual({ kind: "stop", cwd: "/work", again });
  });
});

it("every agent has an event after a write and one at the end of a turn, named with its version or document", () => {
  for (const isWrite of [true, false]) {
    const agents = named(isWrite).map(([name]) => EVENTS[name]?.agent);
    expect([...new Set(agents)].sort()).toEqual([...AGENTS].sort());
  }
  for (const { source } of Object.values(EVENTS)) expect(source).toMatch(/ \d+\.\d+\.\d+, recorded$|, hooks reference/);
});

it.each([
  ["a file that was read", { hook_event_name: "PostToolUse", tool_name: "Read", tool_input: { file_path: "/x.py" } }],
  ["a command", { hook_event_name: "PostToolUse", tool_name: "Bash", tool_input: { command: "ls" } }],
  ["what is yet to be written", { hook_event_name: "PreToolUse", tool_name: "Write", tool_input: { file_path: "/x.py" } }],
  ["a prompt", { hook_event_name: "UserPromptSubmit", prompt: "write x.py" }],
  ["an object without a word", {}],
])("%s is nothing to look at", (_, event) => {
  expect(readEvent(JSON.stringify({ cwd: "/work", ...event }))).toEqual({ kind: "other", cwd: "/work" });
});

it("an edit that the agent holds back has written nothing", () => {
  const event = {
    hook_event_name: "PostToolUse",
    tool_name: "Edit",
    tool_input: { file_path: "/x" },
    tool_response: { staged: true },
  };
  expect(readEvent(JSON.stringify({ cwd: "/", ...event }))).toEqual({ kind: "written", cwd: "/", files: [] });
});

it.each([
  [
    "Gemini CLI",
    { hook_event_name: "AfterTool", tool_name: "replace", tool_response: { llmContent: "x", error: { message: "no" } } },
  ],
  ["GitHub Copilot", { toolName: "edit", toolResult: { resultType: "failure", textResultForLlm: "no" } }],
  ["GitHub Copilot, other names", { hook_event_name: "PostToolUse", tool_name: "Edit", tool_result: { result_type: "denied" } }],
])("a tool that failed has written nothing: %s", (_, event) => {
  const told = { cwd: "/", tool_input: { file_path: "/x" }, ...event };
  expect(readEvent(JSON.stringify(told))).toEqual({ kind: "written", cwd: "/", files: [] });
});

it("takes back every replacement where the edit was of all", () => {
  const cwd = folder({ "x.py": "b\nb\n" });
  const tool_input = { file_path: join(cwd, "x.py"), old_string: "a", new_string: "b", allow_multiple: true };
  const event = { cwd, hook_event_name: "AfterTool", tool_name: "replace", tool_input, tool_response: { llmContent: "x" } };
  expect(readEvent(JSON.stringify(event))).toMatchObject({ files: [{ before: "a\na\n" }] });
});

it("a text that speaks of patches is no patch", () => {
  const tool_input = { file_path: "/guide.md", content: "*** Begin Patch\n*** Add File: /other.py\n+x\n*** End Patch\n" };
  const event = { cwd: "/", hook_event_name: "PostToolUse", tool_name: "Write", tool_input, tool_response: { type: "create" } };
  expect(readEvent(JSON.stringify(event))).toMatchObject({ files: [{ path: "/guide.md", before: null }] });
});

it("a new file was not there before", () => {
  const write = { hook_event_name: "PostToolUse", tool_name: "Write", tool_input: { file_path: "/x.py" } };
  const made = { ...write, cwd: "/", tool_response: { type: "create", originalFile: null } };
  expect(readEvent(JSON.stringify(made))).toMatchObject({ files: [{ path: "/x.py", before: null }] });
  // The text was too long for the agent to tell it.
  const large = { ...write, cwd: "/", tool_response: { type: "update", originalFile: null } };
  expect(readEvent(JSON.stringify(large))).toMatchObject({ files: [{ path: "/x.py", before: undefined }] });
});

it.each(["", "no JSON", "[1]", "null", '"text"'])("what is no event is refused: %s", (text) => {
  expect(() => readEvent(text)).toThrow("no JSON object");
});

it("takes back edits in their order from the last, and guesses nothing", () => {
  const edit = (old: string, now: string, all = false): { old: string; new: string; all: boolean } => ({ old, new: now, all });
  expect(undoEdits("c", [edit("a", "b"), edit("b", "c")])).toBe("a");
  expect(undoEdits("x x", [edit("y", "x", true)])).toBe("y y");
  expect(undoEdits("x x", [edit("y", "x")])).toBeUndefined();
  expect(undoEdits("z", [edit("y", "x")])).toBeUndefined();
  expect(undoEdits("z", [edit("gone", "")])).toBeUndefined();
});

it("takes back a patch: files that were added, changed in several places, moved and deleted", () => {
  const cwd = folder();
  writeFileSync(join(cwd, "moved.py"), "a\nB\nc\nD\n");
  const patch = [
    "*** Begin Patch",
    ...["*** Add File: new.py", "+x = 1"],
    ...["*** Update File: was.py", "*** Move to: moved.py", "@@ def f", " a", "-b", "+B", "@@", "-d", "+D"],
    ...["*** Delete File: gone.py", "*** End Patch"],
  ].join("\n");
  expect(undoPatch(patch, () => "a\nB\nc\nD\n")).toEqual([
    { path: "new.py", before: null },
    { path: "moved.py", before: "a\nb\nc\nd\n" },
    { path: "gone.py", before: undefined },
  ]);
  expect(undoPatch(patch, () => "somebody else wrote since\n")[1]).toEqual({ path: "moved.py", before: undefined });
});

it("answers each agent in its own words", () => {
  const of = (to: "writer" | "ender" | "user"): Record<string, unknown> =>
    Object.fromEntries(AGENTS.map((agent: Agent) => [agent, answer(agent, { to, text: "T" })]));
  const after = (hookEventName: string): object => ({ hookSpecificOutput: { hookEventName, additionalContext: "T" } });
  expect(of("writer")).toEqual({
    ...{ claude: after("PostToolUse"), codex: after("PostToolUse"), gemini: after("AfterTool") },
    ...{ cursor: { additional_context: "T" }, copilot: { additionalContext: "T" } },
  });
  const block = { decision: "block", reason: "T" };
  expect(of("ender")).toEqual({
    ...{ claude: block, codex: block, copilot: block },
    ...{ gemini: { decision: "deny", reason: "T" }, cursor: { followup_message: "T" } },
  });
  const message = { systemMessage: "T" };
  expect(of("user")).toEqual({ claude: message, codex: message, gemini: message, cursor: null, copilot: null });
});
