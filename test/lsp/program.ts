import { existsSync } from "node:fs";
import { join } from "node:path";

/** The built program that these tests run. */
export const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "l9.cjs");

/** Fails with what to do when the program is not built. */
export function requireProgram(): string {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} does not exist: run "npm run build" first`);
  return PROGRAM;
}
