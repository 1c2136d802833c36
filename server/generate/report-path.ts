import { ACCEPTED, REPORTS } from "./state.ts";

/**
 * Where a run leaves its report, relative to the workspace folder. A module's id is anybody's text, so what could lead elsewhere is replaced.
 * @param name the module's id
 */
export function reportPath(name: string): string {
  return `${REPORTS}/${fileName(name)}.md`;
}

/** Where it is kept what a person has accepted of a module, as of {@link reportPath}. */
export function acceptancePath(name: string): string {
  return `${ACCEPTED}/${fileName(name)}.json`;
}

function fileName(name: string): string {
  return name.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_");
}
