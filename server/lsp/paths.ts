import { isAbsolute, normalize } from "node:path";
import { URI } from "vscode-uri";
import { LONGEST_PATH } from "../project/folders-above.ts";

/**
 * The absolute path of a `file:` URI. Null for any other URI, for what is none, and for the path of another system (`file:///c%3A/work`, `file://server/share`
 * away from Windows): no file of this machine has it, so there is nothing to say of it.
 */
export function pathOf(uri: string): string | null {
  // A text without a scheme would be taken for a path. Each byte may be written with three letters.
  if (!/^file:\//i.test(uri) || uri.length > 3 * LONGEST_PATH + "file://localhost".length) return null;
  let parsed: URI;
  try {
    parsed = URI.parse(uri);
  } catch {
    return null;
  }
  if (parsed.scheme !== "file" || parsed.path === "" || parsed.path.includes("\0")) return null;
  if (parsed.authority === "localhost") parsed = parsed.with({ authority: "" });
  if (parsed.authority !== "" && process.platform !== "win32") return null;
  const path = normalize(parsed.fsPath);
  return isAbsolute(path) && Buffer.byteLength(path) <= LONGEST_PATH ? path : null;
}

export function uriOf(path: string): string {
  return URI.file(path).toString();
}
