import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { calleeName, stringValue } from "../../code/read.ts";
import { isConstantValue, readText } from "../../code/texts.ts";
import type { TextFact } from "../../code/text-fact.ts";

/** `ORDERS_SECRET`, `orders.webhook.in`. */
const NAME = /^(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z]{3,}[A-Z0-9]*|[a-z][\w-]*(?:\.[\w-]+)+)$/;

/** `client.post("/orders/webhook")`. */
function isPath(value: string, { parent }: Node): boolean {
  return /^\/[\w\-{}:.<>/]*$/.test(value) && parent?.type === "argument_list";
}

const CONSTANT = /^_?[A-Z][A-Z0-9_]*$/;

/** Parents below which a name is written, not read. */
const WRITTEN = new Set([
  "dotted_name",
  "aliased_import",
  "import_statement",
  "import_from_statement",
  "parameters",
  "global_statement",
  "keyword_separator",
]);

/** Parents of a text that is part of another, names a module, or is a type. */
const NO_VALUE = /^(?:concatenated_string$|(?:import|export)_|ts_(?:literal|import|external))/;

/** Literals and constants that may name something the spec declares. */
export const mentions: FactExtractor = {
  string(node, context) {
    const value = stringValue(node);
    if (value === null) return composed(node, context);
    if (!(NAME.test(value) || isPath(value, node)) || NO_VALUE.test(node.parent?.type ?? "") || isConstantValue(node)) return;
    emit(node, [value], context);
  },
  identifier(node, context) {
    const first = node.source.text.value.charCodeAt(node.start);
    if ((first < 65 || first > 90) && first !== 95) return;
    const { parent } = node;
    if (!parent || WRITTEN.has(parent.type) || !CONSTANT.test(node.text)) return;
    if (
      parent.type === "attribute" ||
      (parent.type === "assignment" && node.field === "left") ||
      (parent.type === "keyword_argument" && node.field === "name")
    )
      return;
    // The name of a declaration, of a member or of what is written to.
    if (node.source.language === "typescript" && !isRead(node, context)) return;
    emit(node, readText(node, context.module), context);
  },
  binary_operator: composed,
  pair(node, context) {
    const key = node.child("key");
    if (key?.type === "property_name" && node.parent?.type === "dictionary" && NAME.test(key.text) && CONSTANT.test(key.text))
      context.emit("mentions", { text: [key.text], span: context.span(key), callee: null, argument: null });
  },
  subscript(node, context) {
    const name = node.source.language === "typescript" ? stringValue(node.child("subscript")) : null;
    if (name !== null && CONSTANT.test(name)) emit(node, readText(node, context.module), context);
  },
  attribute(node, context) {
    const name = node.child("attribute");
    // `PacketType.Inbound`, `PATHS.webhook`: of an enum or an object of constants.
    const object = node.source.language === "typescript" ? node.child("object") : null;
    if (object?.type === "identifier" && (/^[A-Z]/.test(object.text) || CONSTANT.test(name?.text ?? ""))) {
      emit(node, readText(node, context.module), context);
      return;
    }
    if (
      !name ||
      (node.parent?.type === "attribute" && node.parent.child("attribute")?.text !== "value") ||
      !CONSTANT.test(name.text)
    )
      return;
    emit(node, readText(node, context.module), context);
  },
};

function isRead(name: Node, { module }: FactContext): boolean {
  return module.scopeAt(name).references.some(({ node }) => node === name);
}

/** `f"{MODULE}.in"`, `MODULE + ".in"`: as an argument it may name something too. */
function composed(node: Node, context: FactContext): void {
  if (node.parent?.type !== "argument_list" && node.parent?.type !== "keyword_argument") return;
  const text = readText(node, context.module);
  if (text?.some((part) => typeof part === "string" && /^[\w.-]+$/.test(part)) || startsLikePath(text)) emit(node, text, context);
}

/** `f"/orders/{order_id}"`, `PREFIX + "/orders/" + id`, with the host before it or without. */
function startsLikePath(text: TextFact | null): boolean {
  const [first, second] = text ?? [];
  const path = typeof first === "string" ? first : first ? second : null;
  return typeof path === "string" && /^(?:[a-z][\w+.-]*:\/\/[^/\s]+)?\/[\w\-./]*/i.test(path);
}

function emit(node: Node, text: TextFact | null, context: FactContext): void {
  if (!text || text.every((part) => part === null)) return;
  const { parent } = node;
  // What is compared is asked for, not named.
  if (parent?.type === "comparison_operator" || parent?.type === "switch_case") return;
  const list = parent?.type === "keyword_argument" ? parent.parent : parent;
  const call = list?.type === "argument_list" && list.parent?.type === "call" ? list.parent : null;
  const argument =
    !call || !list
      ? null
      : parent?.type === "keyword_argument"
        ? (parent.child("name")?.text ?? null)
        : list.operands.indexOf(node);
  context.emit("mentions", { text, span: context.span(node), callee: call ? calleeName(call) : null, argument });
}
