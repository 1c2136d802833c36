import { MarkupKind, type Hover } from "vscode-languageserver/node";
import { firstLine, readSpec, type SpecDocument } from "../../facts/spec.ts";
import { describeShape, optionsOf, typesOf, type Shape } from "../../facts/spec/shape.ts";
import { span as inCode } from "../../syntax/visible-markdown.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { Text } from "../../syntax/text.ts";
import { placeAt, type Place } from "./entries.ts";
import { isRequired, shapeIn, shapeOfPath, v3Path } from "../../lint/spec-keys.ts";

/**
 * What the key at a place of a spec means, from the schema's descriptions; null where the schema says nothing.
 * @param said what else is known of a key, by its path in the v3 layout: a paragraph each
 */
export function hoverSpec(
  path: string,
  text: string,
  offset: number,
  markdown: boolean,
  said: (path: readonly string[]) => readonly string[] = () => [],
): Hover | null {
  const document = documentAt(path, text, offset);
  const place = document && placeAt(document.root, offset);
  if (!place) return null;
  const shape = shapeOfPath(place.path);
  const moved = show(v3Path(place.path)) === show(place.path) ? [] : [`In the v3 layout: ${inCode(show(v3Path(place.path)))}.`];
  const required = isRequired(place.path.slice(0, -1), place.path.at(-1) as string);
  return hoverOf(place, shape, { text, markdown, required, more: [...moved, ...said(v3Path(place.path))] });
}

/** The same of a file that follows another schema: `l9.config.yaml`, a repository's own rules. */
export function hoverConfig(schema: Shape, text: string, offset: number, markdown: boolean): Hover | null {
  const place = parseYaml(text)
    .map(({ root }) => placeAt(root, offset))
    .find((found) => found !== null);
  return place ? hoverOf(place, shapeIn(schema, place.path), { text, markdown, required: false, more: [] }) : null;
}

interface Showing {
  text: string;
  markdown: boolean;
  required: boolean;
  /** Paragraphs below. */
  more: readonly string[];
}

function hoverOf(place: Place, shape: Shape | null, { text, markdown, required, more }: Showing): Hover | null {
  const span = place.entry && place.onKey ? place.entry.keySpan : place.value?.span;
  if (!shape || !span || (typesOf(shape).length === 0 && !shape.description)) return null;
  const name = show(place.path);
  const head = [markdown ? `**${inCode(name)}**` : name, required ? "required" : "optional", describeShape(shape)].join(" · ");
  const value = [head, shape.description ?? "", meanings(place, shape), ...more].filter((part) => part !== "").join("\n\n");
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

/** Of a fixed set what the value here means; on the key, what each does. */
function meanings({ onKey, value }: Place, shape: Shape): string {
  const own = value?.kind === "scalar" ? String(value.value) : null;
  const known = optionsOf(shape).filter(({ meaning }) => meaning !== "");
  const shown = onKey ? known : known.filter((option) => option.value === own);
  return shown.map((option) => `- \`${option.value}\`: ${option.meaning}`).join("\n");
}

/** The spec document of a file that an offset lies in. */
export function documentAt(path: string, text: string, offset: number): SpecDocument | null {
  return readSpec(path, text).find(({ yaml }) => yaml.span.start <= offset && offset <= yaml.span.end) ?? null;
}

function show(path: readonly string[]): string {
  return path.join(".").replaceAll(".[]", "[]");
}
