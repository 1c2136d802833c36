import { dirname, join, sep } from "node:path";
import type { ModuleFile } from "../../server/facts/project.ts";

const EXTENSION = /\.(?:d\.)?(?:[cm]?[jt]s|[jt]sx)$/;
const RELATIVE = /^\.{1,2}(?:\/|$)/;

/** The file of the module that an import names: `./config.js`, `../shared`, `@/config`, `src/config`; null for packages and files of others. */
export function typescriptFile(specifier: string, from: string, files: readonly ModuleFile[]): ModuleFile | null {
  const isRelative = RELATIVE.test(specifier);
  const inside = specifier.replace(/^[@~#]\//, "").replace(EXTENSION, "");
  // `config` is a package; `src/config` and `@/config` may be of the workspace.
  if (!isRelative && !inside.includes("/") && inside === specifier) return null;
  const wanted = isRelative ? join(dirname(from), inside) : `${sep}${inside.split("/").join(sep)}`;
  const isWanted = (path: string): boolean => (isRelative ? path === wanted : path.endsWith(wanted));
  return (
    files.find(({ path }) => isCodePath(path) && isWanted(path.replace(EXTENSION, ""))) ??
    files.find(({ path }) => isCodePath(path) && isWanted(path.replace(EXTENSION, "").replace(/[\\/]index$/, ""))) ??
    null
  );
}

function isCodePath(path: string): boolean {
  return EXTENSION.test(path);
}

/** A dotted name, `./orders.routes.js.router.prefix`, as the file that it begins with and the names behind it. */
export function splitTypeScriptName(
  dotted: string,
  from: string,
  files: readonly ModuleFile[],
): { file: ModuleFile; names: string[] } | null {
  const parts = dotted.split(".");
  for (let length = parts.length - 1; length > 0; length--) {
    const specifier = parts.slice(0, length).join(".");
    const file = specifier === "" ? null : typescriptFile(specifier, from, files);
    if (file) return { file, names: parts.slice(length) };
  }
  return null;
}
