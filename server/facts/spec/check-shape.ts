import type { Span } from "../../syntax/text.ts";
import type { YamlNode } from "../../syntax/yaml.ts";
import type { SpecDocument } from "./document.ts";
import { entryAt, isEmpty } from "./lookup.ts";
import { isPlaceholder } from "./placeholder.ts";
import { alternative, describeShape, shapeAt, shapeOfKey, specShape, typesOf, type Shape } from "./shape.ts";
import { newValue, v2Layout } from "./v2-layout.ts";

/** A value that the schema does not take. */
export interface ShapeProblem {
  at: Span;
  /** As the spec has it (`module.interfaces.inbound[0].auth`). */
  path: string;
  expected: string;
  found: string;
  /** The values it may take, when they are counted. */
  options: readonly string[];
}

/** A key that the schema does not know. */
export interface UnknownKey {
  at: Span;
  key: string;
  /** The map that holds it, empty for the document itself. */
  parent: string;
  /** Keys that the map may have and does not have yet. */
  known: readonly string[];
}

export interface ShapeReport {
  problems: readonly ShapeProblem[];
  unknown: readonly UnknownKey[];
}

const reports = new WeakMap<SpecDocument, ShapeReport>();

/** Compares a spec with the schema, once a document. In a v2 layout only the values that have a place in v3 are compared, and no key is unknown. */
export function checkShape(document: SpecDocument): ShapeReport {
  let report = reports.get(document);
  if (!report) reports.set(document, (report = compare(document)));
  return report;
}

function compare(document: SpecDocument): ShapeReport {
  const check = new Check(document.layout === "v2" ? new Set(v2Layout.rows.map(({ from }) => from)) : new Set());
  const { root } = document;
  if (document.layout !== "v2") {
    if (root) check.node(root, specShape, "");
    return { problems: check.problems, unknown: check.unknown };
  }
  for (const row of v2Layout.rows) {
    const shape = shapeAt(row.to);
    let value = entryAt(root, row.from)?.value ?? null;
    if (value?.kind === "scalar") value = { ...value, value: newValue(row, value.value) ?? value.value };
    if (value && shape) check.node(value, shape, row.from);
  }
  return { problems: check.problems, unknown: [] };
}

class Check {
  readonly problems: ShapeProblem[] = [];
  readonly unknown: UnknownKey[] = [];
  /** Places already reported: a value reached through several aliases is one value. */
  readonly #seen = new Set<string>();
  /** Paths that are compared on their own. */
  readonly #apart: ReadonlySet<string>;

  constructor(apart: ReadonlySet<string>) {
    this.#apart = apart;
  }

  node(node: YamlNode, shape: Shape, path: string): void {
    // Absent values and template tokens have rules of their own.
    if (isEmpty(node) && node.kind === "scalar") return;
    if (node.kind === "scalar" && typeof node.value === "string" && isPlaceholder(node.value)) return;
    if (node.kind === "map") this.#map(node, shape, path);
    else if (node.kind === "list") this.#list(node, shape, path);
    else this.#scalar(node, shape, path);
  }

  #map(node: YamlNode & { kind: "map" }, shape: Shape, path: string): void {
    const map = alternative(shape, "object");
    if (!map) return this.#wrong(node, shape, path);
    const given = new Set(node.entries.map(({ key }) => key));
    const known = Object.keys(map.properties ?? {}).filter((name) => !given.has(name));
    for (const { key, keySpan, value } of node.entries) {
      const inner = shapeOfKey(map, key);
      const full = path === "" ? key : `${path}.${key}`;
      if (inner && value && !this.#apart.has(full)) this.node(value, inner, full);
      if (!inner && this.#first("key", keySpan)) this.unknown.push({ at: keySpan, key, parent: path, known });
    }
    // What the module as a whole lacks is told by `missing_spec_key`; here it is about the maps of a list.
    if (!path.includes("[") && !path.includes("categories.")) return;
    for (const key of map.required ?? []) {
      if (node.entries.some((entry) => entry.key === key && !isEmpty(entry.value))) continue;
      const at = node.entries[0]?.keySpan ?? node.span;
      this.#problem({
        at,
        path: `${path}.${key}`,
        expected: describeShape(map.properties?.[key] ?? {}),
        found: "nothing",
        options: [],
      });
    }
  }

  #list(node: YamlNode & { kind: "list" }, shape: Shape, path: string): void {
    const list = alternative(shape, "array");
    if (!list && typesOf(shape).length > 0) return this.#wrong(node, shape, path);
    node.items.forEach((item, at) => {
      if (list?.items) this.node(item, list.items, `${path}[${at}]`);
    });
  }

  #scalar(node: YamlNode & { kind: "scalar" }, shape: Shape, path: string): void {
    const { value } = node;
    const options = shape.anyOf ?? [shape];
    const fitting = options.filter((option) => accepts(option, value));
    if (fitting.length > 0 || typesOf(shape).length === 0) return;
    this.#wrong(node, shape, path);
  }

  #wrong(node: YamlNode, shape: Shape, path: string): void {
    const options = [shape, ...(shape.anyOf ?? [])].flatMap((option) => option.enum ?? []);
    this.#problem({ at: node.span, path, expected: describeShape(shape), found: describe(node), options });
  }

  #problem(problem: ShapeProblem): void {
    if (this.#first("type", problem.at, problem.expected)) this.problems.push(problem);
  }

  #first(kind: string, { start }: Span, more = ""): boolean {
    const key = `${kind} ${start} ${more}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

function accepts(shape: Shape, value: string | number | boolean | null): boolean {
  const types = typesOf(shape);
  if (typeof value === "string") {
    if (!types.includes("string")) return false;
    if (shape.enum) return shape.enum.includes(value);
    return shape.pattern === undefined || new RegExp(shape.pattern).test(value);
  }
  if (typeof value === "boolean") return types.includes("boolean");
  if (typeof value !== "number") return true;
  if (!types.includes("number") && !(types.includes("integer") && Number.isInteger(value))) return false;
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = shape;
  return value >= minimum && value <= maximum && value > exclusiveMinimum;
}

/** What stands there, in words. */
function describe(node: YamlNode): string {
  if (node.kind === "map") return "a map";
  if (node.kind === "list") return "a list";
  const { value } = node;
  if (value === null) return "nothing";
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "boolean" ? `\`${value}\`` : `\`${value.length > 40 ? `${value.slice(0, 40)}…` : value}\``;
}
