import { URI } from "vscode-uri";

/** The absolute path a `file:` URI names, null for any other URI. */
export function pathOf(uri: string): string | null {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" && parsed.path !== "" ? parsed.fsPath : null;
}

export function uriOf(path: string): string {
  return URI.file(path).toString();
}
