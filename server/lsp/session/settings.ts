/** What the user sets in the editor, under `l9`. Everything about rules stands in `l9.config.yaml`, where the command line sees it too. */
export interface Settings {
  /** Whether files that are not open are reported. */
  readonly diagnostics: "workspace" | "openFiles";
}

export const defaultSettings: Settings = { diagnostics: "workspace" };

/** Settings from what a client sends: anything it does not say, or says wrongly, is as by default. */
export function readSettings(sent: unknown): Settings {
  const { diagnostics } = (typeof sent === "object" && sent !== null ? sent : {}) as { diagnostics?: unknown };
  return { diagnostics: diagnostics === "openFiles" ? "openFiles" : "workspace" };
}
