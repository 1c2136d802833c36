import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtFolder } from "../program.ts";
import { folder } from "./run.ts";

const root = join(import.meta.dirname, "..", "..");
const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: string[] };

/** Runs npm without a network; gives what it printed. */
export function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", [...args, "--silent", "--offline"], { cwd, encoding: "utf8" });
}

/**
 * What npm packs of the checkout, its `dist` being the present sources': the archive's path.
 * @param copy an empty folder to work in; by default one that is gone after the test
 */
export function pack(copy = folder()): string {
  for (const name of ["package.json", ...files]) {
    const from = name === "dist" ? builtFolder() : join(root, name);
    if (existsSync(from))
      cpSync(from, join(copy, name), { recursive: true, filter: (path) => !path.slice(from.length).includes("node_modules") });
  }
  const name = npm(["pack", "--ignore-scripts", "--pack-destination", copy], copy).trim();
  return join(copy, name);
}
