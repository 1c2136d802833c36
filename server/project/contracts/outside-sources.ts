import { readdirSync } from "node:fs";
import { join } from "node:path";
import { typescriptModuleName } from "../../code/names/typescript/module-paths.ts";
import { isPython, isTypeScript } from "../../facts/languages.ts";
import type { ContractFolder } from "../contract-folder.ts";
import type { Files } from "../files.ts";
import { statOf } from "../regular-file.ts";
import { pathFrom } from "../slash-path.ts";
import { ClassIndex, moduleName } from "./class-index.ts";
import type { ContractSource, Listed } from "./repository.ts";
import { listedInSchemas } from "./schema-documents.ts";

type Language = "python" | "typescript";

/** A file beside the workspace's own, and what its module is called. */
interface Outside extends Pick<ContractSource, "module" | "typescript"> {
  path: string;
}

/** What the sources hold. */
interface Known {
  /** By path. */
  files: Map<string, Outside>;
  byModule: Record<Language, Map<string, string[]>>;
  /** Documents that may hold JSON Schemas. */
  schemas: string[];
}

/** Files of all sources together; a whole environment named by mistake is not read to its end. */
const MAX_FILES = 5000;

/** Folders that hold no contract. */
const SKIPPED = /^(?:__pycache__|node_modules|tests?|\..*)$/;

/** The contract sources that a configuration names beside the workspace's own files. They are listed when the first of them is asked for. */
export class OutsideSources {
  readonly #folders: readonly ContractFolder[];
  readonly #files: Files;
  readonly #indexes: Record<Language, ClassIndex>;
  #known: Known | null = null;

  #listed: Listed[] | null = null;

  constructor(folders: readonly ContractFolder[], files: Files) {
    this.#folders = folders;
    this.#files = files;
    this.#indexes = { python: new ClassIndex(files), typescript: new ClassIndex(files, "typescript") };
  }

  /** The files of a dotted module. */
  filesOf(language: Language, module: string): readonly Outside[] {
    if (this.#folders.length === 0) return [];
    return this.#named(this.#all().byModule[language].get(module) ?? []);
  }

  /** The files that may define a class of this name. */
  defining(language: Language, className: string): readonly Outside[] {
    if (this.#folders.length === 0) return [];
    return this.#named(this.#indexes[language].paths(className, this.#all().files.keys()));
  }

  classNames(language: Language): readonly string[] {
    return this.#folders.length === 0 ? [] : this.#indexes[language].names(this.#all().files.keys());
  }

  /** The models that JSON Schemas and OpenAPI documents describe, in Python's words. */
  get listed(): readonly Listed[] {
    return this.#folders.length === 0 ? [] : (this.#listed ??= listedInSchemas(this.#all().schemas, this.#files));
  }

  #named(paths: readonly string[]): Outside[] {
    const { files } = this.#all();
    return paths.flatMap((path) => files.get(path) ?? []);
  }

  #all(): Known {
    if (this.#known) return this.#known;
    const known: Known = { files: new Map(), byModule: { python: new Map(), typescript: new Map() }, schemas: [] };
    let left = MAX_FILES;
    for (const folder of this.#folders) {
      const main = folder.isNode ? this.#mainTypes(folder.path) : null;
      for (const path of filesBelow(folder.path)) {
        if (left-- <= 0) break;
        const modules = modulesOf(path, folder, main);
        const [first] = modules;
        if (first) {
          const typescript = isTypeScript(path) ? { typescript: pathFrom(folder.base, path) } : {};
          known.files.set(path, { path, module: first, ...typescript });
          const byModule = known.byModule[isPython(path) ? "python" : "typescript"];
          for (const module of modules) byModule.set(module, [...(byModule.get(module) ?? []), path]);
        } else if (!folder.isNode && /\.(?:json|ya?ml)$/i.test(path)) known.schemas.push(path);
      }
    }
    return (this.#known = known);
  }

  /** The file of types that an import of a package by its name leads to. */
  #mainTypes(folder: string): string | null {
    const named = mainOf(this.#files.text(join(folder, "package.json")));
    return named === null ? null : join(folder, named);
  }
}

/** What the modules of a file are called, the name from which its classes are imported first; none for a file that is no code. */
function modulesOf(path: string, { base, path: top, isNode }: ContractFolder, main: string | null): string[] {
  if (isPython(path)) return isNode ? [] : [moduleName(base, path) ?? []].flat();
  if (!isTypeScript(path) || (isNode && !/\.d\.[cm]?ts$/.test(path))) return [];
  const own = typescriptModuleName(pathFrom(base, path));
  const root = typescriptModuleName(pathFrom(base, top));
  return isNode && path === main && own !== root ? [root, own] : [own];
}

/** `types` of a package, or what its exports say of it; the first that says so. */
function mainOf(text: string): string | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    // A package without a manifest has its `index.d.ts`.
    return null;
  }
  const { types, typings, exports } = manifest as Record<string, unknown>;
  const said = [types, typings].find((value) => typeof value === "string");
  return said ?? typesIn((exports as Record<string, unknown> | undefined)?.["."] ?? exports, 0);
}

function typesIn(value: unknown, depth: number): string | null {
  if (typeof value !== "object" || value === null || depth > 4) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "types" && typeof inner === "string") return inner;
    const found = typesIn(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Files below a folder, or the file itself; no link in it is followed. */
function* filesBelow(path: string): Generator<string> {
  if (statOf(path)?.isFile() === true) yield path;
  else yield* filesIn(path);
}

function* filesIn(folder: string): Generator<string> {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // Gone since it was named.
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && !SKIPPED.test(entry.name)) yield* filesIn(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}
