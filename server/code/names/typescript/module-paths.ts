/** How TypeScript modules of a workspace are named, without a look at any file. */

const EXTENSION = /\.(?:d\.)?(?:[cm]?[jt]s|[jt]sx)$/;

/** The dotted name of a file: `src/models/order.ts` is `src.models.order`, an `index.ts` its folder. @param path relative to the workspace, with forward slashes */
export function typescriptModuleName(path: string): string {
  return path
    .replace(EXTENSION, "")
    .replace(/\/index$/, "")
    .replaceAll("/", ".");
}

/** A module that a file imports, as the workspace knows it: `./orders.js` in `src/api/routes.ts` is `src.api.orders`. Packages keep their names. */
export function importedModuleName(specifier: string, path: string): string {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) {
    const inside = /^[@~]\/(.*)$/.exec(specifier)?.[1] ?? (specifier.startsWith("@") ? null : specifier);
    return inside?.includes("/") || inside !== specifier ? dotted(inside ?? specifier) : specifier;
  }
  const parts = path.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return dotted(parts.join("/"));
}

function dotted(path: string): string {
  return path
    .replace(EXTENSION, "")
    .replace(/\/index$/, "")
    .replaceAll("/", ".");
}

/**
 * A dotted name that a file uses, as the workspace knows it: `./orders.js.Order` in `src/api/routes.ts` is `src.api.orders.Order`; a name of the file
 * itself alike.
 */
export function workspaceName(name: string, path: string): string {
  if (!/[./]/.test(name)) return `${typescriptModuleName(path)}.${name}`;
  const slash = name.lastIndexOf("/");
  if (slash < 0) return name;
  const folder = name.slice(0, slash + 1);
  const rest = name.slice(slash + 1);
  // `order.model.js.Order`: the extension ends the file's name; without one, what follows the last dot is the name.
  const split = /^(.*?\.(?:[cm]?[jt]s|[jt]sx))\.(.+)$/.exec(rest) ?? /^(.*)\.([^.]+)$/.exec(rest);
  if (!split) return importedModuleName(name, path);
  return `${importedModuleName(`${folder}${split[1]}`, path)}.${split[2]}`;
}

/** `node:crypto` and `crypto` are one module. */
export function moduleSpecifier(source: string): string {
  return source.startsWith("node:") ? source.slice(5) : source;
}
