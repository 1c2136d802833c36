import { parseTypeScript, TypeScriptTree, type TSESTree } from "../../syntax/typescript.ts";
import { Faults, hasTwice, type Reading } from "./reading.ts";

/** Reads a text of TypeScript as its path says it is one. The parser takes more than the compiler does: names that stand twice are counted as faults. */
export function readTypeScript(path: string, text: string): Reading {
  const faults = new Faults();
  const tree = parseTypeScript(path, text);
  if (!(tree instanceof TypeScriptTree)) {
    faults.add("the file would not parse any more");
    return { faults, parts: [], comments: [] };
  }
  for (const node of tree.nodes) {
    if (node.type === "ObjectExpression" && hasTwice(node.properties.map(keyName)))
      faults.add("a key would stand twice in one object");
    if (node.type === "JSXOpeningElement" && hasTwice(node.attributes.map(attributeName)))
      faults.add("an attribute would be given twice");
  }
  const imported = tree.program.body.flatMap((node) => (node.type === "ImportDeclaration" ? node.specifiers : []));
  if (hasTwice(imported.map(({ local }) => local.name))) faults.add("a name would be imported twice");
  const parts = tree.nodes.map(({ type, range: [start, end] }) => ({ type, start, end: withoutSemicolon(text, start, end) }));
  return { faults, parts, comments: tree.comments.map(({ range: [start, end] }) => ({ start, end })) };
}

/** Where a statement ends without the semicolon behind it: whether one stands there, and on which line, says nothing of what it means. */
function withoutSemicolon(text: string, start: number, end: number): number {
  if (text[end - 1] !== ";" || end - 1 === start) return end;
  return start + text.slice(start, end - 1).trimEnd().length;
}

/** Null for what is computed, spread, or one half of a getter and setter. */
function keyName(property: TSESTree.ObjectLiteralElement): string | null {
  if (property.type !== "Property" || property.computed || property.kind !== "init") return null;
  return property.key.type === "Identifier" ? property.key.name : String((property.key as TSESTree.Literal).value);
}

function attributeName(attribute: TSESTree.JSXAttribute | TSESTree.JSXSpreadAttribute): string | null {
  return attribute.type === "JSXAttribute" && attribute.name.type === "JSXIdentifier" ? attribute.name.name : null;
}
