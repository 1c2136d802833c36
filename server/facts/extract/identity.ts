import type { Node } from "../../syntax/tree.ts";
import { containerName, dictEntries, fieldRead, fieldReads, itemsOf, namedArguments, type FieldRead } from "../../code/fields.ts";
import {
  ancestor,
  callArguments,
  calleeName,
  enclosingFunction,
  isNew,
  keyOf,
  lastName,
  operator,
  stringValue,
  unwrap,
  walk,
} from "../../code/read.ts";
import { profileName } from "../../code/spelling.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import type { IdentityLocation } from "../kinds.ts";
import { declaredFields, modelNamed, modelOfCall, modelOfLiteral } from "./identity-models.ts";
import { assertionAround, isAssertion, testAround } from "./identity-tests.ts";
import { functionNameValue, nameSources } from "./tool-schemas.ts";

/** Where the names of fields are looked at without knowing what is read: names that can be a tool's. */
const CANDIDATE = /tool|display/i;
/** Fields of a class that can name a tool, under whatever word a repository has for it. */
const NAMING = /[tT]ool|[dD]isplay|(?:_id|Id|_name|Name|_key|Key)$/;
/** Methods of a collection that are given a key, and those that are given elements. */
const KEYED = {
  python: /^(?:get|pop|add|discard|remove|setdefault|__contains__)$/,
  typescript: /^(?:get|has|add|delete|set|includes)$/,
};
const FILLED = { python: /^(?:append|extend|update)$/, typescript: /^push$/ };
/** What is handed on with the names of tools in it. */
const GIVEN = { python: /^(?:approved_tools|tool_results|tool_calls?)$/, typescript: /^(?:approved_tools|tool_results)$/ };

/** Where tools are named by a field: models, dispatch, schemas, assertions, and the collections on a tool call's way. */
export const identity: FactExtractor = {
  class_definition: declared,
  ts_interface_declaration: declared,
  ts_type_alias_declaration: declared,
  call(node, context) {
    const callee = calleeName(node);
    if (!callee) return;
    if (node.source.language === "python" && !callee.startsWith("dispatch")) {
      const telling = namedArguments(node).filter(({ written }) => NAMING.test(written));
      const model = telling.length > 0 ? modelOfCall(node, context.module) : null;
      for (const { at, written, node: keyword } of model === null ? [] : telling) {
        if (written !== "tools") emit(context, "model", placeOf(at, keyword), written, node, "", model);
        else elements(keyword.child("value") as Node, "runtime_context.tools", context, model);
      }
    }
    if (callee.startsWith("dispatch")) return dispatched(node, context);
    if (isAssertion(node)) {
      if (node.source.language === "python") return calledWith(node, context);
      asserted(node, context);
    }
    const collection = collectionOf(node.child("function")?.child("object") ?? null);
    const [first] = collection ? callArguments(node).positional : [];
    if (!collection || !first) return;
    if (KEYED[node.source.language].test(callee)) reads(first, collection, first, "", context);
    else if (FILLED[node.source.language].test(callee)) elements(first, collection, context);
  },
  dictionary(node, context) {
    if (node.source.language !== "typescript") return;
    const telling = (dictEntries(node) ?? []).filter(({ key }) => key !== null && NAMING.test(key));
    const made = telling.length > 0 ? modelOfLiteral(node, context.module) : null;
    for (const { key, keyNode } of made ? telling : [])
      if (made && key !== null) emit(context, "model", keyNode, key, made.group, "", made.model);
  },
  subscript(node, context) {
    const collection = collectionOf(node.child("value"));
    for (const key of collection ? node.childrenIn("subscript") : [])
      reads(key, collection as IdentityLocation, key, "", context);
    spineRead(node, context);
  },
  attribute: spineRead,
  comparison_operator(node, context) {
    const [left, right] = node.operands;
    const collection = left && right ? collectionOf(right) : null;
    const asks = node.source.language === "python" || operator(node) === "in";
    if (left && collection && asks && !assertionAround(node)) reads(left, collection, left, "", context);
  },
  pair(node, context) {
    functionName(node, context);
    const key = keyOf(node);
    if (node.source.language === "typescript" || key === "tool_calls") given(key, node.child("value"), context);
  },
  keyword_argument(node, context) {
    functionName(node, context);
    given(node.child("name")?.text ?? null, node.child("value"), context);
  },
  assignment(node, context) {
    const left = node.child("left");
    if (left?.type === "subscript") functionName(node, context);
    given(lastName(left), node.child("right"), context);
  },
  assert_statement(node, context) {
    asserted(node, context);
  },
};

/** @param group what belongs together @param part of it that needs an identity of its own @param model the class whose field it is */
function emit(
  context: FactContext,
  location: IdentityLocation,
  at: Node,
  field: string,
  group: Node,
  part: string,
  model: string | null = null,
): void {
  context.emit("identity", { span: context.span(at), location, model, field, group: context.span(group), part });
}

/** What is shown of a field: in Python the whole expression, in TypeScript its name. */
function placeOf(name: Node, whole: Node): Node {
  return name.source.language === "python" ? whole : name;
}

/** Every field that an expression reads. */
function reads(
  expression: Node,
  location: IdentityLocation,
  group: Node,
  part: string,
  context: FactContext,
  model: string | null = null,
): void {
  const plain = unwrap(expression);
  const sides = plain.type === "boolean_operator" ? plain.operands : [];
  for (const side of sides) reads(side, location, group, part, context, model);
  for (const { at, node, written } of fieldReads(plain)) emit(context, location, placeOf(at, node), written, group, part, model);
}

function declared(node: Node, context: FactContext): void {
  const name = node.child("name") ?? node.child("left");
  const model = modelNamed(name?.text ?? null);
  if (!name || model === null) return;
  for (const at of declaredFields(node)) {
    const field = stringValue(at) ?? at.text;
    if (NAMING.test(field)) emit(context, "model", at, field, name, "", model);
  }
}

/** `registry.dispatch(tool_id, …)`, and what it is given by name. */
function dispatched(node: Node, context: FactContext): void {
  callArguments(node).positional.forEach((argument, at) => reads(argument, "registry.dispatch", node, String(at), context));
  for (const { at, written, value, node: keyword } of namedArguments(node)) {
    emit(context, "registry.dispatch", placeOf(at, keyword), written, node, written);
    // `{ toolId }` reads what it names.
    if (CANDIDATE.test(written) && value.start !== at.start) reads(value, "registry.dispatch", node, written, context);
  }
}

function functionName(node: Node, context: FactContext): void {
  const value = functionNameValue(node);
  for (const source of value ? nameSources(value) : []) reads(source, "function.name", node, "", context);
}

/** `approved_tools = …`, `tool_call = {…}`, `tools=…` of what is handed on. */
function given(written: string | null, value: Node | null, context: FactContext): void {
  const name = value && written ? profileName(written, value.source).replace(/^_+/, "") : "";
  if (!value || !GIVEN[value.source.language].test(name)) return;
  const location = name === "approved_tools" ? name : name === "tool_results" ? "context.tool_results" : "tool_call";
  elements(value, location, context);
}

/** The fields by which the elements of a collection are named: keys of dicts in it, fields that are collected, keys of a mapping of tools. */
function elements(value: Node, location: IdentityLocation, context: FactContext, model: string | null = null): void {
  const node = unwrap(value);
  const [collected, from] = collectedBy(node);
  if (collected) element(collected, location, context, model);
  else if (from) elements(from, location, context, model);
  else for (const item of itemsOf(node)) element(item, location, context, model);
}

/** What a comprehension or a callback of `map` gives for each element; else what a collection is made from. */
function collectedBy(node: Node): [Node | null, Node | null] {
  if (/_comprehension$|^generator_expression$/.test(node.type)) {
    const body = node.child("body");
    return [body?.type === "pair" ? body.child("key") : body, null];
  }
  if (node.type !== "call") return [null, null];
  const name = calleeName(node) ?? "";
  const { positional } = callArguments(node);
  const callback = positional.find(({ type }) => type === "lambda");
  if (node.source.language === "python")
    return [null, /^(?:set|frozenset|list|tuple|sorted)$/.test(name) ? (positional[0] ?? null) : null];
  if (callback && /^(?:map|flatMap|from)$/.test(name)) return [callback.child("body"), null];
  return [null, (isNew(node) ? /^(?:Set|Map)$/ : /^(?:from|fromEntries)$/).test(name) ? (positional[0] ?? null) : null];
}

function element(item: Node, location: IdentityLocation, context: FactContext, model: string | null): void {
  const node = unwrap(item);
  // Of `[tool.toolId, tool]`, an entry of a map, the first is the key.
  if (node.type === "list" && node.source.language === "typescript") {
    if (node.operands[0]) element(node.operands[0], location, context, model);
    return;
  }
  const entries = dictEntries(item);
  for (const { key, keyNode } of entries ?? []) {
    if (key !== null) emit(context, location, keyNode, key, item, "", model);
    else reads(keyNode, location, item, "", context, model);
  }
  const field = entries ? null : fieldRead(item);
  // A bare name is a tool, not the name of one, unless it says so.
  if (field && (field.form !== "name" || CANDIDATE.test(field.written)))
    emit(context, location, placeOf(field.at, field.node), field.written, item, "", model);
}

/** `approved_tools`, `context.tool_results` and `runtime_context.tools`, whatever object holds them. */
function collectionOf(node: Node | null): IdentityLocation | null {
  const inner = node && unwrap(node);
  const name = inner && profileName(containerName(inner) ?? "", inner.source).replace(/^_+/, "");
  if (name === "approved_tools") return "approved_tools";
  if (name === "tool_results") return "context.tool_results";
  const owner = inner?.type === "attribute" ? lastName(inner.child("object")) : null;
  return name === "tools" && owner !== null && /(?:context|ctx)$/i.test(owner) ? "runtime_context.tools" : null;
}

/** A field read from the model's tool call, or from one of the runtime context's tools. */
function spineRead(node: Node, context: FactContext): void {
  const name = node.type === "attribute" ? node.child("attribute") : node.child("subscript");
  if (!name || !CANDIDATE.test(name.text)) return;
  const field = fieldRead(node);
  const owner = field?.owner ? unwrap(field.owner) : null;
  if (!field || owner?.type !== "identifier") return;
  const location = profileName(owner.text, node.source) === "tool_call" ? "tool_call" : loopOver(owner, context);
  if (!location || isShown(node) || assertionAround(node)) return;
  // Compared, or used as a key, it identifies, whatever else is read of the same object.
  const identifies = node.parent?.type === "comparison_operator" || node.field === "subscript";
  const group = identifies ? node : (enclosingFunction(node) ?? node);
  emit(context, location, placeOf(field.at, field.node), field.written, group, owner.text);
}

/** What a loop variable runs over, when that is part of the spine. */
function loopOver(name: Node, context: FactContext): IdentityLocation | null {
  const binding = context.module.binding(name.text, name);
  if (binding?.kind !== "loop") return null;
  const loop = name.source.language === "python" ? binding.statement : ancestor(binding.statement, "for_statement");
  const over = loop?.child("right") ?? null;
  const read: FieldRead | null = over && fieldRead(over);
  if (read?.name === "tool_calls") return "tool_call";
  return collectionOf(over) === "runtime_context.tools" ? "runtime_context.tools" : null;
}

/** In a log call, a text, an exception's message or a value given to a display field. */
function isShown(node: Node): boolean {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (/^(?:interpolation|raise_statement|jsx_expression_container)$/.test(up.type)) return true;
    if (/^(?:keyword_argument|pair)$/.test(up.type) && /display|label|title/i.test(keyOf(up) ?? up.child("name")?.text ?? ""))
      return true;
    const callee = up.type === "call" ? up.child("function") : null;
    const logger = profileName(containerName(callee?.child("object") ?? null) ?? "", node.source);
    if (/(?:^|_)(?:log(?:ger)?|console)$/i.test(logger)) return true;
  }
  return false;
}

/** What a mock was called with. */
function calledWith(node: Node, context: FactContext): void {
  if (!testAround(node)) return;
  for (const { written, node: keyword } of namedArguments(node)) emit(context, "test", keyword, written, node, "");
  for (const argument of callArguments(node).positional) reads(argument, "test", node, "", context);
}

/** The fields that an assertion of a test names. */
function asserted(node: Node, context: FactContext): void {
  const test = testAround(node);
  if (!test) return;
  walk(node, (inner) => {
    const key = inner.type === "pair" ? inner.child("key") : null;
    const name = key && stringValue(key);
    if (key && name && CANDIDATE.test(name)) emit(context, "test", key, name, inner.parent ?? inner, "");
    const field = /^(?:attribute|subscript|call)$/.test(inner.type) ? fieldRead(inner) : null;
    if (field?.node !== inner || !CANDIDATE.test(field.written)) return;
    // Of `call.tool_name.lower()` the read itself is met further down.
    emit(context, "test", field.at, field.written, test, field.owner?.text.replace(/\s+/g, "") ?? "");
  });
}
