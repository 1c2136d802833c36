import type { TextFact } from "../../code/text-fact.ts";
import type { TypeScriptExtractor } from "./extract.ts";
import { around } from "./functions.ts";
import { keyOf, stringValue, unwrap } from "../../code/typescript/read.ts";
import type { TSESTree } from "../../syntax/typescript.ts";

/** The texts that other files of a module import by name: constants, the members of enums, of `as const` objects and static fields. */
export const constants: TypeScriptExtractor = {
  VariableDeclarator(node, context) {
    if (node.id.type !== "Identifier" || !node.init || node.parent.kind !== "const" || around(node) !== null) return;
    const value = unwrap(node.init);
    const text = textOf(value);
    if (text) context.emit("constants", { name: node.id.name, value: text });
    if (value.type !== "ObjectExpression") return;
    for (const property of value.properties) {
      const member = property.type === "Property" ? textOf(property.value) : null;
      const key = property.type === "Property" ? keyOf(property) : null;
      if (member && key !== null) context.emit("constants", { name: `${node.id.name}.${key}`, value: member });
    }
  },
  TSEnumMember(node, context) {
    const value = textOf(node.initializer);
    const owner = node.parent.parent;
    const name = node.id.type === "Identifier" ? node.id.name : node.id.value;
    if (value && owner.type === "TSEnumDeclaration") context.emit("constants", { name: `${owner.id.name}.${name}`, value });
  },
  PropertyDefinition(node, context) {
    const owner = node.parent.parent;
    const key = keyOf(node);
    const value = node.static ? textOf(node.value) : null;
    if (value && key !== null && owner.id) context.emit("constants", { name: `${owner.id.name}.${key}`, value });
  },
};

/** A text, or a template whose expressions only a run would tell. */
function textOf(node: TSESTree.Node | null | undefined): TextFact | null {
  if (!node) return null;
  const plain = unwrap(node);
  const text = stringValue(plain);
  if (text !== null) return [text];
  if (plain.type !== "TemplateLiteral" || plain.quasis.every(({ value }) => value.raw === "")) return null;
  return plain.quasis.flatMap(({ value }, at) => [value.cooked ?? value.raw, ...(at < plain.expressions.length ? [null] : [])]);
}
