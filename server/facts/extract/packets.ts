import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { dictEntries } from "../../code/fields.ts";
import { branchesOf } from "../../code/expressions.ts";
import { enclosingFunction, isNew, keywordArgument, lastName, typeArguments, typeIn, unwrap } from "../../code/read.ts";
import { readText } from "../../code/texts.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { snakeCase } from "../../code/spelling.ts";
import type { MadeFact } from "../kinds.ts";
import { PACKET_TYPE_NAMES } from "../packet-fields.ts";
import { helperOf } from "./own-functions.ts";

/** The name of a class, or of a schema that is named after one. */
const CLASS = /^(?:[A-Z]\w*|[a-z]\w*Schema)$/;
/** Keys by which a dict without a class shows that it is a packet. */
const TYPE = { python: /^packet_type$/, typescript: /^packet_?[tT]ype$/ };

/** The packets that code makes, by their types. */
export const packets: FactExtractor = {
  call(node, context) {
    if (node.source.language !== "python") return;
    for (const name of PACKET_TYPE_NAMES) {
      const type = keywordArgument(node, name);
      if (!type) continue;
      const callee = node.child("function");
      const model = context.module.resolve(callee)?.split(".").at(-1) ?? lastName(callee);
      if (model !== null && CLASS.test(model)) emit(type, { model: plainModel(model), field: name }, context);
    }
  },
  dictionary(node, context) {
    const entries = dictEntries(node) ?? [];
    for (const { key, value } of entries) {
      const name = key === null ? null : snakeCase(key);
      // In a mapping of validators, `packetType: z.string()` is no packet's type.
      if (name === null || !PACKET_TYPE_NAMES.includes(name) || isSchema(value)) continue;
      const isPlain = TYPE[node.source.language].test(key ?? "") && entries.some((one) => one.key === "payload");
      const model = isPlain ? null : madeModel(node);
      if (isPlain || model) emit(value, model === null ? null : { model: plainModel(model), field: name }, context);
    }
  },
  class_definition(node, context) {
    const bases = node.child("superclasses")?.operands ?? [];
    const names = bases.flatMap((base) => lastName(base) ?? []).filter((name) => CLASS.test(name));
    if (names.length === 0 || node.source.language !== "python") return;
    for (const statement of node.child("body")?.operands ?? []) {
      const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
      const name = field?.type === "assignment" ? field.child("left")?.text : undefined;
      const value = name !== undefined && PACKET_TYPE_NAMES.includes(name) ? field?.child("right") : null;
      if (value) for (const model of names) emit(value, { model: plainModel(model), field: name as string }, context);
    }
  },
};

function emit(type: Node, made: MadeFact | null, context: FactContext): void {
  const helper = helperOf(unwrap(type), context.module);
  if (helper) context.emit("packets", { ...helper, made });
  else context.emit("packets", { kind: "packet", made, types: possibleTexts(type, context), span: context.span(type) });
}

/** The class that a schema is named after: `packetEnvelopeSchema` is PacketEnvelope's. */
function plainModel(name: string): string {
  const plain = name.replace(/Schema$/, "");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}

function isSchema(value: Node): boolean {
  if (value.source.language === "python") return false;
  let node = unwrap(value);
  while (node.type === "call" || node.type === "attribute" || node.type === "subscript") node = unwrap(node.operands[0] as Node);
  return node.type === "identifier" && /^(?:z|t|v|s|Type|Schema|yup|Joi|expect)$/.test(node.text);
}

/** The class of `new Packet({ … })`, `Packet.parse({ … })`, `makePacket({ … })`, `const packet: Packet = { … }`, `… satisfies Packet`. */
function madeModel(node: Node): string | null {
  if (node.source.language === "python") return null;
  let up = node.parent;
  for (; up?.type === "cast"; up = up.parent) {
    const model = modelType(up.child("type"));
    if (model) return model;
  }
  const call = up?.type === "argument_list" ? up.parent : null;
  if (call) {
    const callee = unwrap(call.child("function") as Node);
    const owner = lastName(callee.type === "attribute" && !isNew(call) ? callee.child("object") : callee) ?? "";
    const made = /^(?:make|create|build|new)([A-Z]\w*)$/.exec(owner)?.[1];
    return made ?? (CLASS.test(owner) ? owner : null);
  }
  if (up?.type === "assignment") return up.parent?.type === "variable_declaration" ? modelType(up.child("type")) : null;
  return up?.type === "return_statement" ? modelType(enclosingFunction(up)?.child("return_type") ?? null) : null;
}

function modelType(annotation: Node | null): string | null {
  const type = annotation && typeIn(annotation);
  if (type?.type !== "ts_type_reference") return null;
  const name = lastName(type) ?? "";
  const [inner] = typeArguments(type);
  if (name === "Promise") return inner === undefined ? null : modelType(inner);
  return CLASS.test(name) ? name : null;
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
