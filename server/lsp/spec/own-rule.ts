import { CompletionItemKind, InsertTextFormat, type CompletionItem } from "vscode-languageserver/node";
import { kindNames } from "../../code/pattern/kinds.ts";
import type { KnownValue } from "../../lint/spec-values.ts";
import { Text } from "../../syntax/text.ts";
import { parseYaml, type YamlNode } from "../../syntax/yaml.ts";
import { placeAt } from "./entries.ts";

/** What a value of a rule of the repository's own may be, by its path in the rule: kinds of nodes, and names that its patterns capture. The parser of Python must be loaded. */
export function ownRuleValues(text: string, offset: number, path: string): KnownValue[] {
  const rule = ruleAt(text, offset);
  if (/(?:^|\.)(?:kind|selector)$/.test(path)) {
    const languages = languagesOf(rule);
    const kinds = languages.map((language) => [...kindNames(language)]);
    return [...new Set(kinds.flat())].sort().map((value) => ({ value, from: "a kind of node" }));
  }
  if (/(?:^|\.)constraints\.\{\}$/.test(path))
    return capturesOf(rule).map((hole) => ({ value: hole.replace(/^\$+/, ""), from: `what \`${hole}\` captures` }));
  return [];
}

/** Behind a `$` in the message or the fix of a rule: what its patterns capture. Null anywhere else. */
export function completeCapture(text: string, offset: number): CompletionItem[] | null {
  const typed = /\$+[A-Z0-9_]*$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[0];
  if (typed === undefined) return null;
  const rule = ruleAt(text, offset);
  const place = placeAt(rule, offset);
  if (!place || !/^(?:message|fix|template)$/.test(place.path.at(-1) ?? "")) return null;
  const lines = new Text(text);
  const range = { start: lines.position(offset - typed.length), end: lines.position(offset) };
  return capturesOf(rule).map((hole) => ({
    label: hole,
    kind: CompletionItemKind.Variable,
    detail: hole.startsWith("$$$") ? "any number of nodes" : "a node",
    filterText: hole,
    textEdit: { range, newText: hole },
    insertTextFormat: InsertTextFormat.PlainText,
  }));
}

/** The rule that an offset lies in, or stands behind. */
function ruleAt(text: string, offset: number): YamlNode | null {
  const nodes = parseYaml(text).flatMap(({ root }) => (root === null ? [] : root.kind === "list" ? root.items : [root]));
  return nodes.findLast(({ span }) => span.start <= offset) ?? null;
}

function languagesOf(rule: YamlNode | null): ("python" | "typescript")[] {
  const said = entriesOf(rule)
    .filter(({ key }) => key === "language")
    .flatMap(({ value }) => (value?.kind === "list" ? value.items : value ? [value] : []))
    .map((node) => (node.kind === "scalar" ? String(node.value) : ""));
  const named = (["python", "typescript"] as const).filter((name) =>
    said.some((text) => text.toLowerCase() === name || (name === "typescript" && text === "Tsx")),
  );
  return named.length > 0 ? named : ["python", "typescript"];
}

/** The holes of its patterns, `$X` and `$$$X`, in their order. */
function capturesOf(rule: YamlNode | null): string[] {
  const found = new Set<string>();
  const visit = (node: YamlNode | null, key: string): void => {
    if (node?.kind === "scalar" && /^(?:pattern|context)$/.test(key))
      for (const [hole] of String(node.value).matchAll(/(?:\$\$\$|\$)[A-Z][A-Z0-9_]*/g)) found.add(hole);
    if (node?.kind === "list") for (const item of node.items) visit(item, key);
    for (const entry of entriesOf(node)) visit(entry.value, entry.key);
  };
  visit(rule, "");
  return [...found];
}

function entriesOf(node: YamlNode | null) {
  return node?.kind === "map" ? node.entries : [];
}
