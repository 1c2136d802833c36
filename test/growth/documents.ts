import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCases } from "../../server/cli/rule-cases/case.ts";
import type { Shape } from "./shapes.ts";

const FOLDER = join(import.meta.dirname, "..", "rules");

/** The code blocks of the rules' documents, each document's first ones of a language repeated behind one another. */
export function documentShapes(): Shape[] {
  const documents = readdirSync(FOLDER).filter((name) => name.endsWith(".md"));
  return documents.flatMap((document) => {
    const byEnding = new Map<string, string>();
    for (const { files } of readCases(readFileSync(join(FOLDER, document), "utf8")))
      for (const { path, text } of files) {
        const ending = /\.\w+$/.exec(path)?.[0] ?? "";
        if (/^\.(?:py|ya?ml|md|tsx?)$/.test(ending) && (byEnding.get(ending)?.length ?? 0) < LONG)
          byEnding.set(ending, `${byEnding.get(ending) ?? ""}${text}\n`);
      }
    return [...byEnding].map(([ending, text]) => ({
      name: `${document}: ${ending}`,
      unit: 2,
      files: (times: number) => ({ [`module${ending}`]: separated(text, ending).repeat(times) }),
    }));
  });
}

/** Characters of a document's blocks that are repeated. */
const LONG = 6_000;

function separated(text: string, ending: string): string {
  return /ya?ml/.test(ending) ? `---\n${text}` : text;
}
