import { isTypeScript } from "../facts/languages.ts";
import type { CodeFile } from "./code-file.ts";

let open: ((path: string, text: string) => CodeFile) | null = null;

/** Loads what reads TypeScript, which is more than all the rest: only for workspaces that need it. */
export async function loadTypeScript(): Promise<void> {
  if (open) return;
  const { TypeScriptFile } = await import("./typescript-file.ts");
  open = (path, text) => new TypeScriptFile(path, text);
}

/** False for TypeScript until `loadTypeScript` has resolved. */
export function isReadable(path: string): boolean {
  return open !== null || !isTypeScript(path);
}

/** A TypeScript file under the rules. `loadTypeScript` must have resolved. */
export function openTypeScript(path: string, text: string): CodeFile {
  if (!open) throw new Error("loadTypeScript has not been awaited");
  return open(path, text);
}
