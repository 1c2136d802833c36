import {
  entryAt,
  isEmpty,
  isForEach,
  newValue,
  targetOf,
  v2Layout,
  type LayoutRow,
  type SpecDocument,
  type YamlEntry,
  type YamlMap,
} from "../../../server/facts/spec.ts";
import { isExtension, shapeAt } from "../../../server/facts/spec/shape.ts";
import { column, lineEnd, lineStart, styleOf } from "../yaml-layout.ts";
import { check } from "./check.ts";
import { itemsOf } from "./lists.ts";
import { linesOf, nextLine, NotMigratable, partsOf, type Part } from "./parts.ts";
import { branch, find, grow, isFilled, writeChildren, type Branch } from "./tree.ts";

/** The change that brings a document into the v3 layout, or why none can be made safely. */
export type Migration = { span: { start: number; end: number }; text: string } | { problem: string };

/**
 * Moves every key of a v2 document to where the table of `v2-layout.yaml` puts it, in the order it is written, with its comments and in
 * its own words. The result is read again before it is given out: a value or comment that did not arrive makes it a refusal.
 */
export function migrate(document: SpecDocument): Migration {
  const { root, yaml } = document;
  if (yaml.problems.length > 0) return { problem: "it has YAML errors; correct them first" };
  if (root?.kind !== "map" || root.entries.length === 0) return { problem: "it is no map" };
  try {
    const tree = new Mover(document).move(root);
    // What an alias repeats must stand before the alias: the legacy part goes last where it can, else first.
    const last = render(document, tree, "last");
    return check(document, last) === null ? last : refuseUnless(document, render(document, tree, "first"));
  } catch (error) {
    if (error instanceof NotMigratable) return { problem: error.message };
    throw error;
  }
}

type Change = Exclude<Migration, { problem: string }>;

function refuseUnless(document: SpecDocument, change: Change): Migration {
  const problem = check(document, change);
  return problem === null ? change : { problem };
}

function render(document: SpecDocument, tree: Branch, legacy: "first" | "last"): Change {
  const { text, root } = document;
  const entries = (root as { entries: YamlEntry[] }).entries;
  const style = styleOf(text, root);
  const module = find(tree, "module");
  const name = v2Layout.legacy.split(".").at(-1);
  const kept = module?.children.find(({ key }) => key === name);
  if (module && kept) {
    const others = module.children.filter((child) => child !== kept);
    module.children = legacy === "last" ? [...others, kept] : [kept, ...others];
  }
  if (root?.kind === "map" && root.flow) return { span: root.span, text: writeChildren(tree, 0, style).join(style.eol) };
  const first = (entries[0] as YamlEntry).keySpan.start;
  const indent = column(text, first);
  const start = text.startsWith("\ufeff", lineStart(text, first)) ? first : lineStart(text, first);
  const lines = writeChildren(tree, indent, style).join(style.eol);
  return { span: { start, end: partsOf(text, root as YamlMap, null).parts.at(-1)?.end ?? first }, text: lines };
}

class Mover {
  readonly #document: SpecDocument;
  readonly #tree = branch("");

  constructor(document: SpecDocument) {
    this.#document = document;
  }

  move(root: YamlMap): Branch {
    const { parts, comments } = partsOf(this.#document.text, root, null);
    if (parts[0]) parts[0].lead.push(...comments);
    for (const part of parts) this.#part(part, part.entry.key);
    return this.#tree;
  }

  /** Puts a part where its path leads, whole or taken apart. */
  #part(part: Part, path: string): void {
    if (!path.includes(".") && isExtension(path)) return this.#place(part, path);
    const { path: target, row } = targetOf(path);
    if (this.#mustSplit(part.entry, path)) return this.#split(part, path, target);
    const isCategory = row === null || !isForEach(row.from) || path.split(".").length > 2 || part.entry.value?.kind === "map";
    if (row && (!shapeAt(target) || !isCategory)) return this.#place(part, `${v2Layout.legacy}.${path}`);
    const { value } = part.entry;
    const replacement = row && row.from === path && value?.kind === "scalar" ? newValue(row, value.value) : null;
    if (value && replacement !== null) {
      const rest = linesOf(part.rest.join("\n").replace(this.#written(part), () => replacement));
      this.#place({ ...part, rest }, target);
      return this.#place({ ...part, rest: [` ${this.#written(part)}`], lead: [], trailing: [] }, `${v2Layout.legacy}.${path}`);
    }
    if (row && row.from === path && value?.kind === "list" && this.#joins(target)) return this.#join(part, path, target, row);
    this.#place(part, this.#taken(target) ? `${v2Layout.legacy}.${path}` : target);
  }

  #written(part: Part): string {
    const { span } = part.entry.value as { span: { start: number; end: number } };
    return this.#document.text.slice(span.start, span.end);
  }

  /** A map is taken apart when something in it goes elsewhere than the map itself. */
  #mustSplit(entry: YamlEntry, path: string): boolean {
    const { value } = entry;
    if (value?.kind !== "map" || isEmpty(value)) return false;
    const { row, path: target } = targetOf(path);
    const goesElsewhere = ({ from, to, values, wrap }: LayoutRow): boolean =>
      from.startsWith(`${path}.`) && (to !== target + from.slice(path.length) || values !== undefined || wrap !== undefined);
    if (v2Layout.rows.some((other) => goesElsewhere(other) && entryAt(this.#document.root, other.from))) return true;
    if (!row) return false;
    if (find(this.#tree, target) || path === "module") return true;
    return value.entries.some((child) => {
      const inner = `${path}.${child.key}`;
      return targetOf(inner).path !== `${target}.${child.key}` || !shapeAt(targetOf(inner).path) || this.#mustSplit(child, inner);
    });
  }

  #split(part: Part, path: string, target: string): void {
    const { text } = this.#document;
    const { value, keySpan } = part.entry;
    if (value?.kind !== "map") return;
    const colon = text.indexOf(":", keySpan.end) + 1;
    const before = value.flow ? text.slice(colon, value.span.start).trim() : (part.rest[0] as string).trim();
    if (text[value.span.start] === "*" || (before !== "" && !before.startsWith("#"))) {
      throw new NotMigratable(`\`${path}\` has an anchor, an alias or a tag, and its keys go to different places`);
    }
    const behind = value.flow ? commentBehind(part) : "";
    const { parts, comments } = partsOf(text, value, nextLine(text, lineEnd(text, colon)));
    for (const child of parts) this.#part(child, `${path}.${child.entry.key}`);
    const home =
      [target, `${v2Layout.legacy}.${path}`].map((place) => find(this.#tree, place)).find(Boolean) ?? grow(this.#tree, "module");
    const notes = [...part.lead, ...comments, ...(behind === "" ? [] : [behind])];
    if (before !== "" && home.comment === "" && home.part === null) home.comment = before;
    else if (before !== "") notes.push(before);
    home.lead.push(...notes);
    home.trailing.push(...part.trailing);
  }

  #place(part: Part, path: string): void {
    const node = grow(this.#tree, path);
    if (isFilled(node)) throw new NotMigratable(`two keys would become \`${path}\``);
    node.part = part;
    node.lead.push(...part.lead);
    node.trailing.push(...part.trailing);
  }

  #taken(target: string): boolean {
    const node = find(this.#tree, target);
    return node !== null && isFilled(node);
  }

  /** More than one list of the old layout becomes this one, and it is a list so far. */
  #joins(target: string): boolean {
    const sources = v2Layout.rows.filter(
      ({ to, from }) => to === target && entryAt(this.#document.root, from)?.value?.kind === "list",
    );
    const node = find(this.#tree, target);
    return (sources.length > 1 || sources.some(({ wrap }) => wrap)) && (!node || node.part === null);
  }

  #join(part: Part, path: string, target: string, row: LayoutRow): void {
    const { value } = part.entry;
    if (value?.kind !== "list") return;
    if (value.items.length === 0) return this.#place(part, `${v2Layout.legacy}.${path}`);
    if (this.#document.text[value.span.start] === "*")
      throw new NotMigratable(`\`${path}\` is an alias, and its items are joined with others`);
    const node = grow(this.#tree, target);
    const fresh = node.items.length === 0;
    const { items, comment } = itemsOf(this.#document.text, part, value, row);
    if (comment !== "" && !comment.startsWith("#"))
      throw new NotMigratable(`\`${path}\` has an anchor or a tag, and its items are joined with others`);
    if (fresh) {
      node.lead.push(...part.lead);
      node.comment = comment;
    } else items[0]?.lead.unshift(...part.lead, ...(comment === "" ? [] : [comment]));
    node.items.push(...items);
    node.trailing.push(...part.trailing);
  }
}

function commentBehind(part: Part): string {
  const end = (part.rest.at(-1) as string).replace(/^.*\}/, "").trim();
  return end.startsWith("#") ? end : "";
}
