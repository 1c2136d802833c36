import type { Module, ModuleFile } from "../../server/facts/project.ts";

/** The module's README: a file of that name, else one named by the module's id, else its only Markdown document that is no wiring snippet. */
export function readmeOf({ files, id }: Module): ModuleFile | null {
  const documents = files.filter(({ document, path }) => document !== null && !isWiring(path));
  const name = `${id.replaceAll(".", "_")}.md`;
  return (
    documents.find(({ path }) => /(?:^|\/)README\.md$/i.test(path)) ??
    documents.find(({ path }) => path.endsWith(`/${name}`)) ??
    (documents.length === 1 ? (documents[0] as ModuleFile) : null)
  );
}

/** True for `WIRING.md`, `WIRING_ORDERS.md`. */
export function isWiring(path: string): boolean {
  return /(?:^|\/)WIRING[^/]*\.md$/i.test(path);
}
