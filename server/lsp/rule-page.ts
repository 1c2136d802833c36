import { existsSync } from "node:fs";
import { join } from "node:path";
import { uriOf } from "./paths.ts";

const pages = new Map<string, string | null>();

/**
 * The URI of the page about a rule that the build put beside the program; null where there is none. A link that needs no network
 * is the right one for the version at work. In the bundle `import.meta.dirname` is `dist/`, else it is this folder.
 */
export function rulePage(id: string): string | null {
  let page = pages.get(id);
  if (page === undefined) {
    const here = import.meta.dirname;
    const path = [join(here, "rules"), join(here, "..", "..", "dist", "rules")]
      .map((folder) => join(folder, `${id}.md`))
      .find((candidate) => existsSync(candidate));
    pages.set(id, (page = path === undefined ? null : uriOf(path)));
  }
  return page;
}
