import {
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem,
} from "vscode-languageserver/node";
import { blockStub, flowStub, STUB } from "../../../rules/shared/spec-stub.ts";
import { styleOf, type YamlStyle } from "../../../rules/shared/yaml-layout.ts";
import { readSpec } from "../../facts/spec.ts";
import { alternative, describeShape, optionsOf, typesOf, type Shape } from "../../facts/spec/shape.ts";
import { Text } from "../../syntax/text.ts";
import { cursorAt, type Cursor } from "./cursor.ts";
import { regionAt } from "./region.ts";
import type { KnownValue } from "../../lint/spec-values.ts";
import { isRequired, shapeIn, shapeOfPath, v3Path } from "../../lint/spec-keys.ts";

export interface CompletionInput {
  /** Absolute path of the spec. */
  path: string;
  text: string;
  offset: number;
  /** The client fills in snippets. */
  snippets: boolean;
  /** The client shows Markdown in the documentation of an item. */
  markdown: boolean;
  /** The schema that the text follows; that of a spec where it is left out. */
  schema?: Shape;
  /** What the repository has for the value at a path of v3, items of lists as `[]`. */
  known?: (path: string) => readonly KnownValue[];
}

/** What can be written at a place of a spec: keys that the map there lacks, the required ones first and with a stub of their type; values of a fixed set. */
export function completeSpec(input: CompletionInput): CompletionItem[] {
  const { path, text, offset } = input;
  const region = regionAt(path, text, offset);
  const cursor = region && cursorAt(text, region, offset);
  if (!cursor) return [];
  const shape = input.schema ? shapeIn(input.schema, cursor.path) : shapeOfPath(cursor.path);
  if (!shape) return [];
  if (cursor.position === "value") return [...values(input, cursor, shape), ...known(input, cursor)];
  const items =
    cursor.position === "item" && cursor.path.at(-1) === "[]" ? [...values(input, cursor, shape), ...known(input, cursor)] : [];
  return [...items, ...keys(input, cursor, shape), ...knownKeys(input, cursor, shape)];
}

function keys(input: CompletionInput, cursor: Cursor, shape: Shape): CompletionItem[] {
  const map = alternative(shape, "object");
  const style = styleOf(input.text, readSpec(input.path, input.text)[0]?.root ?? null);
  return Object.entries(map?.properties ?? {})
    .filter(([key]) => !cursor.siblings.includes(key) || (cursor.hasColon && key === cursor.word.text))
    .map(([key, inner], at) => {
      const required = !input.schema && isRequired(cursor.path, key);
      return item(input, cursor, {
        label: key,
        kind: CompletionItemKind.Property,
        detail: `${describeShape(inner)}${required ? ", required" : ""}`,
        documentation: inner.description ?? "",
        sortText: `${required ? 0 : 1}${String(at).padStart(3, "0")}`,
        newText: cursor.hasColon ? key : entryText(cursor, key, inner, style, required),
        preselect: required && at === 0,
      });
    });
}

/** The text of an entry: with a stub where it is required, else up to where its value begins. */
function entryText({ indent }: Cursor, key: string, shape: Shape, style: YamlStyle, required: boolean): string {
  if (indent === null) return `${key}: ${required ? flowStub(shape, false) : ""}`;
  const margin = style.eol + " ".repeat(indent);
  if (required) return blockStub(key, shape, style).join(margin);
  const isText = typesOf(shape).some((type) => type !== "object" && type !== "array");
  if (isText || typesOf(shape).length === 0) return `${key}: `;
  const inner = " ".repeat(alternative(shape, "array") && style.flushLists ? 0 : style.unit);
  return `${key}:${margin}${inner}${alternative(shape, "array") ? "- " : ""}`;
}

function values(input: CompletionInput, cursor: Cursor, shape: Shape): CompletionItem[] {
  // Behind `key:` with no space yet the value needs one.
  const space = cursor.position === "value" && input.text[cursor.word.start - 1] === ":" ? " " : "";
  return optionsOf(shape).map(({ value, meaning }, at) =>
    item(input, cursor, {
      label: value,
      kind: CompletionItemKind.EnumMember,
      detail: "",
      documentation: [meaning, shape.description ?? ""].filter((part) => part !== "").join("\n\n"),
      sortText: `0${String(at).padStart(3, "0")}`,
      newText: space + value,
      preselect: false,
    }),
  );
}

/** What the repository has for this place, and the spec does not yet. */
function known(input: CompletionInput, cursor: Cursor): CompletionItem[] {
  const path = (input.schema ? cursor.path : v3Path(cursor.path)).join(".");
  const space = cursor.position === "value" && input.text[cursor.word.start - 1] === ":" ? " " : "";
  return (input.known?.(path) ?? []).map(({ value, from }, at) =>
    item(input, cursor, {
      label: value,
      kind: /\.\w+$/.test(value) && value.includes("/") ? CompletionItemKind.File : CompletionItemKind.Value,
      detail: from,
      documentation: "",
      sortText: `1${String(at).padStart(4, "0")}`,
      newText: space + value,
      preselect: false,
    }),
  );
}

/** Keys of a map that takes any: those that the repository has for it. */
function knownKeys(input: CompletionInput, cursor: Cursor, shape: Shape): CompletionItem[] {
  if (!input.schema || typeof alternative(shape, "object")?.additionalProperties !== "object") return [];
  const names = input.known?.([...cursor.path, "{}"].join(".")) ?? [];
  return names
    .filter(({ value }) => !cursor.siblings.includes(value))
    .map(({ value, from }, at) =>
      item(input, cursor, {
        label: value,
        kind: CompletionItemKind.Property,
        detail: from,
        documentation: "",
        sortText: `2${String(at).padStart(4, "0")}`,
        newText: cursor.hasColon ? value : `${value}: `,
        preselect: false,
      }),
    );
}

interface Draft {
  label: string;
  kind: CompletionItemKind;
  detail: string;
  documentation: string;
  sortText: string;
  newText: string;
  preselect: boolean;
}

function item({ text, snippets, markdown }: CompletionInput, { word }: Cursor, draft: Draft): CompletionItem {
  const lines = new Text(text);
  const { newText, documentation, detail, preselect, ...rest } = draft;
  return {
    ...rest,
    ...(detail === "" ? {} : { detail }),
    ...(documentation === ""
      ? {}
      : { documentation: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: documentation } }),
    ...(preselect ? { preselect } : {}),
    filterText: rest.label,
    textEdit: {
      range: { start: lines.position(word.start), end: lines.position(word.end) },
      newText: snippets ? snippet(newText) : newText,
    },
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // The lines are indented already.
    insertTextMode: InsertTextMode.asIs,
  };
}

/** Each stub becomes a place to stop at. */
function snippet(text: string): string {
  let stop = 0;
  const escaped = text.replace(/[\\$}]/g, "\\$&");
  return escaped.replace(new RegExp(`\\b${STUB}\\b`, "g"), () => `\${${++stop}:${STUB}}`);
}
