import { REPORTS } from "./state.ts";

/**
 * Where a run leaves its report, relative to the workspace folder. A module's id is anybody's text, so what could lead elsewhere is replaced.
 * @param name the module's id
 */
export function reportPath(name: string): string {
  const file = name.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_");
  return `${REPORTS}/${file}.md`;
}
