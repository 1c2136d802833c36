import { join } from "node:path";
import type { Place } from "../facts/agreements.ts";
import { parseYaml, type YamlEntry, type YamlNode } from "../syntax/yaml.ts";
import type { AgreementRow } from "./agreement-rows.ts";
import { CONFIG_NAME } from "./config.ts";
import type { Files } from "./files.ts";
import { isInside } from "./folders-above.ts";
import { pathFrom } from "./slash-path.ts";

/** Folders of what is installed: nobody edits a file there. */
const INSTALLED = /(?:^|\/)(?:node_modules|\.venv|venv|site-packages)\//;

/** Where the rows of agreements stand in the configuration as it is now: they move with it, and stay the same rows. */
export class RowPlaces {
  readonly #root: string;
  readonly #files: Files;
  readonly #known = new Map<string, YamlNode | null>();

  constructor(root: string, files: Files) {
    this.#root = root;
    this.#files = files;
  }

  /** The configuration file in which a row is told of: the one that has it, or where that is not the workspace's own, the one that extends it. */
  fileOf({ from }: AgreementRow): string {
    return from !== undefined && this.#isOwn(from) ? from : join(this.#root, CONFIG_NAME);
  }

  #isOwn(path: string): boolean {
    return isInside(this.#root, path) && !INSTALLED.test(pathFrom(this.#root, path));
  }

  /** The place of a row's id, or of the value of a key of one of its sources, with what stands there. */
  of(row: AgreementRow, source: number | null, key: string | null): Place & { text: string | null } {
    const path = this.fileOf(row);
    if (row.from !== undefined && row.from !== path) {
      const named = entryOf(this.#read(path), "extends")?.keySpan;
      return { path, at: named ? { start: named.start, end: named.end } : { start: 0, end: 0 }, text: null };
    }
    const rows = entryOf(this.#read(path), "agreements")?.value;
    const own = rows?.kind === "list" ? rows.items.find((item) => textOf(entryOf(item, "id")?.value) === row.id) : undefined;
    const sources = entryOf(own, "sources")?.value;
    const inner = source === null || sources?.kind !== "list" ? own : sources.items[source];
    const value = (key === null ? entryOf(own, "id") : entryOf(inner, key))?.value ?? inner;
    return { path, at: value ? { start: value.span.start, end: value.span.end } : { start: 0, end: 0 }, text: textOf(value) };
  }

  forget(path: string): void {
    this.#known.delete(path);
  }

  #read(path: string): YamlNode | null {
    let root = this.#known.get(path);
    if (root === undefined) {
      root = parseYaml(this.#files.text(path).replace(/^\ufeff/, " "))[0]?.root ?? null;
      this.#known.set(path, root);
    }
    return root;
  }
}

function entryOf(node: YamlNode | null | undefined, key: string): YamlEntry | undefined {
  return node?.kind === "map" ? node.entries.findLast((entry) => entry.key === key) : undefined;
}

function textOf(node: YamlNode | null | undefined): string | null {
  return node?.kind === "scalar" && node.value !== null ? String(node.value) : null;
}
