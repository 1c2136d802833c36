import { dirname, join } from "node:path";
import typescript from "typescript";

const { parseJsonConfigFileContent, readConfigFile, sys } = typescript;

/**
 * The names that JSX elements and fragments call, as the nearest `tsconfig.json` at or above a file names them (`jsxFactory`, `jsxFragmentFactory`,
 * `reactNamespace`, `extends` followed); none where the file is silent or can not be read. Read from the disk each time: few files ask.
 * @param root the folder above which nothing is looked for
 */
export function jsxFactories(path: string, root: string): ReadonlySet<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "tsconfig.json");
    if (sys.fileExists(file)) return factoriesOf(file, folder);
    if (folder === root || folder === dirname(folder)) return new Set();
  }
}

function factoriesOf(file: string, folder: string): ReadonlySet<string> {
  const { config } = readConfigFile(file, (name) => sys.readFile(name)) as { config?: unknown };
  // Only the options are wanted: no file is listed.
  const host = { ...sys, readDirectory: () => [] };
  const { jsxFactory, jsxFragmentFactory, reactNamespace } = parseJsonConfigFileContent(config ?? {}, host, folder).options;
  const named = [jsxFactory, jsxFragmentFactory, reactNamespace].flatMap((name) => name?.split(".")[0] ?? []);
  return new Set(named);
}
