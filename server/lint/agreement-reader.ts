import { nearest } from "../../rules/shared/nearest.ts";
import {
  NotExact,
  type Agreement,
  type OwnSet,
  type Place,
  type SetItem,
  type SourceSet,
  type Unread,
} from "../facts/agreements.ts";
import type { FileFacts } from "../facts/kinds.ts";
import type { ModuleNames } from "../code/index.ts";
import { readData, readDataSet, type DataQuery } from "../facts/sets/data.ts";
import { readDeclaredSet } from "../facts/sets/declared.ts";
import { isDotenv, readDotenvSet } from "../facts/sets/dotenv.ts";
import { readRegisteredSet } from "../facts/sets/registered.ts";
import { readSettingsSet } from "../facts/sets/settings.ts";
import { isCode } from "../facts/languages.ts";
import { SCHEMA_PARTS, SOURCE_KINDS, type AgreementRow, type AgreementSource } from "../project/agreement-rows.ts";
import { RowPlaces } from "../project/agreement-places.ts";
import { SourceFiles } from "../project/agreement-files.ts";
import type { Files } from "../project/files.ts";
import { pathFrom } from "../project/slash-path.ts";
import type { ModuleFiles } from "../project/modules.ts";

/** What agreements are read from. */
export interface AgreementGround {
  /** The workspace folder. */
  readonly root: string;
  readonly files: Files;
  readonly sources: () => ReadonlySet<string>;
  readonly modules: () => readonly ModuleFiles[];
  /** Looks into a file of code; null for one that can not be read. The paths of other files that were asked are added to `asked`. */
  readonly look: <T>(path: string, asked: Set<string>, work: (code: CodeLook) => T) => T | null;
}

/** A file of code as the readers of sets see it. */
export interface CodeLook {
  readonly names: ModuleNames | null;
  readonly facts: Pick<FileFacts, "env">;
  readonly absolute: (dotted: string) => string;
  readonly own: string | null;
  /** What a name of another file stands for. */
  readonly constant: (dotted: string) => string | null;
}

/** Reads what the sources of agreements say now; what one file says is kept until the file changes. */
export class AgreementReader {
  readonly #ground: AgreementGround;
  readonly #places: RowPlaces;
  readonly #files: SourceFiles;
  /** Other files that a file's sets were read with, by its path. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #known = new Map<string, Map<AgreementSource, OwnSet | NotExact>>();

  constructor(ground: AgreementGround) {
    this.#ground = ground;
    this.#places = new RowPlaces(ground.root, ground.files);
    this.#files = new SourceFiles(ground.root, ground.files, ground.sources);
  }

  /** A file has a part in a row now. */
  concerns(row: AgreementRow, path: string): boolean {
    return path === this.#places.fileOf(row) || row.sources.some((source) => this.#concerns(source, path));
  }

  /** The same for a file that may have had one before it changed, or that others were read with. */
  mayConcern(row: AgreementRow, path: string): boolean {
    if (this.concerns(row, path)) return true;
    const asking = [...this.#asked].filter(([, asked]) => asked.has(path)).map(([by]) => by);
    if (asking.some((by) => this.concerns(row, by))) return true;
    return /\.(?:ya?ml|md)$/.test(path) && row.sources.some(({ specs }) => specs !== undefined);
  }

  #concerns(source: AgreementSource, path: string): boolean {
    return source.specs === undefined
      ? this.#files.matches(source, path)
      : this.#specs(source).some(({ spec }) => spec.path === path);
  }

  /** The files that have a part in a row. */
  files(row: AgreementRow): string[] {
    const all = row.sources.flatMap((source) =>
      source.specs === undefined ? this.#files.of(source) : this.#specs(source).map(({ spec }) => spec.path),
    );
    return [...new Set([this.#places.fileOf(row), ...all])].filter((path) => this.#ground.files.exists(path));
  }

  forget(path: string): void {
    for (const [by, asked] of this.#asked) {
      if (by !== path && !asked.has(path)) continue;
      this.#known.delete(by);
      this.#asked.delete(by);
    }
    this.#known.delete(path);
    this.#files.forget(path);
    this.#places.forget(path);
  }

  read(row: AgreementRow): Agreement {
    const { id, why = null, docs = null, severity = "error", direction = "equal", except = [] } = row;
    const sources = row.sources.map((source, at) => this.#read(row, source, at));
    return { id, why, docs, severity, direction, except: new Set(except), row: this.#places.of(row, null, null), sources };
  }

  #read(row: AgreementRow, source: AgreementSource, at: number): SourceSet | Unread {
    const kind = SOURCE_KINDS.find((one) => source[one] !== undefined) ?? "keys";
    const place = (key: string): Place & { text: string | null } => this.#places.of(row, at, key);
    const called = this.#called(source, kind);
    if (source.specs !== undefined) return { called, items: this.#specItems(source), declared: place(kind), insertion: null };
    const files = this.#files.of(source);
    if (kind === "names") {
      const items = files.map((path) => ({ text: this.#files.nameOf(source, path), path, at: { start: 0, end: 0 } }));
      return { called, items, declared: place(kind), insertion: null };
    }
    const items: SetItem[] = [];
    let declared: Place | null = null;
    let insertion: SourceSet["insertion"] = null;
    for (const path of files) {
      const set = this.#ofFile(source, path);
      if (set instanceof NotExact)
        return this.#unread(set, path, place(source.file !== undefined && !this.#ground.files.exists(path) ? "file" : kind));
      items.push(...set.items.map((item) => ({ ...item, path })));
      if (set.declared) declared = { path, at: set.declared };
      ({ insertion } = set);
    }
    // What is spread over a file or several is declared by its row.
    return { called, items, declared: declared ?? place(kind), insertion: declared ? insertion : null };
  }

  #unread({ message, at, missing }: NotExact, path: string, row: Place & { text: string | null }): Unread {
    const near = missing && row.text === missing.name ? nearest(missing.name, missing.known) : null;
    const hint = missing ? nearest(missing.name, missing.known) : null;
    const shown = pathFrom(this.#ground.root, path);
    const why = `${shown}: ${message}${hint === null ? "" : `; did you mean \`${hint}\`?`}`;
    return { unread: { row, why, place: at ? { path, at } : null, wrong: missing !== null, near } };
  }

  #ofFile(source: AgreementSource, path: string): OwnSet | NotExact {
    let known = this.#known.get(path);
    if (!known) this.#known.set(path, (known = new Map<AgreementSource, OwnSet | NotExact>()));
    let set = known.get(source);
    if (!set) known.set(source, (set = this.#readFile(source, path)));
    return set;
  }

  #readFile(source: AgreementSource, path: string): OwnSet | NotExact {
    try {
      return isCode(path) ? this.#readCode(source, path) : this.#readData(source, path);
    } catch (error) {
      if (error instanceof NotExact) return error;
      throw error;
    }
  }

  #readData(source: AgreementSource, path: string): OwnSet {
    const read = this.#ground.files.read(path);
    if ("problem" in read) throw missingFile(read.problem, this.#ground, path);
    const query = queryOf(source);
    if (isDotenv(path)) return readDotenvSet(read.text);
    if (!/\.(?:ya?ml|json)$/.test(path)) throw new NotExact("it is neither code, YAML, JSON nor a dotenv file");
    if (!query) throw new NotExact("it is no code");
    return readDataSet(read.text, readData(path, read.text), query);
  }

  #readCode(source: AgreementSource, path: string): OwnSet {
    const read = this.#ground.files.read(path);
    if ("problem" in read) throw missingFile(read.problem, this.#ground, path);
    let asked = this.#asked.get(path);
    if (!asked) this.#asked.set(path, (asked = new Set<string>()));
    const set = this.#ground.look(path, asked, ({ names, facts, absolute, own, constant }) => {
      if (!names) throw new NotExact("it does not parse");
      const { calls, decorated, argument = null, settings, keys, values } = source;
      const name = calls ?? decorated;
      if (name !== undefined)
        return readRegisteredSet(names, {
          by: calls === undefined ? "decorated" : "calls",
          name,
          argument,
          absolute,
          own,
          constant,
        });
      if (settings !== undefined) return readSettingsSet(names, facts, settings);
      const declared = keys ?? values;
      if (declared === undefined) throw new NotExact("it is code, and no YAML or JSON");
      return readDeclaredSet(
        names,
        typeof declared === "string" ? declared : declared.join("."),
        keys === undefined ? "values" : "keys",
        constant,
      );
    });
    if (!set) throw new NotExact("it takes more work than one file may");
    return set;
  }

  #specs({ specs }: AgreementSource): ModuleFiles[] {
    return this.#ground
      .modules()
      .filter(({ spec }) => spec.id !== null && !spec.isTemplate && (specs === "any" || spec.kind === specs));
  }

  #specItems(source: AgreementSource): SetItem[] {
    return this.#specs(source).map(({ spec }) => ({ text: spec.id ?? "", path: spec.path, at: spec.idSpan }));
  }

  #called(source: AgreementSource, kind: (typeof SOURCE_KINDS)[number]): string {
    const named = source[kind];
    const what = `\`${Array.isArray(named) ? named.join(".") : String(named)}\``;
    const where = source.file === undefined ? "" : ` in ${source.file}`;
    if (kind === "calls") return `calls of ${what}${where}`;
    if (kind === "decorated") return `definitions under \`@${String(named)}\`${where}`;
    if (kind === "specs") return named === "any" ? "the ids of the specs" : `the ids of the specs of kind ${String(named)}`;
    if (kind === "names") return `the files ${what}`;
    if (kind === "asyncapi" || kind === "openapi" || kind === "mcp") return `the ${String(named)}${where}`;
    return named === "." ? (source.file ?? "") : `${what}${where}`;
  }
}

function queryOf({ keys, values, asyncapi, openapi, mcp }: AgreementSource): DataQuery | null {
  const at = keys ?? values;
  if (at !== undefined) {
    const path = typeof at === "string" ? (at === "." ? [] : at.split(".")) : at;
    return { take: keys === undefined ? "values" : "keys", paths: [path] };
  }
  if (asyncapi) return SCHEMA_PARTS.asyncapi[asyncapi];
  if (openapi) return SCHEMA_PARTS.openapi[openapi];
  return mcp ? SCHEMA_PARTS.mcp[mcp] : null;
}

/** A file that the row names and that is not there, or can not be read. */
function missingFile(problem: string, { root, sources, files }: AgreementGround, path: string): NotExact {
  if (files.exists(path)) return new NotExact(problem);
  const name = pathFrom(root, path);
  return new NotExact(problem, { missing: { name, known: [...sources()].map((source) => pathFrom(root, source)) } });
}
