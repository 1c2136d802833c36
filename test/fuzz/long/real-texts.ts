import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../fixtures/random.ts";
import { readStdlib } from "../../oracles/stdlib.ts";
import { readTypeScript } from "../../oracles/typescript-eslint.ts";
import { realSpecs } from "../../real-fixes/sweep.ts";

/** What people wrote, by its language: Python's library, what the dependencies ship, this project, and the specs of the fixtures. */
export const LANGUAGES = ["python", "typescript", "yaml", "markdown"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Characters of a file that is taken in part. */
const LONGEST = 200_000;
/** Characters of a part: a longer text makes each comparison slower and says little more. */
const PART = 1_500;
/** One session in so many is about a whole file, unless that is very long. */
const WHOLE_ONE_IN = 30;
const LONGEST_WHOLE = 15_000;

const root = join(import.meta.dirname, "..", "..");

/** Every text of a language that is UTF-8 and not too long, in an order that is the same wherever the same files lie. */
export function readReal(language: Language): string[] {
  const texts = READ[language]().filter((text) => text.trim() !== "" && text.length <= LONGEST && !text.includes("\ufffd"));
  return [...new Set(texts)];
}

const READ: Record<Language, () => string[]> = {
  python: () => {
    const stdlib = readStdlib();
    if (typeof stdlib === "string") throw new Error(stdlib);
    return stdlib.files.map(({ text }) => text);
  },
  typescript: () =>
    ["node_modules", "server", "rules"].flatMap((folder) => readTypeScript(root, folder, () => true)).map(({ text }) => text),
  yaml: () => [...realSpecs().map(({ text }) => text), ...filesIn("node_modules", /\.ya?ml$/)],
  markdown: () => filesIn("node_modules", /\.md$/),
};

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => name.test(path) && !path.startsWith(".") && statSync(join(root, folder, path)).size <= LONGEST)
    .sort()
    .map((path) => readFileSync(join(root, folder, path), "utf8"));
}

/** Some lines of a text that stand together, from where one begins without an indent; at times all of it. */
export function excerpt(text: string, random: Random): string {
  if (text.length <= PART || (text.length <= LONGEST_WHOLE && random.chance(1 / WHOLE_ONE_IN))) return text;
  const lines = text.split(/(?<=\n)/);
  const starts = [...lines.keys()].filter((at) => /^\S/.test(lines[at] ?? ""));
  let taken = "";
  for (let at = starts.length > 0 ? random.pick(starts) : 0; at < lines.length; at++) {
    if (taken !== "" && taken.length + (lines[at]?.length ?? 0) > PART) break;
    taken += lines[at];
  }
  return taken.length > 2 * PART ? taken.slice(0, PART) : taken;
}
