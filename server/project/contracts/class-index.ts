import { join, sep } from "node:path";
import { DEDUPE_NAME } from "../../facts/extract/dedupe.ts";
import { isPython, isTypeScript } from "../../facts/languages.ts";
import type { Files } from "../files.ts";

/** `class Name` at any indentation, and `Name = Other`, as plain text: a quick answer to which files may define a class. */
const CLASS =
  /^(?:[ \t]*class[ \t]+([A-Za-z_]\w*)|([A-Z]\w*[a-z]\w*)[ \t]*(?::[ \t]*[\w.]*TypeAlias[ \t]*)?=[ \t]*(?:[a-z_]\w*\.)*[A-Z]\w*[ \t]*\r?(?:#.*)?$)/gm;

/** The same for TypeScript: classes, interfaces, enums, types, names of exports, and constants that may be schemas. */
const TYPESCRIPT_CLASS =
  /\b(?:class|interface|enum)\s+([A-Za-z_$][\w$]*)|\btype\s+([A-Za-z_$][\w$]*)\s*(?:<[^=]*>\s*)?=|\b(?:const|let|var)\s+([A-Za-z_$][\w$]*[sS]chema|[A-Z][\w$]*[a-z][\w$]*)\s*[:=]|\bas\s+([A-Z][\w$]*)\s*[,}]/g;

const DUPLICATES = new RegExp(`def[ \\t]+\\w*(?:${DEDUPE_NAME.source})`, "i");

/** Words that show which field identifies a tool, in both spellings. */
const IDENTITY_WORDS = [
  ["tool_id", "toolId"],
  ["tool_name", "toolName"],
] as const;

/** What a file is about beside its classes, as plain text: `duplicates`, and the identity words that it holds. */
type Topic = "duplicates" | (typeof IDENTITY_WORDS)[number][0];

/** Which workspace files define a class of which name. Texts are only searched; a file is parsed when one of its classes is asked for. */
export class ClassIndex {
  readonly #files: Files;
  readonly #isOwn: (path: string) => boolean;
  readonly #pattern: RegExp;
  readonly #byPath = new Map<string, readonly string[]>();
  readonly #topics = new Map<string, ReadonlySet<Topic>>();
  #byName: Map<string, Set<string>> | null = null;

  constructor(files: Files, language: "python" | "typescript" = "python") {
    this.#files = files;
    this.#isOwn = language === "python" ? isPython : isTypeScript;
    this.#pattern = language === "python" ? CLASS : TYPESCRIPT_CLASS;
  }

  /** Paths of the files that define a class of this name, sorted. @param sources absolute paths of all sources */
  paths(name: string, sources: Iterable<string>): string[] {
    this.#byName ??= this.#build(sources);
    return [...(this.#byName.get(name) ?? [])].sort();
  }

  /** Every class name of the workspace. */
  names(sources: Iterable<string>): string[] {
    this.#byName ??= this.#build(sources);
    return [...this.#byName.keys()];
  }

  /** Paths of the files about a topic, sorted: those that may hold functions named for duplicates, or that hold a word. */
  pathsAbout(topic: string, sources: Iterable<string>): string[] {
    this.#byName ??= this.#build(sources);
    return [...this.#topics].flatMap(([path, topics]) => (topics.has(topic as Topic) ? [path] : [])).sort();
  }

  /** Reads a file ahead of the first question, which needs all of them. */
  prepare(path: string): void {
    if (!this.#byName && !this.#byPath.has(path) && this.#isOwn(path)) this.#byPath.set(path, this.#read(path));
  }

  /** Takes note of a changed file; true when its class names changed. */
  refresh(path: string): boolean {
    if (!this.#isOwn(path)) return false;
    if (!this.#byName) {
      this.#byPath.delete(path);
      this.#topics.delete(path);
      return false;
    }
    const wasAbout = this.#topics.get(path) ?? new Set();
    const before = this.#byPath.get(path) ?? [];
    const now = this.#read(path);
    if (before.length === now.length && before.every((name, at) => name === now[at]))
      return !sameTopics(wasAbout, this.#topics.get(path) ?? new Set());
    for (const name of before) this.#byName.get(name)?.delete(path);
    this.#add(this.#byName, path, now);
    return true;
  }

  #build(sources: Iterable<string>): Map<string, Set<string>> {
    const byName = new Map<string, Set<string>>();
    for (const path of sources) if (this.#isOwn(path)) this.#add(byName, path, this.#byPath.get(path) ?? this.#read(path));
    return byName;
  }

  #add(byName: Map<string, Set<string>>, path: string, names: readonly string[]): void {
    this.#byPath.set(path, names);
    for (const name of names) {
      const paths = byName.get(name);
      if (paths) paths.add(path);
      else byName.set(name, new Set([path]));
    }
  }

  #read(path: string): readonly string[] {
    const read = this.#files.read(path);
    this.#topics.delete(path);
    if ("problem" in read) return [];
    const topics = topicsOf(read.text);
    if (topics.size > 0) this.#topics.set(path, topics);
    const names = [...read.text.matchAll(this.#pattern)].map((match) => match.slice(1).find(Boolean) as string);
    return [...new Set(names.flatMap((name) => [name, ...modelOfSchema(name)]))].sort();
  }
}

function topicsOf(text: string): Set<Topic> {
  const topics = new Set<Topic>();
  if (DUPLICATES.test(text)) topics.add("duplicates");
  for (const words of IDENTITY_WORDS) if (words.some((word) => text.includes(word))) topics.add(words[0]);
  return topics;
}

function sameTopics(one: ReadonlySet<Topic>, other: ReadonlySet<Topic>): boolean {
  return one.size === other.size && [...one].every((topic) => other.has(topic));
}

/** `Order` for `orderSchema` and `OrderSchema`: a schema answers to the name of its model too. */
function modelOfSchema(name: string): string[] {
  const stem = /^([A-Za-z_$][\w$]*)Schema$/.exec(name)?.[1];
  return stem ? [`${stem.charAt(0).toUpperCase()}${stem.slice(1)}`] : [];
}

/** Folders from which the workspace's own modules are imported. */
export function sourceRoots(root: string): string[] {
  return [root, join(root, "src")];
}

/** The dotted module name of a file (`memory/substrate_models.py` is `memory.substrate_models`), null for a file outside the roots. */
export function moduleName(root: string, path: string): string | null {
  for (const folder of sourceRoots(root).toReversed()) {
    if (!path.startsWith(folder + sep)) continue;
    return path
      .slice(folder.length + 1)
      .replace(/\.pyi?$/, "")
      .split(sep)
      .join(".")
      .replace(/\.__init__$/, "");
  }
  return null;
}

/** The files a dotted module may be, best first. */
export function moduleCandidates(root: string, dotted: string): string[] {
  const path = dotted.split(".").join(sep);
  return sourceRoots(root).flatMap((folder) => [
    `${join(folder, path)}.py`,
    join(folder, path, "__init__.py"),
    `${join(folder, path)}.pyi`,
  ]);
}
