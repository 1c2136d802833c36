import { join } from "node:path";
import type { Place } from "../facts/agreements.ts";
import { parseYaml, type YamlEntry, type YamlNode } from "../syntax/yaml.ts";
import type { AgreementRow } from "./agreement-rows.ts";
import { CONFIG_NAME } from "./config.ts";
import type { Files } from "./files.ts";

/** Where the rows of agreements stand in the configuration as it is now: they move with it, and stay the same rows. */
export class RowPlaces {
  readonly #root: string;
  readonly #files: Files;
  readonly #known = new Map<string, YamlNode | null>();

  constructor(root: string, files: Files) {
    this.#root = root;
    this.#files = files;
  }

  /** The configuration file that has a row. */
  fileOf({ from }: AgreementRow): string {
    return from ?? join(this.#root, CONFIG_NAME);
  }

  /** The place of a row's id, or of the value of a key of one of its sources, with what stands there. */
  of(row: AgreementRow, source: number | null, key: string | null): Place & { text: string | null } {
    const path = this.fileOf(row);
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
