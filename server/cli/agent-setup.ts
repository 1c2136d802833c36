import type { Agent } from "./hook/event.ts";

/** A JSON value as a file of settings holds it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** What an agent's hooks need in a file of settings. */
export interface HookFile {
  /** From the repository's folder. */
  file: string;
  /** What a new file begins with. */
  base: JsonObject;
  /** For each event the entry that calls us. @param command the program with its arguments */
  entries: (command: string) => Record<string, Json>;
}

/** Seconds; a hook is awaited. */
const AFTER_WRITE = 60;
const END_OF_TURN = 120;

const nested = (command: string, timeout: number, matcher?: string): Json => ({
  ...(matcher === undefined ? {} : { matcher }),
  hooks: [{ type: "command", command, timeout }],
});

/** Where each agent looks for hooks, and in which shape: as its reference has it. */
export const HOOK_FILES: Readonly<Record<Agent, HookFile>> = {
  claude: {
    file: ".claude/settings.json",
    base: {},
    entries: (command) => ({
      PostToolUse: nested(command, AFTER_WRITE, "Write|Edit|MultiEdit"),
      Stop: nested(command, END_OF_TURN),
    }),
  },
  codex: {
    file: ".codex/hooks.json",
    base: {},
    entries: (command) => ({
      PostToolUse: nested(command, AFTER_WRITE, "apply_patch"),
      Stop: nested(command, END_OF_TURN),
    }),
  },
  cursor: {
    file: ".cursor/hooks.json",
    base: { version: 1 },
    entries: (command) => ({
      postToolUse: { command, matcher: "Write", timeout: AFTER_WRITE },
      stop: { command, timeout: END_OF_TURN },
    }),
  },
  gemini: {
    file: ".gemini/settings.json",
    base: {},
    // Milliseconds there.
    entries: (command) => ({
      AfterTool: nested(command, AFTER_WRITE * 1000, "write_file|replace"),
      AfterAgent: nested(command, END_OF_TURN * 1000),
    }),
  },
  copilot: {
    file: ".github/hooks/l9.json",
    base: { version: 1 },
    entries: (command) => ({
      postToolUse: { type: "command", command, matcher: "create|edit|apply_patch", timeoutSec: AFTER_WRITE },
      agentStop: { type: "command", command, timeoutSec: END_OF_TURN },
    }),
  },
};

/** The block of AGENTS.md, between its marks. */
export const AGENTS_BLOCK = [
  "<!-- l9: written by `l9 init --agents`; what stands between the two marks is replaced by it -->",
  "",
  "## L9 modules",
  "",
  "Modules are described by YAML specs and held against the repository's contracts by `l9`.",
  "",
  "- Before you write a module: `l9_plan` and `l9_contracts` for its spec (or `l9 contracts SPEC`). What they do not name does not exist; ask, make nothing up.",
  "- After you wrote: `l9_check` with `since: HEAD` (or `l9 check --changed --new --format agent`). Mend causes; suppress nothing.",
  "- It is done when `l9_gates` names no failed gate for its spec and its tests pass.",
  "",
  "<!-- /l9 -->",
].join("\n");

/** Where a block of ours begins and ends in a text. */
export const BLOCK = /<!-- l9: [^]*?<!-- \/l9 -->/;
