import type { FactExtractor } from "../context.ts";
import { qualifiedName } from "./functions.ts";
import { ancestor } from "../../code/read.ts";
import { isConstantValue, readText } from "../../code/texts.ts";

/** The texts that other files of a module import by name. */
export const constants: FactExtractor = {
  assignment(node, context) {
    const value = node.child("right");
    if (!value || !isConstantValue(value)) return;
    const text = readText(value, context.module);
    if (!text || text.every((part) => part === null)) return;
    const owner = ancestor(node, "class_definition");
    const name = node.child("left")?.text ?? "";
    context.emit("constants", { name: owner ? `${qualifiedName(owner)}.${name}` : name, value: text });
  },
};
