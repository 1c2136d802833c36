import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Reads a file that the build puts beside the bundle (the parsers' wasm, the compiled profile).
 * In the bundle `import.meta.dirname` is `dist/`; when the sources run under the test runner it is this folder.
 */
export function readAsset(name: string): Uint8Array<ArrayBuffer> {
  const here = import.meta.dirname;
  const path = [join(here, name), join(here, "..", "..", "dist", name)].find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${name} is missing beside the program: run "npm run build"`);
  return new Uint8Array(readFileSync(path));
}
