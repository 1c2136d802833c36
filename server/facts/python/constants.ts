import type { FactExtractor } from "./extract.ts";
import { qualifiedName } from "./functions.ts";
import { ancestor } from "./read.ts";
import { isConstantValue, readText } from "./texts.ts";
import type { TextFact } from "../text-fact.ts";

/** A name of a module or class that stands for a text; enum members too. */
export interface ConstantFact {
  /** `WEBHOOK_PATH`, `PacketType.ERROR`. */
  name: string;
  value: TextFact;
}

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
