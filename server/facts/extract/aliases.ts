import { enclosingDefinition } from "../../code/definitions.ts";
import type { FactExtractor } from "../context.ts";
import { typeName } from "../../code/types/python.ts";

/** Module-level names that stand for one other capitalised name. */
export const aliases: FactExtractor = {
  assignment(node, context) {
    const left = node.child("left");
    const value = node.child("right");
    if (left?.type !== "identifier" || !/^[A-Z]\w*[a-z]/.test(left.text) || enclosingDefinition(node) !== null) return;
    const type = node.child("type");
    if (type && !/(?:^|\.)TypeAlias$/.test(type.text)) return;
    if (value?.type !== "identifier" && value?.type !== "attribute") return;
    const target = typeName(value, context.module);
    if (target !== null && /^[A-Z]/.test(target.slice(target.lastIndexOf(".") + 1)))
      context.emit("aliases", { name: left.text, target });
  },
};
