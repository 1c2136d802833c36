import { partOf } from "../../rules/profile/contract-parts.ts";
import { MAX_CONFIG_SIZE, type Config, type LoadedConfig } from "../project/config.ts";
import { Files } from "../project/files.ts";
import { plainYaml } from "../project/yaml-place.ts";
import { Text } from "../syntax/text.ts";
import { parseYaml, type YamlMap, type YamlNode } from "../syntax/yaml.ts";

/** Keys that hold a table: each row of them comes from somewhere. */
const TABLES = new Set(["rules", "contracts", "injected", "generate"]);

/** Where a configuration says what: `FILE:LINE` by the key (`rules.type_ignore`, `overrides[1]`, `profile.forbidden_imports[3]`). */
export type Origins = Record<string, string>;

/** The place of each key, and of each row of a table, that is not as by default. Of files that say the same the last one counts. */
export function originsOf({ files, untrusted, config }: LoadedConfig, show: (path: string) => string): Origins {
  const origins: Origins = {};
  const rows = new Map<string, string>();
  const sources = new Map<string, { root: YamlMap; at: (node: { start: number }) => string }>();
  let overrides = 0;
  for (const path of files) {
    let source = sources.get(path);
    if (!source) {
      const text = new Text(new Files(MAX_CONFIG_SIZE).text(path).replace(/^\ufeff/, " "));
      const root = parseYaml(text.value)[0]?.root;
      if (root?.kind !== "map") continue;
      source = { root, at: ({ start }) => `${show(path)}:${text.position(start).line + 1}` };
      sources.set(path, source);
    }
    const { root, at } = source;
    for (const { key, keySpan, value } of root.entries) {
      // The older key is the same table by other names.
      const table = key === "model_aliases" ? "contracts" : key;
      if (TABLES.has(table) && value?.kind === "map")
        for (const row of value.entries)
          origins[`${table}.${table === "contracts" ? partOf(row.key) : row.key}`] = at(row.keySpan);
      else if (key === "overrides" && value?.kind === "list")
        for (const row of value.items) origins[`overrides[${overrides++}]`] = at(row.span);
      else if (key === "agreements" && value?.kind === "list")
        for (const row of value.items) origins[`agreements.${String((plainYaml(row) as { id?: unknown }).id)}`] = at(row.span);
      else if (key === "profile" && value) notePart(value, "profile", { origins, rows, at });
      else if (key !== "extends") origins[key] = at(keySpan);
    }
  }
  for (const key of untrusted) delete origins[key];
  return { ...origins, ...rowOrigins(config.profile, rows) };
}

interface Notes {
  origins: Origins;
  /** Rows of lists, by the key of the list and what they say. */
  rows: Map<string, string>;
  at: (span: { start: number }) => string;
}

/** Keys with which a list is changed in place of being named anew. */
const CHANGES = new Set(["add", "replace"]);

function notePart(node: YamlNode, name: string, notes: Notes): void {
  if (node.kind === "list") for (const row of node.items) notes.rows.set(rowKey(name, plainYaml(row)), notes.at(row.span));
  if (node.kind !== "map") return;
  for (const { key, keySpan, value } of node.entries) {
    if (CHANGES.has(key) && value?.kind === "list") notePart(value, name, notes);
    else if (value?.kind === "map") notePart(value, `${name}.${key}`, notes);
    else {
      if (value) notePart(value, `${name}.${key}`, notes);
      // A list has the places of its rows; one whose rows are taken away, and a value, have their own.
      if (value?.kind !== "list") notes.origins[`${name}.${key}`] = notes.at(keySpan);
    }
  }
}

function rowKey(name: string, row: unknown): string {
  return `${name} ${JSON.stringify(row, (_, value: unknown) => (isMap(value) ? Object.fromEntries(Object.entries(value).sort()) : value))}`;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function rowOrigins(tables: Config["profile"], rows: ReadonlyMap<string, string>): Origins {
  const found: Origins = {};
  if (rows.size === 0) return found;
  const look = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      for (const [index, row] of value.entries()) {
        const place = rows.get(rowKey(name, row));
        if (place !== undefined) found[`${name}[${index}]`] = place;
      }
    } else if (isMap(value)) for (const [key, part] of Object.entries(value)) look(part, `${name}.${key}`);
  };
  look(tables, "profile");
  return found;
}
