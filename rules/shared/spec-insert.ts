import type { Edit } from "../define.ts";
import { entryAt, type SpecDocument, type YamlEntry, type YamlMap, type YamlNode } from "../../server/facts/spec.ts";
import { shapeOfKey, specShape, type Shape } from "../../server/facts/spec/shape.ts";
import { blockStub, flowStub, STUB } from "./spec-stub.ts";
import { column, entryEnd, lineEnd, lineStart, styleOf, type YamlStyle } from "./yaml-layout.ts";

/** The entry that holds a missing key, or null for the document itself, and the keys below it that are missing. */
export interface Gap {
  parent: YamlEntry | null;
  /** Keys of the existing part, from the top. */
  existing: readonly string[];
  missing: readonly string[];
}

/** How far a path exists in a document. */
export function gapAt(root: YamlNode | null, path: string): Gap {
  const keys = path.split(".");
  for (let length = keys.length - 1; length > 0; length--) {
    const parent = entryAt(root, keys.slice(0, length).join("."));
    if (parent) return { parent, existing: keys.slice(0, length), missing: keys.slice(length) };
  }
  return { parent: null, existing: [], missing: keys };
}

/**
 * The edits that add a missing key with a stub of its type: in the schema's order among its neighbours, indented as they are, every comment
 * left where it is. Null where the text gives no safe place (an alias, a scalar where a map should be, a map as a key).
 */
export function insertStub(document: SpecDocument, gap: Gap, shape: Shape): Edit[] | null {
  const { text, root } = document;
  if (hasMapAsKey(root)) return null;
  const style = styleOf(text, root);
  const [first, ...rest] = gap.missing as [string, ...string[]];
  // Missing levels below the first are maps around the stub.
  const nested = rest
    .toReversed()
    .reduce<Shape>((inner, key) => ({ type: "object", properties: { [key]: inner }, required: [key] }), shape);
  const parent = gap.parent ? gap.parent.value : root;
  if (gap.parent?.merged || isAliased(text, gap.parent)) return null;
  if (parent?.kind === "list" || (parent?.kind === "scalar" && parent.value !== null)) return null;
  if (parent?.kind === "map" && !parent.flow && !parent.entries.every((entry) => entry.merged || standsAlone(text, entry)))
    return null;
  if (parent?.kind === "map" && (parent.flow || parent.entries.some(({ merged }) => !merged))) {
    const order = Object.keys(shapeOf(gap.existing)?.properties ?? {});
    const edit = intoMap(document, parent, gap.parent, first, nested, order);
    return edit && [edit];
  }
  if (!gap.parent && root !== null) return null;
  if (!gap.parent) return [atEnd(document, blockStub(first, nested, style), style)];
  if (isInFlow(root, gap.existing))
    return fillStub(
      document,
      gap.parent.keySpan,
      parent,
      { type: "object", properties: { [first]: nested }, required: [first] },
      true,
    );
  if (!standsAlone(text, gap.parent)) return null;
  const indent = " ".repeat(column(text, gap.parent.keySpan.start) + style.unit);
  const lines = blockStub(first, nested, style).map((line) => indent + line);
  return afterKey(text, gap.parent, lines, style);
}

/** True for a key that stands inside braces. */
export function isInFlow(root: YamlNode | null, keys: readonly string[]): boolean {
  const map = keys.length > 1 ? entryAt(root, keys.slice(0, -1).join("."))?.value : root;
  return map?.kind === "map" && map.flow;
}

/** Nothing but white space stands before the key, and its colon right behind it: no anchor, no `? key`, no empty key. */
function standsAlone(text: string, { keySpan }: Pick<YamlEntry, "keySpan">): boolean {
  const before = text.slice(lineStart(text, keySpan.start), keySpan.start).replace("\ufeff", "");
  return keySpan.end > keySpan.start && before.trim() === "" && /^[ \t]*:/.test(text.slice(keySpan.end, keySpan.end + 80));
}

/** The edits that give a present but empty key a stub of its type. */
export function fillStub(
  document: SpecDocument,
  keySpan: Edit["span"],
  value: YamlNode | null,
  shape: Shape,
  flow: boolean,
): Edit[] | null {
  const { text, root } = document;
  if (hasMapAsKey(root) || isAliased(text, { keySpan, value })) return null;
  const style = styleOf(text, root);
  const quoted = text[keySpan.start] === '"';
  if (value?.kind === "list" && value.items.length > 0) {
    const item = value.items[0] as YamlNode;
    const space = item.span.start > 0 && text[item.span.start - 1] === "-" ? " " : "";
    return [{ span: item.span, text: space + flowStub(shape.items ?? {}, quoted) }];
  }
  if (value && value.span.end > value.span.start) return [{ span: written(text, value.span), text: flowStub(shape, quoted) }];
  if (!flow && !standsAlone(text, { keySpan })) return null;
  const stub = blockStub("", shape, style);
  // In braces a key may stand there without its colon.
  const colon = /^[ \t]*:/.exec(text.slice(keySpan.end, keySpan.end + 80))?.[0].length ?? 0;
  const at = keySpan.end + colon;
  if (flow) return [{ span: { start: at, end: at }, text: `${colon > 0 ? "" : ":"} ${flowStub(shape, quoted)}` }];
  if (stub.length === 1) return [{ span: { start: at, end: at }, text: ` ${STUB}` }];
  const indent = " ".repeat(column(text, keySpan.start));
  return afterKey(
    text,
    { keySpan, value },
    stub.slice(1).map((line) => indent + line),
    style,
  );
}

/** What stands for an empty value: of a `|` text only its sign, as a comment behind it and the lines below are not the value's. */
function written(text: string, { start, end }: Edit["span"]): Edit["span"] {
  const sign = /^[|>][-+\d]*/.exec(text.slice(start, end));
  return { start, end: sign ? start + sign[0].length : end };
}

/** The schema of the map at a path; the document's own for an empty one. */
function shapeOf(keys: readonly string[]): Shape | null {
  return keys.reduce<Shape | null>((shape, key) => shape && shapeOfKey(shape, key), specShape);
}

/** A map or list as a key (`? a:`), whose end the YAML parser does not tell: what is added may come to stand inside it. */
function hasMapAsKey(node: YamlNode | null): boolean {
  if (node?.kind === "list") return node.items.some(hasMapAsKey);
  return node?.kind === "map" && node.entries.some(({ key, value }) => key === "?" || hasMapAsKey(value));
}

/** An alias or an anchored value: what is written here counts elsewhere too. */
function isAliased(text: string, entry: Pick<YamlEntry, "keySpan" | "value"> | null): boolean {
  return entry?.value !== null && entry !== null && text[entry.value?.span.start ?? 0] === "*";
}

/**
 * The edit that gives a map another entry, a stub of its shape, behind the neighbour that comes before it in an order.
 * @param parent the entry whose value the map is; null for the document's own map and for an item of a list
 */
export function intoMap(
  { text, root }: SpecDocument,
  map: YamlMap,
  parent: YamlEntry | null,
  key: string,
  shape: Shape,
  order: readonly string[],
): Edit | null {
  if (map.flow) return intoFlow(text, map, key, shape, order);
  const style = styleOf(text, root);
  return intoBlock(text, map, parent, blockStub(key, shape, style), key, order, style);
}

function intoFlow(text: string, map: YamlMap, key: string, shape: Shape, order: readonly string[]): Edit {
  const own = map.entries.filter(({ merged }) => !merged);
  const quoted = own[0] !== undefined && text[own[0].keySpan.start] === '"';
  const entry = `${quoted ? `"${key}"` : key}: ${flowStub(shape, quoted)}`;
  const before = predecessor(own, key, order);
  if (before) {
    const at = Math.max(before.keySpan.end, before.value?.span.end ?? 0);
    return { span: { start: at, end: at }, text: `, ${entry}` };
  }
  const at = map.span.start + 1;
  return { span: { start: at, end: at }, text: own.length > 0 ? `${entry}, ` : entry };
}

function intoBlock(
  text: string,
  map: YamlMap,
  parent: YamlEntry | null,
  stub: readonly string[],
  key: string,
  order: readonly string[],
  { eol }: YamlStyle,
): Edit | null {
  const own = map.entries.filter(({ merged }) => !merged);
  const first = own[0] as YamlEntry;
  const indent = " ".repeat(column(text, first.keySpan.start));
  const lines = stub.map((line) => indent + line).join(eol);
  const before = predecessor(own, key, order);
  if (!before && parent && !isBlank(text.slice(lineEnd(text, parent.keySpan.end), first.keySpan.start))) return null;
  if (before || parent) {
    // Without a neighbour that goes before, right below the key of the map: a comment above the first neighbour stays with that neighbour.
    const at = before ? entryEnd(text, before.keySpan, before.value) : lineEnd(text, (parent as YamlEntry).keySpan.end);
    // Behind a `|+` text the place is already the start of a line.
    const fresh = at === lineStart(text, at);
    return { span: { start: at, end: at }, text: fresh ? lines + eol : eol + lines };
  }
  const at = first.keySpan.start;
  return { span: { start: at, end: at }, text: lines.slice(indent.length) + eol + indent };
}

/** Nothing but white space and comments. */
function isBlank(text: string): boolean {
  return /^(?:\s|#[^\r\n]*)*$/.test(text);
}

/** The neighbour that a key comes right behind in the schema's order; a key the schema does not order comes last. */
function predecessor(entries: readonly YamlEntry[], key: string, order: readonly string[]): YamlEntry | null {
  const rank = order.indexOf(key);
  if (rank < 0) return entries.at(-1) ?? null;
  const before = entries.filter((entry) => order.includes(entry.key) && order.indexOf(entry.key) < rank);
  return before.reduce<YamlEntry | null>(
    (best, entry) => (best && order.indexOf(best.key) > order.indexOf(entry.key) ? best : entry),
    null,
  );
}

/** Below a key that has no value yet, behind its comment. */
function afterKey(
  text: string,
  entry: Pick<YamlEntry, "keySpan" | "value">,
  lines: readonly string[],
  { eol }: YamlStyle,
): Edit[] {
  const { value } = entry;
  const written = value && value.span.end > value.span.start ? value.span : null;
  const at = lineEnd(text, written?.end ?? entry.keySpan.end);
  const insertion: Edit = { span: { start: at, end: at }, text: eol + lines.join(eol) };
  if (!written) return [insertion];
  // `module: null`, `module: {}`
  const start = text.slice(0, written.start).trimEnd().length;
  return [{ span: { start, end: written.end }, text: "" }, insertion];
}

function atEnd({ text, yaml }: SpecDocument, lines: readonly string[], { eol }: YamlStyle): Edit {
  const at = yaml.span.end;
  const fresh = at === 0 || lineStart(text, at) === at || text.slice(lineStart(text, at), at) === "\ufeff";
  return { span: { start: at, end: at }, text: (fresh ? "" : eol) + lines.join(eol) + eol };
}
