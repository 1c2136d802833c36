import { readSpecText, type SpecDocument, type YamlNode } from "../../../server/facts/spec.ts";

/** Reads a migrated document again and says what is wrong with it; null when every value and every comment arrived. */
export function check(document: SpecDocument, change: { span: { start: number; end: number }; text: string }): string | null {
  const { yaml, text } = document;
  const source = text.slice(yaml.span.start, change.span.start) + change.text + text.slice(change.span.end, yaml.span.end);
  const result = readSpecText(source);
  if (result.yaml.problems.length > 0) return `the moved keys do not parse (${result.yaml.problems[0]?.message ?? ""})`;
  if (result.layout !== "v3") return "the result is not in the v3 layout";
  const lost = missing(commentsOf(document), commentsOf(result));
  if (lost !== null) return `the comment ${lost} would get lost`;
  const value = missing(leaves(document.root), leaves(result.root));
  return value === null ? null : `the value ${value} would get lost`;
}

/** The first text that is in one list more often than in another. */
function missing(before: readonly string[], after: readonly string[]): string | null {
  const left = new Map<string, number>();
  for (const text of after) left.set(text, (left.get(text) ?? 0) + 1);
  for (const text of before) {
    const count = left.get(text) ?? 0;
    if (count === 0) return text;
    left.set(text, count - 1);
  }
  return null;
}

function commentsOf({ yaml, text }: SpecDocument): string[] {
  return yaml.comments.map(({ start, end }) => text.slice(start, end).trim());
}

function leaves(node: YamlNode | null): string[] {
  if (!node) return [];
  if (node.kind === "map") return node.entries.flatMap(({ value, key }) => (value ? leaves(value) : [key]));
  return node.kind === "list" ? node.items.flatMap(leaves) : [JSON.stringify(node.value)];
}
