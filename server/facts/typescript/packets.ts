import type { TSESTree } from "../../syntax/typescript.ts";
import type { PacketHelperFact } from "../kinds.ts";
import type { TextFact } from "../../code/text-fact.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { ownName } from "../../code/typescript/function-names.ts";
import { ancestor, isFunction, keyOf, lastName, unwrap } from "../../code/typescript/read.ts";
import { constantValue, readText } from "../../code/typescript/texts.ts";

const MODEL = /^[pP]acketEnvelope(?:In|Out)?(?:Schema)?$/;
const TYPE = /^packet_?[tT]ype$/;

/** The packets that code makes, by their types. */
export const packets: TypeScriptExtractor = {
  ObjectExpression(node, context) {
    const type = node.properties.find((property) => property.type === "Property" && TYPE.test(keyOf(property) ?? ""));
    if (type?.type !== "Property") return;
    const hasPayload = node.properties.some((property) => property.type === "Property" && keyOf(property) === "payload");
    // In a mapping of validators, `packetType: z.string()` is no packet's type.
    if (isSchema(type.value)) return;
    if (hasPayload || isOfModel(node)) emit(type.value, context);
  },
};

function isSchema(value: TSESTree.Node): boolean {
  let node = unwrap(value);
  while (node.type === "CallExpression" || node.type === "MemberExpression")
    node = unwrap(node.type === "CallExpression" ? node.callee : node.object);
  return node.type === "Identifier" && /^(?:z|t|v|s|Type|Schema|yup|Joi|expect)$/.test(node.name);
}

/** `new PacketEnvelopeIn({ … })`, `PacketEnvelopeIn.parse({ … })`, `const packet: PacketEnvelopeIn = { … }`, `… satisfies PacketEnvelopeIn`. */
function isOfModel(node: TSESTree.ObjectExpression): boolean {
  let up: TSESTree.Node | undefined = node.parent;
  for (; up && unwrap(up) !== up; up = up.parent) {
    if ((up.type === "TSSatisfiesExpression" || up.type === "TSAsExpression") && isModelType(up.typeAnnotation)) return true;
  }
  if (up?.type === "NewExpression") return MODEL.test(lastName(up.callee) ?? "");
  if (up?.type === "CallExpression") {
    const callee = unwrap(up.callee);
    const owner = callee.type === "MemberExpression" ? lastName(callee.object) : lastName(callee);
    return MODEL.test(owner ?? "") || /^(?:make|create|build|new)PacketEnvelope/.test(owner ?? "");
  }
  if (up?.type === "VariableDeclarator" && up.id.type === "Identifier")
    return up.id.typeAnnotation !== undefined && isModelType(up.id.typeAnnotation.typeAnnotation);
  if (up?.type === "ReturnStatement") {
    const owner = ancestor(up, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression");
    return owner?.returnType !== undefined && isModelType(owner.returnType.typeAnnotation);
  }
  return false;
}

function isModelType(type: TSESTree.TypeNode): boolean {
  if (type.type !== "TSTypeReference") return false;
  const [inner] = type.typeArguments?.params ?? [];
  const name = lastName(type.typeName) ?? "";
  return MODEL.test(name) || (name === "Promise" && inner !== undefined && isModelType(inner));
}

function emit(type: TSESTree.Node, context: TypeScriptFactContext): void {
  const helper = parameterOf(unwrap(type), context);
  if (helper) context.emit("packets", helper);
  else context.emit("packets", { kind: "packet", types: possibleTexts(type, context, 0), span: context.span(type) });
}

function parameterOf(name: TSESTree.Node, { module }: TypeScriptFactContext): PacketHelperFact | null {
  if (name.type !== "Identifier") return null;
  const definition = module.variable(name)?.defs[0];
  if (definition?.type !== "Parameter" || !isFunction(definition.node)) return null;
  const index = definition.node.params.findIndex((parameter) => parameter === definition.name);
  const called = ownName(definition.node);
  return index < 0 || called === null ? null : { kind: "helper", function: called, parameter: name.name, index };
}

/** The texts that an expression may have: both sides of a choice, the value of a local name. */
function possibleTexts(expression: TSESTree.Node, context: TypeScriptFactContext, depth: number): TextFact[] {
  const node = unwrap(expression);
  if (node.type === "ConditionalExpression")
    return [node.consequent, node.alternate].flatMap((part) => possibleTexts(part, context, depth + 1));
  if (node.type === "LogicalExpression")
    return [node.left, node.right].flatMap((part) => possibleTexts(part, context, depth + 1));
  const value = node.type === "Identifier" && depth < 4 ? constantValue(node, context.module) : null;
  if (value?.type === "ConditionalExpression" || value?.type === "LogicalExpression")
    return possibleTexts(value, context, depth + 1);
  return [readText(node, context.module) ?? [null]];
}
