import type { Node } from "../../syntax/tree.ts";
import { definitionName, qualifiedName } from "../../code/definitions.ts";
import { ancestor, keyOf, unwrap } from "../../code/read.ts";
import { isConstantValue, memberName, readText } from "../../code/texts.ts";
import type { FactContext, FactExtractor } from "../context.ts";

/** The texts that other files of a module import by name: constants, members of classes, of enums and of constant objects. */
export const constants: FactExtractor = {
  assignment(node, context) {
    const value = node.child("right");
    if (!value || !isConstantValue(value)) return;
    const owner = ancestor(node, "class_definition");
    const name =
      node.source.language === "python" ? (node.child("left")?.text ?? "") : (keyOf(node) ?? node.child("left")?.text ?? "");
    const holder = owner && (node.source.language === "python" ? qualifiedName(owner) : definitionName(owner));
    const full = holder ? `${holder}.${name}` : name;
    emit(full, value, context);
    const object = unwrap(value);
    for (const entry of object.type === "dictionary" && object.source.language === "typescript" ? object.operands : []) {
      const key = entry.type === "pair" ? keyOf(entry) : null;
      if (key !== null) emit(`${full}.${key}`, entry.child("value"), context);
    }
  },
  ts_enum_member(node, context) {
    const owner = node.parent?.parent?.operands[0];
    const name = memberName(node);
    if (owner && name !== null) emit(`${owner.text}.${name}`, node.operands[1] ?? null, context);
  },
};

function emit(name: string, value: Node | null, context: FactContext): void {
  const text = readText(value, context.module);
  if (text?.some((part) => part !== null)) context.emit("constants", { name, value: text });
}
