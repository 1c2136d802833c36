import type { Rule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { ownRules } from "../lint/own-rules/compile.ts";
import { MAX_CONFIG_SIZE } from "../project/config.ts";
import { Files } from "../project/files.ts";
import { loadOwnRules } from "../project/own-rules/load.ts";
import { workspaceOf } from "./workspace.ts";

/** Every rule that there is in a folder: those of the program, and those that its workspace declares. */
export async function rulesHere(cwd: string): Promise<readonly Rule[]> {
  const { folder } = workspaceOf(null, cwd, []);
  const files = new Files(MAX_CONFIG_SIZE, new Map(), folder);
  const own = await loadOwnRules(folder, (path) => files.read(path));
  return [...rules, ...ownRules(own.rules, folder)];
}
