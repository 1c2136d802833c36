import { isTypeScript } from "../facts/languages.ts";
import type { ReadCode } from "../code/pattern/parse.ts";
import type { CodeFile } from "./code-file.ts";
import type { Reading } from "./damage/reading.ts";

interface TypeScriptReaders {
  open: (path: string, text: string, options: { once: boolean }) => CodeFile;
  read: (path: string, text: string) => Reading;
  pattern: ReadCode;
}

let readers: TypeScriptReaders | null = null;

/** Loads what reads TypeScript, which is more than all the rest: only for workspaces that need it. */
export async function loadTypeScript(): Promise<void> {
  if (readers) return;
  const { TypeScriptFile, readTypeScript: read, readPattern: pattern } = await import("./typescript-file.ts");
  readers = { open: (path, text, options) => new TypeScriptFile(path, text, options), read, pattern };
}

/** False for TypeScript until `loadTypeScript` has resolved. */
export function isReadable(path: string): boolean {
  return readers !== null || !isTypeScript(path);
}

/** True once `loadTypeScript` has resolved. */
export function isTypeScriptLoaded(): boolean {
  return readers !== null;
}

/** A TypeScript file under the rules. `loadTypeScript` must have resolved. @param options.once it is looked at as it is and then forgotten */
export function openTypeScript(path: string, text: string, options: { once: boolean }): CodeFile {
  return loaded().open(path, text, options);
}

/** A text of TypeScript as far as a fix must not hurt it. `loadTypeScript` must have resolved. */
export function readTypeScript(path: string, text: string): Reading {
  return loaded().read(path, text);
}

/** The code of a pattern. `loadTypeScript` must have resolved. */
export function readTypeScriptPattern(text: string): ReturnType<ReadCode> {
  return loaded().pattern(text);
}

function loaded(): TypeScriptReaders {
  if (!readers) throw new Error("loadTypeScript has not been awaited");
  return readers;
}
