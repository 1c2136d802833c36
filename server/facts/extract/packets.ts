import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { dictEntries } from "../../code/fields.ts";
import { branchesOf } from "../../code/expressions.ts";
import { enclosingFunction, isNew, keywordArgument, lastName, typeArguments, typeIn, unwrap } from "../../code/read.ts";
import { readText } from "../../code/texts.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { helperOf } from "./own-functions.ts";

const MODEL = /^[pP]acketEnvelope(?:In|Out)?(?:Schema)?$/;
const TYPE = { python: /^packet_type$/, typescript: /^packet_?[tT]ype$/ };

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
    const type = entries.find(({ key }) => key !== null && TYPE[node.source.language].test(key));
    // In a mapping of validators, `packetType: z.string()` is no packet's type.
    if (!type || isSchema(type.value)) return;
    if (entries.some(({ key }) => key === "payload") || isOfModel(node)) emit(type.value, context);
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
  const helper = helperOf(unwrap(type), context.module);
  if (helper) context.emit("packets", helper);
  else context.emit("packets", { kind: "packet", types: possibleTexts(type, context), span: context.span(type) });
}

function isSchema(value: Node): boolean {
  if (value.source.language === "python") return false;
  let node = unwrap(value);
  while (node.type === "call" || node.type === "attribute" || node.type === "subscript") node = unwrap(node.operands[0] as Node);
  return node.type === "identifier" && /^(?:z|t|v|s|Type|Schema|yup|Joi|expect)$/.test(node.text);
}

/** `new PacketEnvelopeIn({ … })`, `PacketEnvelopeIn.parse({ … })`, `const packet: PacketEnvelopeIn = { … }`, `… satisfies PacketEnvelopeIn`. */
function isOfModel(node: Node): boolean {
  if (node.source.language === "python") return false;
  let up = node.parent;
  for (; up?.type === "cast"; up = up.parent) if (isModelType(up.child("type"))) return true;
  const call = up?.type === "argument_list" ? up.parent : null;
  if (call) {
    const callee = unwrap(call.child("function") as Node);
    if (isNew(call)) return MODEL.test(lastName(callee) ?? "");
    const owner = lastName(callee.type === "attribute" ? callee.child("object") : callee) ?? "";
    return MODEL.test(owner) || /^(?:make|create|build|new)PacketEnvelope/.test(owner);
  }
  if (up?.type === "assignment") return up.parent?.type === "variable_declaration" && isModelType(up.child("type"));
  return up?.type === "return_statement" && isModelType(enclosingFunction(up)?.child("return_type") ?? null);
}

function isModelType(annotation: Node | null): boolean {
  const type = annotation && typeIn(annotation);
  if (type?.type !== "ts_type_reference") return false;
  const name = lastName(type) ?? "";
  const [inner] = typeArguments(type);
  return MODEL.test(name) || (name === "Promise" && inner !== undefined && isModelType(inner));
}

/** The texts that an expression may have: both sides of a choice, every assignment to a local name. */
function possibleTexts(expression: Node, context: FactContext, depth = 0): TextFact[] {
  const node = unwrap(expression);
  if (node.type === "conditional_expression") return branchesOf(node).flatMap((part) => possibleTexts(part, context, depth + 1));
  if (node.type === "boolean_operator") return node.operands.flatMap((part) => possibleTexts(part, context, depth + 1));
  if (node.type === "identifier" && depth < 4) {
    const bindings = context.module.bindingsOf(node.text, node);
    if (bindings.length > 0 && bindings.every(({ kind, value }) => kind === "assignment" && value !== null)) {
      return bindings.flatMap(({ value }) => possibleTexts(value as Node, context, depth + 1));
    }
  }
  return [readText(node, context.module) ?? [null]];
}
