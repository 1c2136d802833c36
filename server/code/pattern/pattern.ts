import type { Node } from "../../syntax/tree.ts";
import { isLeaf, itemsOf, type Item } from "./items.ts";

/** A piece of code with holes, as it is compared with nodes. */
export type Pattern =
  /** `$X`: any node; the same text wherever the name stands again. Without a name nothing is captured. */
  | { is: "one"; name: string | null }
  /** `$$$X`: any number of nodes. */
  | { is: "many"; name: string | null }
  /** A name such as `os.system`, whatever it is called where it is imported. */
  | { is: "name"; dotted: string; isAlone: boolean }
  | { is: "leaf"; kind: string; text: string }
  | { is: "node"; kind: string; runs: readonly Run[] };

/** The parts of a pattern's node between its `$$$`. */
export interface Run {
  /** Of the `$$$` before it. */
  name: string | null;
  items: readonly (Pattern | string)[];
}

/** What stands for `$` while a pattern is read as Python, where `$` is no letter. */
const MARK = "\u00b5";
const HOLE = /\$(?=\$\$|[A-Z_])|(?<=\$)\$|(?<=\$\$)\$/g;

/** A pattern's text as code of its language. */
export function readable(pattern: string, language: "python" | "typescript"): string {
  return language === "python" ? pattern.replace(HOLE, MARK) : pattern;
}

/** The text of a pattern's node as it was written. */
function written(node: Node): string {
  return node.source.language === "python" ? node.text.replaceAll(MARK, "$") : node.text;
}

/** What a text stands for that is nothing but a hole; null for any other. */
function hole(text: string): Pattern | null {
  const many = /^\$\$\$([A-Z_][A-Z0-9_]*)?$/.exec(text);
  const one = many ? null : /^\$([A-Z_][A-Z0-9_]*)$/.exec(text);
  const found = many ?? one;
  if (!found) return null;
  const name = found[1] === undefined || found[1].startsWith("_") ? null : found[1];
  return { is: many ? "many" : "one", name };
}

const LISTS: ReadonlySet<string> = new Set(["parameters", "lambda_parameters"]);

export function patternOf(node: Node): Pattern {
  const text = written(node);
  const meant = hole(text);
  // A name alone among parameters is one of them.
  if (meant && !(meant.is === "one" && LISTS.has(node.type))) return meant;
  const dotted = isExpression(node) ? spelled(node) : null;
  if (dotted !== null && !dotted.includes(MARK) && !dotted.includes("$"))
    return { is: "name", dotted, isAlone: !dotted.includes(".") && node.field !== "object" };
  if (isLeaf(node) && !/\W/.test(text)) return { is: "leaf", kind: node.type, text };
  if (isLeaf(node) && node.type === "string_content") return { is: "leaf", kind: node.type, text };
  const items = itemsOf(node).map((item: Item) => (typeof item === "string" ? item : patternOf(item)));
  return { is: "node", kind: node.type, runs: runsOf(items) };
}

function runsOf(parts: readonly (Pattern | string)[]): Run[] {
  const runs: { name: string | null; items: (Pattern | string)[] }[] = [{ name: null, items: [] }];
  for (const part of parts) {
    if (typeof part !== "string" && part.is === "many") runs.push({ name: part.name, items: [] });
    else runs.at(-1)?.items.push(part);
  }
  return runs;
}

/** A name as it is written, `a.b.c`; null for any other expression. */
export function spelled(node: Node): string | null {
  if (node.type === "identifier") return node.text;
  if (node.type !== "attribute") return null;
  const object = node.child("object");
  const before = object && spelled(object);
  const last = node.child("attribute");
  // What is not reached through a chain of names, `a?.b` or `a.#b`, is something else.
  if (before === null || !last || !/^\s*\.\s*$/.test(between(object as Node, last))) return null;
  return `${before}.${last.text}`;
}

function between(before: Node, after: Node): string {
  return before.source.text.value.slice(before.end, after.start);
}

const NO_EXPRESSIONS: ReadonlySet<string> = new Set(["name", "attribute", "alias", "module_name", "key", "label"]);
const NAMES_ONLY: ReadonlySet<string> = new Set([
  "dotted_name",
  "aliased_import",
  "parameters",
  "lambda_parameters",
  "global_statement",
  "nonlocal_statement",
  "list_splat_pattern",
  "dictionary_splat_pattern",
  "import_specifier",
  "import_default_specifier",
  "import_namespace_specifier",
  "export_specifier",
  "ts_type_parameter",
]);

/** False for a name that declares something, or names a member, a keyword or a module. */
export function isExpression({ type, field, parent }: Node): boolean {
  if (type === "attribute") return true;
  if (type !== "identifier" || (field !== null && NO_EXPRESSIONS.has(field))) return false;
  return parent === null || !(NAMES_ONLY.has(parent.type) || (parent.type === "typed_parameter" && field === null));
}

/** The holes that a pattern fills. */
export function holesOf(pattern: Pattern): string[] {
  if (pattern.is === "one" || pattern.is === "many") return pattern.name === null ? [] : [pattern.name];
  if (pattern.is !== "node") return [];
  return pattern.runs.flatMap(({ name, items }) => [
    ...(name === null ? [] : [name]),
    ...items.flatMap((item) => (typeof item === "string" ? [] : holesOf(item))),
  ]);
}

/** Words of which each stands in every file that holds a match. */
export function wordsOf(pattern: Pattern): string[] {
  switch (pattern.is) {
    case "name":
      return [pattern.dotted.slice(pattern.dotted.lastIndexOf(".") + 1)];
    case "leaf":
      return /^[\w$]{2,}$/.test(pattern.text) ? [pattern.text] : [];
    case "node":
      return pattern.runs
        .flatMap(({ items }) => items)
        .flatMap((item) => (typeof item === "string" ? (/^\w{2,}$/.test(item) ? [item] : []) : wordsOf(item)));
    default:
      return [];
  }
}

/** The kinds of nodes that may match; null where any may. */
export function kindsOf(pattern: Pattern): readonly string[] | null {
  switch (pattern.is) {
    case "name":
      return ["identifier", "attribute"];
    case "leaf":
      return [pattern.kind];
    case "node":
      return isArrow(pattern) ? ["lambda", "function_definition"] : [pattern.kind];
    default:
      return null;
  }
}

/** True for `() => $X`, whose body may be an expression or, as of what the tree calls a function, a block. */
export function isArrow({ kind, runs }: Pattern & { is: "node" }): boolean {
  const last = runs.at(-1)?.items.at(-1);
  return kind === "lambda" && typeof last === "object" && last.is === "one" && runs.some(({ items }) => items.includes("=>"));
}
