import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathFrom } from "../project/slash-path.ts";

/** The line by which an editor finds the schema of a file; empty where the package is not installed in the workspace: its path would be that of one machine. */
export function schemaLine(folder: string, file: string, schema: string): string {
  const path = join(folder, "node_modules", "l9-language-server", "dist", schema);
  if (!existsSync(path)) return "";
  const shown = pathFrom(dirname(file), path);
  return `# yaml-language-server: $schema=${shown.startsWith(".") ? "" : "./"}${shown}\n`;
}
