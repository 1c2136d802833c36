import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { parameterNames } from "./dependencies.ts";
import { dictEntries } from "../../code/fields.ts";
import { enclosingFunction, keywordArgument, lastName, unwrap } from "../../code/read.ts";
import { readText } from "../../code/texts.ts";
import type { TextFact } from "../../code/text-fact.ts";
import type { PacketHelperFact } from "../kinds.ts";

const MODEL = /^PacketEnvelope(In|Out)?$/;

/** The packets that code makes, by their types. */
export const packets: FactExtractor = {
  call(node, context) {
    const type = keywordArgument(node, "packet_type");
    if (!type) return;
    const callee = node.child("function");
    const name = context.module.resolve(callee)?.split(".").at(-1) ?? lastName(callee);
    if (name !== null && MODEL.test(name)) emit(type, context);
  },
  dictionary(node, context) {
    const entries = dictEntries(node) ?? [];
    const type = entries.find(({ key }) => key === "packet_type");
    if (type && entries.some(({ key }) => key === "payload")) emit(type.value, context);
  },
  class_definition(node, context) {
    const bases = node.child("superclasses")?.operands ?? [];
    if (!bases.some((base) => MODEL.test(lastName(base) ?? ""))) return;
    for (const statement of node.child("body")?.operands ?? []) {
      const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
      const value = field?.type === "assignment" && field.child("left")?.text === "packet_type" ? field.child("right") : null;
      if (value) emit(value, context);
    }
  },
};

function emit(type: Node, context: FactContext): void {
  const helper = parameterOf(unwrap(type), context);
  if (helper) context.emit("packets", helper);
  else context.emit("packets", { kind: "packet", types: possibleTexts(type, context), span: context.span(type) });
}

function parameterOf(name: Node, context: FactContext): PacketHelperFact | null {
  if (name.type !== "identifier" || context.module.binding(name.text, name)?.kind !== "parameter") return null;
  const definition = enclosingFunction(name);
  if (definition?.type !== "function_definition") return null;
  const index = parameterNames(definition).indexOf(name.text);
  return index < 0 ? null : { kind: "helper", function: definition.child("name")?.text ?? "", parameter: name.text, index };
}

/** The texts that an expression may have: both sides of a choice, every assignment to a local name. */
function possibleTexts(expression: Node, context: FactContext, depth = 0): TextFact[] {
  const node = unwrap(expression);
  if (node.type === "conditional_expression") {
    const [first, , second] = node.operands;
    return [first, second].flatMap((part) => (part ? possibleTexts(part, context, depth + 1) : [[null]]));
  }
  if (node.type === "boolean_operator") return node.operands.flatMap((part) => possibleTexts(part, context, depth + 1));
  if (node.type === "identifier" && depth < 4) {
    const bindings = context.module.bindingsOf(node.text, node);
    if (bindings.length > 0 && bindings.every(({ kind, value }) => kind === "assignment" && value !== null)) {
      return bindings.flatMap(({ value }) => possibleTexts(value as Node, context, depth + 1));
    }
  }
  return [readText(node, context.module) ?? [null]];
}
