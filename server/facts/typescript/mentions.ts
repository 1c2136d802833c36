import type { TSESTree } from "../../syntax/typescript.ts";
import type { TextFact } from "../../code/text-fact.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { functionAround } from "../../code/typescript/function-names.ts";
import { calleeName, keyOf, propertyName, unwrap } from "../../code/typescript/read.ts";
import { readText } from "../../code/typescript/texts.ts";

/** `ORDERS_SECRET`, `orders.webhook.in`. */
const NAME = /^(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z]{3,}[A-Z0-9]*|[a-z][\w-]*(?:\.[\w-]+)+)$/;
const CONSTANT = /^_?[A-Z][A-Z0-9_]*$/;

/** Literals and constants that may name something the spec declares: a variable of the environment, a packet's type. */
export const mentions: TypeScriptExtractor = {
  Literal(node, context) {
    if (typeof node.value !== "string" || !NAME.test(node.value) || isModuleSource(node) || isConstantValue(node)) return;
    emit(node, [node.value], context);
  },
  TemplateLiteral(node, context) {
    if (node.parent.type !== "CallExpression" && node.parent.type !== "NewExpression") return;
    const text = readText(node, context.module);
    if (text?.some((part) => typeof part === "string" && /^[\w.-]+$/.test(part))) emit(node, text, context);
  },
  BinaryExpression(node, context) {
    if (node.operator !== "+" || node.parent.type !== "CallExpression") return;
    const text = readText(node, context.module);
    if (text?.some((part) => typeof part === "string" && /^[\w.-]+$/.test(part))) emit(node, text, context);
  },
  Identifier(node, context) {
    if (!CONSTANT.test(node.name) || !context.module.reference(node)?.isRead()) return;
    if (node.parent.type === "MemberExpression") return;
    emit(node, readText(node, context.module), context);
  },
  MemberExpression(node, context) {
    const name = propertyName(node);
    const { object } = node;
    // `PacketType.Inbound`, `PATHS.webhook`: of an enum or an object of constants.
    const owner = object.type === "Identifier" ? object.name : "";
    if (name === null || !(CONSTANT.test(name) || /^[A-Z]/.test(owner))) return;
    emit(node, readText(node, context.module), context);
  },
  Property(node, context) {
    const key = keyOf(node);
    if (node.parent.type === "ObjectExpression" && key !== null && NAME.test(key) && CONSTANT.test(key))
      context.emit("mentions", { text: [key], span: context.span(node.key), callee: null, argument: null });
  },
};

function isModuleSource(node: TSESTree.Node): boolean {
  const { parent } = node;
  return /^(?:Import|Export)\w*|^TS(?:Literal|Import|External)/.test(parent?.type ?? "");
}

/** The value of a constant: `const NAME = "…"` at module level, a member of an enum or of an object of constants. */
function isConstantValue(node: TSESTree.Node): boolean {
  let up = node.parent;
  while (up && (unwrap(up) !== up || up.type === "Property" || up.type === "ObjectExpression")) up = up.parent;
  if (up?.type === "TSEnumMember") return true;
  if (up?.type === "PropertyDefinition") return up.static;
  return up?.type === "VariableDeclarator" && up.parent.kind === "const" && functionAround(up) === null;
}

function emit(node: TSESTree.Node, text: TextFact | null, context: TypeScriptFactContext): void {
  if (!text || text.length === 0 || text.every((part) => part === null)) return;
  const { parent } = node;
  // What is compared is asked for, not named.
  if (parent?.type === "BinaryExpression" || parent?.type === "SwitchCase") return;
  const call = parent?.type === "CallExpression" || parent?.type === "NewExpression" ? parent : null;
  const argument = call ? (call.arguments as TSESTree.Node[]).indexOf(node) : -1;
  context.emit("mentions", {
    text,
    span: context.span(node),
    callee: call && argument >= 0 ? calleeName(call) : null,
    argument: argument >= 0 ? argument : null,
  });
}
