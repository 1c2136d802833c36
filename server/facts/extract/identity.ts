import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { containerName, dictEntries, fieldRead, fieldReads, itemsOf, type FieldRead } from "../../code/fields.ts";
import { ancestor, callArguments, calleeName, enclosingFunction, lastName, stringValue, unwrap, walk } from "../../code/read.ts";
import { functionNameValue, nameSources } from "./tool-schemas.ts";
import type { IdentityLocation } from "../kinds.ts";

/** Models of tools by their class names, and the location that each is. */
export const TOOL_MODELS: Readonly<Record<string, IdentityLocation>> = {
  ToolBinding: "ToolBinding",
  ToolCallRequest: "ToolCallRequest",
  ToolCallResult: "ToolCallResult",
  ToolCall: "tool_call",
  AIOSToolCall: "tool_call",
};

/** Where the names of fields are looked at without knowing what is read: names that can be a tool's. */
const CANDIDATE = /tool|display/i;

/** Where tools are named by a field: models, dispatch, schemas, assertions, and the collections on a tool call's way. */
export const identity: FactExtractor = {
  class_definition(node, context) {
    const location = TOOL_MODELS[node.child("name")?.text ?? ""];
    if (!location) return;
    for (const statement of node.child("body")?.operands ?? []) {
      const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
      const name = field?.type === "assignment" && field.child("type") ? field.child("left") : null;
      if (name?.type === "identifier") emit(context, location, name, name.text, node.child("name") as Node, "");
    }
  },
  call(node, context) {
    const callee = calleeName(node);
    if (!callee) return;
    const { positional, keywords } = callArguments(node);
    // An alias of a model is looked up only where a keyword could be an identity: most calls have none.
    const known = Object.hasOwn(TOOL_MODELS, callee) || callee === "RuntimeContext";
    const className =
      known || !keywords.some(({ name }) => CANDIDATE.test(name))
        ? callee
        : (context.module.resolve(node.child("function"))?.split(".").at(-1) ?? callee);
    const model = Object.hasOwn(TOOL_MODELS, className) ? TOOL_MODELS[className] : undefined;
    if (model) {
      for (const { name, node: keyword } of keywords) emit(context, model, keyword, name, node, "");
      return;
    }
    if (className === "RuntimeContext") {
      const tools = keywords.find(({ name }) => name === "tools")?.value;
      if (tools) elements(tools, "runtime_context.tools", context);
      return;
    }
    if (callee.startsWith("dispatch")) {
      positional.forEach((argument, at) => reads(argument, "registry.dispatch", node, String(at), context));
      for (const { name, value, node: keyword } of keywords) {
        emit(context, "registry.dispatch", keyword, name, node, name);
        if (CANDIDATE.test(name)) reads(value, "registry.dispatch", node, name, context);
      }
      return;
    }
    if (/^assert_\w*called\w*_with$|^assert_has_calls$/.test(callee) && inTest(node)) {
      for (const { name, node: keyword } of keywords) emit(context, "test", keyword, name, node, "");
      for (const argument of positional) reads(argument, "test", node, "", context);
      return;
    }
    const collection = collectionOf(node.child("function")?.child("object") ?? null);
    if (!collection) return;
    const [first] = positional;
    if (first && /^(get|pop|add|discard|remove|setdefault|__contains__)$/.test(callee))
      reads(first, collection, first, "", context);
    else if (first && /^(append|extend|update)$/.test(callee)) elements(first, collection, context);
  },
  subscript(node, context) {
    const value = node.child("value");
    const collection = collectionOf(value);
    for (const key of collection ? node.childrenIn("subscript") : [])
      reads(key, collection as IdentityLocation, key, "", context);
    spineRead(node, context);
  },
  attribute: spineRead,
  comparison_operator(node, context) {
    const [left, right] = node.operands;
    const collection = left && right ? collectionOf(right) : null;
    if (left && collection && !(ancestor(node, "assert_statement") && inTest(node))) reads(left, collection, left, "", context);
  },
  pair(node, context) {
    functionName(node, context);
    const key = node.child("key");
    const value = node.child("value");
    if (key && value && /^["']tool_calls["']$/.test(key.text)) elements(value, "tool_call", context);
  },
  keyword_argument(node, context) {
    functionName(node, context);
    given(node.child("name"), node.child("value"), context);
  },
  assignment(node, context) {
    const left = node.child("left");
    if (left?.type === "subscript") functionName(node, context);
    given(left, node.child("right"), context);
  },
  assert_statement(node, context) {
    if (!inTest(node)) return;
    const test = testFunction(node) as Node;
    walk(node, (inner) => {
      const key = inner.type === "pair" ? inner.child("key") : null;
      const name = stringValue(key);
      if (key && name !== null && CANDIDATE.test(name)) emit(context, "test", key, name, inner.parent ?? inner, "");
      const field = inner.type === "attribute" || inner.type === "subscript" || inner.type === "call" ? fieldRead(inner) : null;
      if (field?.node !== inner || !CANDIDATE.test(field.name)) return;
      // Of `call.tool_name.lower()` the read itself is met further down.
      emit(context, "test", field.at, field.name, test, field.owner?.text.replace(/\s+/g, "") ?? "");
    });
  },
};

function emit(context: FactContext, location: IdentityLocation, at: Node, field: string, group: Node, part: string): void {
  context.emit("identity", { span: context.span(at), location, field, group: context.span(group), part });
}

/** Every field that an expression reads. */
function reads(expression: Node, location: IdentityLocation, group: Node, part: string, context: FactContext): void {
  for (const field of fieldReads(expression)) emit(context, location, field.node, field.name, group, part);
}

function functionName(node: Node, context: FactContext): void {
  const value = functionNameValue(node);
  for (const source of value ? nameSources(value) : []) reads(source, "function.name", node, "", context);
}

/** `approved_tools = …`, `tool_call = {…}`, `tools=…` of what is handed on. */
function given(target: Node | null, value: Node | null, context: FactContext): void {
  const name = target && value ? (lastName(target) ?? "") : "";
  if (!value || !/^_*(approved_tools|tool_results|tool_calls?)$/.test(name)) return;
  const location = /approved_tools$/.test(name)
    ? "approved_tools"
    : /tool_results$/.test(name)
      ? "context.tool_results"
      : "tool_call";
  elements(value, location, context);
}

/** The fields by which the elements of a collection are named: keys of dicts in it, fields that a comprehension collects, keys of a dict of tools. */
function elements(value: Node, location: IdentityLocation, context: FactContext): void {
  const node = unwrap(value);
  if (/_comprehension$|^generator_expression$/.test(node.type)) {
    const body = node.child("body");
    const key = body?.type === "pair" ? body.child("key") : body;
    if (key) element(key, location, context);
    return;
  }
  if (node.type === "call" && /^(set|frozenset|list|tuple|sorted)$/.test(calleeName(node) ?? "")) {
    const [first] = callArguments(node).positional;
    if (first) elements(first, location, context);
    return;
  }
  for (const item of itemsOf(node)) element(item, location, context);
}

function element(item: Node, location: IdentityLocation, context: FactContext): void {
  const entries = dictEntries(item);
  for (const { key, keyNode } of entries ?? []) {
    if (key !== null) emit(context, location, keyNode, key, item, "");
    else reads(keyNode, location, item, "", context);
  }
  const field = entries ? null : fieldRead(item);
  // A bare name is a tool, not the name of one, unless it says so.
  if (field && (field.form !== "name" || CANDIDATE.test(field.name))) emit(context, location, field.node, field.name, item, "");
}

/** `approved_tools`, `context.tool_results` and `runtime_context.tools`, whatever object holds them. */
function collectionOf(node: Node | null): IdentityLocation | null {
  const inner = node && unwrap(node);
  const name = containerName(inner)?.replace(/^_+/, "");
  if (name === "approved_tools") return "approved_tools";
  if (name === "tool_results") return "context.tool_results";
  const owner = inner?.type === "attribute" ? lastName(inner.child("object")) : null;
  return name === "tools" && owner !== null && /(context|ctx)$/i.test(owner) ? "runtime_context.tools" : null;
}

/** A field read from the model's tool call, or from one of the runtime context's tools. */
function spineRead(node: Node, context: FactContext): void {
  const at = node.type === "attribute" ? node.child("attribute") : node.child("subscript");
  if (!at || !CANDIDATE.test(at.text)) return;
  const field = fieldRead(node);
  const owner = field?.owner ? unwrap(field.owner) : null;
  if (!field || owner?.type !== "identifier") return;
  const location = owner.text === "tool_call" ? "tool_call" : loopOver(owner, context);
  if (!location || isShown(node) || (inTest(node) && ancestor(node, "assert_statement"))) return;
  // Compared, or used as a key, it identifies, whatever else is read of the same object.
  const identifies = node.parent?.type === "comparison_operator" || node.field === "subscript";
  emit(context, location, field.node, field.name, identifies ? node : (enclosingFunction(node) ?? node), owner.text);
}

/** What a loop variable runs over, when that is part of the spine. */
function loopOver(name: Node, context: FactContext): IdentityLocation | null {
  const binding = context.module.binding(name.text, name);
  if (binding?.kind !== "loop") return null;
  const over = binding.statement.child("right");
  const read: FieldRead | null = over && fieldRead(over);
  return read?.name === "tool_calls"
    ? "tool_call"
    : collectionOf(over) === "runtime_context.tools"
      ? "runtime_context.tools"
      : null;
}

/** In a log call, a text, an exception's message or a value given to a display field. */
function isShown(node: Node): boolean {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "interpolation" || up.type === "raise_statement") return true;
    if (up.type === "keyword_argument" && /display|label|title/.test(up.child("name")?.text ?? "")) return true;
    if (up.type === "pair" && /display|label|title/.test(up.child("key")?.text ?? "")) return true;
    if (up.type === "call" && /(^|_)log(ger)?$/i.test(containerName(up.child("function")?.child("object") ?? null) ?? ""))
      return true;
  }
  return false;
}

/** The test around a node; a helper inside a test belongs to it. */
function testFunction(node: Node): Node | null {
  for (let up = enclosingFunction(node); up; up = enclosingFunction(up)) {
    if (/^test/.test(up.child("name")?.text ?? "")) return up;
  }
  return null;
}

function inTest(node: Node): boolean {
  return testFunction(node) !== null;
}
