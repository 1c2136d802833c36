import { BudgetSpent } from "../../syntax/meter.ts";
import { readMarkdown } from "../../syntax/markdown.ts";
import { parseYaml, type YamlDocument } from "../../syntax/yaml.ts";
import { specDocument, type SpecDocument } from "./document.ts";
import { entryAt } from "./lookup.ts";
import { FLAT_MODULE, V2_METADATA } from "./v2-layout.ts";

/** Files whose last parse is kept: rules, module map and language features ask for the same text one after the other. */
const KEPT = 64;
const kept = new Map<string, Kept>();

interface Kept {
  text: string;
  documents: readonly YamlDocument[];
  specs: readonly SpecDocument[] | null;
  /** Reading it took more work than one file may: there is nothing of it. */
  spent: BudgetSpent | null;
}

/** The YAML documents of a file's text, in Markdown those of its fenced blocks; none of one that {@link spentOn} tells of. Parsed once as long as the text stays the same. */
export function parsedYaml(path: string, text: string): readonly YamlDocument[] {
  return entry(path, text).documents;
}

/** The spec documents of a file that is a spec. The same objects are returned as long as the text stays the same. */
export function readSpec(path: string, text: string): readonly SpecDocument[] {
  const known = entry(path, text);
  if (known.specs) return known.specs;
  try {
    known.specs = chosen(path, known.documents).map((yaml, index) => specDocument(path, text, yaml, index));
    return known.specs;
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    readWithout(path, text, error);
    return [];
  }
}

/** Why nothing was read of a text that is kept: it took too much work. Null for any other. */
export function spentOn(path: string, text: string): BudgetSpent | null {
  const known = kept.get(path);
  return known?.text === text ? known.spent : null;
}

/** Takes a text for one that takes too much work, without reading it. */
export function readWithout(path: string, text: string, spent: BudgetSpent): void {
  kept.set(path, { text, documents: [], specs: [], spent });
}

/** Something in the file could be read as YAML that says anything. */
export function hasYaml(path: string, text: string): boolean {
  return parsedYaml(path, text).some(({ root }) => root?.kind === "map");
}

/** Reads the first document of a text that lies in no file, such as the result of a migration. */
export function readSpecText(text: string): SpecDocument {
  return specDocument("", text, parseYaml(text)[0] as YamlDocument, 0);
}

function entry(path: string, text: string): Kept {
  const known = kept.get(path);
  kept.delete(path);
  const current = known?.text === text ? known : read(path, text);
  kept.set(path, current);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return current;
}

function read(path: string, text: string): Kept {
  try {
    return { text, documents: parse(path, text), specs: null, spent: null };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { text, documents: [], specs: [], spent: error };
  }
}

function parse(path: string, text: string): YamlDocument[] {
  if (!path.endsWith(".md")) return parseYaml(text);
  const fenced = readMarkdown(text)
    .blocks.filter(({ language }) => language === "yaml" || language === "yml")
    .flatMap(({ content }) => parseYaml(text.slice(content.start, content.end), content.start));
  if (fenced.some(isAboutModule) || !beginsWithKey(text)) return fenced;
  // A spec that is only called Markdown: YAML from its first line to its last.
  const bare = parseYaml(text);
  return bare.some(isAboutModule) ? bare : fenced;
}

/** The first line that is neither empty, a comment, a heading nor the mark of a document is a key. */
function beginsWithKey(text: string): boolean {
  const first = text.split(/\r\n|\n|\r/).find((line) => !/^\ufeff?\s*(?:#|---\s*$|%|$)/.test(line)) ?? "";
  return /^\ufeff?(?:["']?[\w-]+["']?[ \t]*:(?:\s|$)|\{)/.test(first);
}

/** In Markdown only blocks about a module count. In YAML empty documents between others do not, but an empty file is a spec with nothing in it. */
function chosen(path: string, documents: readonly YamlDocument[]): readonly YamlDocument[] {
  if (path.endsWith(".md")) return documents.filter(isAboutModule);
  const filled = documents.filter(({ root, problems }) => root !== null || problems.length > 0);
  return filled.length > 0 ? filled : documents.slice(0, 1);
}

/** Something in it says which module it is about. A section alone is an excerpt, and a text under `module` a word. */
function isAboutModule({ root }: YamlDocument): boolean {
  const module = entryAt(root, "module");
  if (module && (module.value?.kind !== "scalar" || module.value.value === null)) return true;
  if (FLAT_MODULE.some((key) => entryAt(root, key))) return true;
  return V2_METADATA.some((key) => entryAt(root, `metadata.${key}`));
}
