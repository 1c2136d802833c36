import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { textOf } from "../project/regular-file.ts";
import { replaceFile, writeWhole } from "../project/write-file.ts";
import { visible } from "../syntax/visible.ts";
import { AGENTS_BLOCK, BLOCK, HOOK_FILES, type HookFile, type Json, type JsonObject } from "./agent-setup.ts";
import { AGENTS, type Agent } from "./hook/event.ts";
import { shownPath } from "./result.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { writeAsked } from "./write-asked.ts";

/** A file as it should be. */
interface Setup {
  path: string;
  /** Null where there is none. */
  before: string | null;
  after: string;
}

/** The program where the repository has it installed; a hook runs in whatever folder the agent is in. */
const INSTALLED = "node_modules/.bin/l9";

/**
 * `l9 init --agents`: AGENTS.md, the MCP server and the hooks of coding agents, each merged into what is there. With `check` nothing is written; the exit
 * code is 1 where something is missing.
 * @param names agents whose hooks are wanted; none: Claude Code, and those whose folder is there
 */
export async function initAgents(root: string, names: readonly string[], check: boolean): Promise<number> {
  const unknown = names.find((name) => !AGENTS.some((agent) => agent === name));
  if (unknown !== undefined) throw new UsageError(`--agents: ${JSON.stringify(unknown)} is none of ${AGENTS.join(", ")}`);
  const agents = AGENTS.filter((agent) => (names.length > 0 ? names.includes(agent) : agent === "claude" || isUsed(root, agent)));
  const isInstalled = existsSync(join(root, INSTALLED));
  const setups = [
    agentsFile(root),
    mcpFile(root, isInstalled ? INSTALLED : "l9"),
    ...agents.map((agent) => hookFile(root, agent, `${isInstalled ? installedFor(agent) : "l9"} hook ${agent}`)),
  ];
  const wanting = setups.filter(({ before, after }) => before !== after);
  // All is known to be writable text before anything is written.
  if (!check) for (const setup of wanting) write(setup);
  const shown = (path: string): string => shownPath(path, process.cwd());
  const told = setups.map(({ path, before, after }) => {
    if (before === after) return `${shown(path)} has it already.`;
    if (check) return `${shown(path)} ${before === null ? "is missing" : "lacks what l9 needs"}: run l9 init --agents.`;
    return before === null ? `Wrote ${shown(path)}.` : `Added to ${shown(path)}.`;
  });
  await writeText(`${told.join("\n")}\n`);
  return check && wanting.length > 0 ? 1 : 0;
}

function isUsed(root: string, agent: Agent): boolean {
  return existsSync(dirname(join(root, HOOK_FILES[agent].file)));
}

function installedFor(agent: Agent): string {
  return agent === "claude" ? `"$CLAUDE_PROJECT_DIR"/${INSTALLED}` : INSTALLED;
}

function agentsFile(root: string): Setup {
  const path = join(root, "AGENTS.md");
  const before = read(path);
  if (before === null) return { path, before, after: `${AGENTS_BLOCK}\n` };
  if (BLOCK.test(before)) return { path, before, after: before.replace(BLOCK, () => AGENTS_BLOCK) };
  return { path, before, after: `${before.trimEnd()}\n\n${AGENTS_BLOCK}\n` };
}

function mcpFile(root: string, command: string): Setup {
  const path = join(root, ".mcp.json");
  const before = read(path);
  const settings = parsed(path, before) ?? {};
  const servers = objectAt(settings, "mcpServers", path);
  // What somebody has changed in it is theirs.
  if (servers.l9 !== undefined) return { path, before, after: before ?? "" };
  return { path, before, after: written(before, { ...settings, mcpServers: { ...servers, l9: { command, args: ["mcp"] } } }) };
}

function hookFile(root: string, agent: Agent, command: string): Setup {
  const { file, base, entries }: HookFile = HOOK_FILES[agent];
  const path = join(root, file);
  const before = read(path);
  const settings = parsed(path, before) ?? base;
  const hooks = { ...objectAt(settings, "hooks", path) };
  let changed = before === null;
  for (const [event, entry] of Object.entries(entries(command))) {
    const present = hooks[event] ?? [];
    if (!Array.isArray(present)) throw new UsageError(`${visible(path)}: \`hooks.${event}\` is no list: nothing is changed`);
    if (JSON.stringify(present).includes(`l9 hook ${agent}`)) continue;
    hooks[event] = [...present, entry];
    changed = true;
  }
  return { path, before, after: changed ? written(before, { ...settings, hooks }) : (before ?? "") };
}

/** A file's text; null where there is none. @throws UsageError for one that is there and can not be read */
function read(path: string): string | null {
  if (!existsSync(path)) return null;
  const text = textOf(path);
  if (text === null) throw new UsageError(`${visible(path)} is there and can not be read: nothing is changed`);
  return text;
}

function parsed(path: string, text: string | null): JsonObject | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${visible(path)} is no JSON (${(error as Error).message}), so nothing can be added to it: nothing is changed`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${visible(path)} is no JSON object: nothing is changed`);
  return value as JsonObject;
}

function objectAt(settings: JsonObject, key: string, path: string): JsonObject {
  const value: Json = settings[key] ?? {};
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${visible(path)}: \`${key}\` is no object: nothing is changed`);
  return value;
}

/** JSON with the indentation that the file has. */
function written(before: string | null, value: JsonObject): string {
  const indentation = /^([ \t]+)"/m.exec(before ?? "")?.[1] ?? "  ";
  return `${JSON.stringify(value, null, indentation)}\n`;
}

function write({ path, before, after }: Setup): void {
  writeAsked(path, after, before === null ? writeWhole : replaceFile);
}
