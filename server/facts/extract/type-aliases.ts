import type { Node } from "../../syntax/tree.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import type { FactExtractor } from "../context.ts";
import { calleeName, callArguments, stringValue } from "../../code/read.ts";
import { fold } from "./functions.ts";

const MAKERS = /^con(?:str|int|float|decimal|bytes|list|set|frozenset|date)$/;

/** Module-level names that stand for a type. */
export const typeAliases: FactExtractor = {
  assignment(node, context) {
    const left = node.child("left");
    const value = node.child("right");
    if (left?.type !== "identifier" || !value || !/^_?[A-Z]\w*[a-z]/.test(left.text) || enclosingDefinition(node) !== null)
      return;
    const text = aliasText(value);
    if (text !== null) context.emit("typeAliases", { name: left.text, text });
  },
  type_alias_statement(node, context) {
    const name = node.child("left") ?? node.operands[0] ?? null;
    const value = node.child("right") ?? node.operands[1] ?? null;
    if (name && value && /^\w+$/.test(name.text) && enclosingDefinition(node) === null)
      context.emit("typeAliases", { name: name.text, text: fold(value.text) });
  },
};

function aliasText(value: Node): string | null {
  switch (value.type) {
    case "identifier":
    case "attribute":
    case "subscript":
    case "binary_operator":
      return fold(value.text);
    case "call": {
      const name = calleeName(value) ?? "";
      const base = name === "NewType" ? callArguments(value).positional[1] : undefined;
      if (base) return stringValue(base) ?? fold(base.text);
      return MAKERS.test(name) ? fold(value.text) : null;
    }
    default:
      return null;
  }
}
