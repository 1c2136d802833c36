import { MarkupKind, type Hover } from "vscode-languageserver/node";
import { firstLine, readSpec, type SpecDocument } from "../../facts/spec.ts";
import { describeShape, typesOf } from "../../facts/spec/shape.ts";
import { Text } from "../../syntax/text.ts";
import { placeAt } from "./entries.ts";
import { isRequired, shapeOfPath, v3Path } from "../../lint/spec-keys.ts";

/** What the key at a place of a spec means, from the schema's descriptions; null where the schema says nothing. */
export function hoverSpec(path: string, text: string, offset: number, markdown: boolean): Hover | null {
  const document = documentAt(path, text, offset);
  const place = document && placeAt(document, offset);
  if (!place) return null;
  const shape = shapeOfPath(place.path);
  const span = place.entry && place.onKey ? place.entry.keySpan : place.value?.span;
  if (!shape || !span || (typesOf(shape).length === 0 && !shape.description)) return null;
  const v3 = v3Path(place.path);
  const name = show(place.path);
  const required = isRequired(place.path.slice(0, -1), place.path.at(-1) as string);
  const code = (written: string): string => (markdown ? `\`${written}\`` : written);
  const head = [markdown ? `**\`${name}\`**` : name, required ? "required" : "optional", describeShape(shape)].join(" · ");
  const meaning = shape.description ?? "";
  const moved = show(v3) === name ? "" : `In the v3 layout: ${code(show(v3))}.`;
  const value = [head, meaning, moved].filter((part) => part !== "").join("\n\n");
  const lines = new Text(text);
  const { start, end } = firstLine(text, span);
  return {
    contents: {
      kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: markdown ? value : value.replaceAll("`", ""),
    },
    range: { start: lines.position(start), end: lines.position(end) },
  };
}

/** The spec document of a file that an offset lies in. */
export function documentAt(path: string, text: string, offset: number): SpecDocument | null {
  return readSpec(path, text).find(({ yaml }) => yaml.span.start <= offset && offset <= yaml.span.end) ?? null;
}

function show(path: readonly string[]): string {
  return path.join(".").replaceAll(".[]", "[]");
}
