import type { Node } from "../../syntax/tree.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import { calleeName, callArguments, stringValue, unwrap } from "../../code/read.ts";
import { declaredByType } from "../../code/types/declared-typescript.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { fold } from "./functions.ts";
import { zodType } from "./zod-types.ts";
import { zodSchema } from "./zod.ts";

const MAKERS = /^con(?:str|int|float|decimal|bytes|list|set|frozenset|date)$/;

/**
 * Module-level names that stand for a type, or for a schema, that is no object: `TenantId = NewType("TenantId", UUID)`, `type State = "open" | "closed"`,
 * `const Tid = z.uuid()`.
 */
export const typeAliases: FactExtractor = {
  assignment(node, context) {
    const [left, right] = [node.child("left"), node.child("right")];
    if (left?.type !== "identifier" || !right || enclosingDefinition(node) !== null) return;
    if (node.source.language === "typescript") return schemaAlias(left, unwrap(right), context);
    const text = /^_?[A-Z]\w*[a-z]/.test(left.text) ? aliasText(right) : null;
    if (text !== null) context.emit("typeAliases", { name: left.text, text });
  },
  type_alias_statement(node, context) {
    const name = node.child("left") ?? node.operands[0] ?? null;
    const value = node.child("right") ?? node.operands[1] ?? null;
    if (name && value && /^\w+$/.test(name.text) && enclosingDefinition(node) === null)
      context.emit("typeAliases", { name: name.text, text: fold(value.text) });
  },
  ts_type_alias_declaration(node, context) {
    const [name, type] = [node.child("left"), node.child("right")];
    if (!name || !type || enclosingDefinition(node) !== null || node.child("type_parameters")) return;
    const declared = declaredByType(type, context.module);
    // An object is a class of its own, another name for one an alias.
    if (/^(?:unknown|object|class|dict)$/.test(declared.kind)) return;
    context.emit("typeAliases", { name: name.text, text: fold(type.text), declared });
  },
};

function schemaAlias(name: Node, value: Node, context: FactContext): void {
  if (value.type !== "call" || name.parent?.parent?.type !== "variable_declaration" || zodSchema(value, context)) return;
  const declared = zodType(value, context.module, () => null);
  if (declared.kind !== "unknown") context.emit("typeAliases", { name: name.text, text: fold(value.text), declared });
}

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
