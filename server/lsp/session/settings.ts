import type { Client } from "./client.ts";

/** What the user sets in the editor, under `l9`. Everything about rules stands in `l9.config.yaml`, where the command line sees it too. */
export interface Settings {
  /** Whether files that are not open are reported. */
  readonly diagnostics: "workspace" | "openFiles";
  /** What proves an acceptance name, behind it. */
  readonly inlayHints: boolean;
  /** Gates, and what a change of a contract touches, above their keys and classes. */
  readonly codeLens: boolean;
  /** Names of specs among the symbols of the workspace. */
  readonly workspaceSymbols: boolean;
  /** From a route to the methods of services. */
  readonly callHierarchy: boolean;
}

const SWITCHES = ["inlayHints", "codeLens", "workspaceSymbols", "callHierarchy"] as const;

const defaultSettings: Settings = {
  diagnostics: "workspace",
  inlayHints: true,
  codeLens: true,
  workspaceSymbols: true,
  callHierarchy: true,
};

/** What a client says when it starts the server. */
export interface StartOptions {
  /** The user trusts the workspace. */
  readonly trusted: boolean;
  /** What holds where the client says nothing else later. */
  readonly settings: Settings;
}

/**
 * Reads `initializationOptions`. A client that can not be asked for settings (Claude Code is one) hears of open files only where it says nothing: nobody
 * could tell it to leave the others out.
 */
export function startOptions(options: unknown, { configuration }: Pick<Client, "configuration">): StartOptions {
  const { trusted } = (typeof options === "object" && options !== null ? options : {}) as { trusted?: unknown };
  const settings = readSettings(options, configuration ? defaultSettings : { ...defaultSettings, diagnostics: "openFiles" });
  return { trusted: trusted === true, settings };
}

/** Settings from what a client sends: anything it does not say, or says wrongly, is as it was at the start. */
export function readSettings(sent: unknown, start: Settings): Settings {
  const said = (typeof sent === "object" && sent !== null ? sent : {}) as Readonly<Record<string, unknown>>;
  const { diagnostics } = said;
  const switches = SWITCHES.map((name) => [name, typeof said[name] === "boolean" ? said[name] : start[name]] as const);
  return {
    ...start,
    ...Object.fromEntries(switches),
    diagnostics: diagnostics === "openFiles" || diagnostics === "workspace" ? diagnostics : start.diagnostics,
  };
}
