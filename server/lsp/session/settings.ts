import type { Client } from "./client.ts";

/** What the user sets in the editor, under `l9`. Everything about rules stands in `l9.config.yaml`, where the command line sees it too. */
export interface Settings {
  /** Whether files that are not open are reported. */
  readonly diagnostics: "workspace" | "openFiles";
}

const defaultSettings: Settings = { diagnostics: "workspace" };

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
  const settings = readSettings(options, configuration ? defaultSettings : { diagnostics: "openFiles" });
  return { trusted: trusted === true, settings };
}

/** Settings from what a client sends: anything it does not say, or says wrongly, is as it was at the start. */
export function readSettings(sent: unknown, start: Settings): Settings {
  const { diagnostics } = (typeof sent === "object" && sent !== null ? sent : {}) as { diagnostics?: unknown };
  return { diagnostics: diagnostics === "openFiles" || diagnostics === "workspace" ? diagnostics : start.diagnostics };
}
