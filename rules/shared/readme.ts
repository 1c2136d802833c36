import type { Module, ModuleFile } from "../../server/facts/project.ts";

/** The module's README: a file of that name, else the one Markdown document of the module that is no wiring snippet. */
export function readmeOf({ files }: Module): ModuleFile | null {
  const documents = files.filter(({ document, path }) => document !== null && !isWiring(path));
  return documents.find(({ path }) => /(?:^|\/)README\.md$/i.test(path)) ?? documents[0] ?? null;
}

/** True for `WIRING.md`, `WIRING_ORDERS.md`. */
export function isWiring(path: string): boolean {
  return /(?:^|\/)WIRING[^/]*\.md$/i.test(path);
}
