import { dirname, join } from "node:path";
import typescript from "typescript";
import { foldersAbove, isInside } from "./folders-above.ts";
import { statOf, textOf } from "./regular-file.ts";

const { parseJsonConfigFileContent, readConfigFile, sys } = typescript;

/**
 * The names that JSX elements and fragments call, as the nearest `tsconfig.json` at or above a file names them (`jsxFactory`, `jsxFragmentFactory`,
 * `reactNamespace`, `extends` followed); none where the file is silent or can not be read. Read from the disk each time: few files ask.
 * @param root the folder above which nothing is looked for
 */
export function jsxFactories(path: string, root: string): ReadonlySet<string> {
  for (const folder of foldersAbove(dirname(path), root)) {
    const file = join(folder, "tsconfig.json");
    if (statOf(file)?.isFile()) return factoriesOf(file, folder, root);
  }
  return new Set();
}

function factoriesOf(file: string, folder: string, root: string): ReadonlySet<string> {
  const readFile = (name: string): string | undefined => (isInside(root, name) ? (textOf(name) ?? undefined) : undefined);
  const { config } = readConfigFile(file, readFile) as { config?: unknown };
  // Only the options are wanted: no file is listed. What `extends` names outside is not read.
  const host = { ...sys, readFile, readDirectory: () => [] };
  const { jsxFactory, jsxFragmentFactory, reactNamespace } = parseJsonConfigFileContent(config ?? {}, host, folder).options;
  const named = [jsxFactory, jsxFragmentFactory, reactNamespace].flatMap((name) => name?.split(".")[0] ?? []);
  return new Set(named);
}
