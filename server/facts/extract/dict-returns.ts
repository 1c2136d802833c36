import type { Node } from "../../syntax/tree.ts";
import { readType } from "../../code/types/python.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { enclosingDefinition, qualifiedName } from "./functions.ts";
import { callArguments, stringValue, unwrap, walk } from "../../code/read.ts";
import type { DictLiteral } from "../kinds.ts";

const DICT_TYPES = /^(?:dict|(?:typing\.)?(?:Dict|Mapping|MutableMapping)|(?:collections\.abc\.)(?:Mapping|MutableMapping))$/;

/** Functions that return dicts under a dict's name or without an annotation. */
export const dictReturns: FactExtractor = {
  function_definition(node, context) {
    const name = node.child("name");
    const body = node.child("body");
    const annotation = node.child("return_type");
    if (!name || !body || (annotation && !isDictType(annotation, context))) return;
    const literals = returnedValues(body).flatMap((value) => literalOf(value, body, context));
    if (literals.length === 0) return;
    const around = enclosingDefinition(node);
    context.emit("dictReturns", {
      name: name.text,
      owner: around?.type === "class_definition" ? qualifiedName(around) : null,
      span: context.span(annotation ?? name),
      annotation: annotation ? readType(annotation, context.module).text : null,
      literals,
    });
  },
};

function isDictType(annotation: Node, { module }: FactContext): boolean {
  const { name } = readType(annotation, module);
  return name !== null && DICT_TYPES.test(name);
}

function returnedValues(body: Node): Node[] {
  const values: Node[] = [];
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition") return false;
    const [value] = node.type === "return_statement" ? node.operands : [];
    if (!value) return;
    const returned = unwrap(value);
    if (returned.type === "conditional_expression")
      values.push(...[returned.operands[0], returned.operands[2]].flatMap((one) => (one ? [unwrap(one)] : [])));
    else values.push(returned);
  });
  return values;
}

/** A literal returned as it is, or through a local name that is filled by key. */
function literalOf(value: Node, body: Node, context: FactContext): DictLiteral[] {
  const direct = readLiteral(value, context);
  if (direct) return [direct];
  if (value.type !== "identifier") return [];
  const bindings = context.module.bindingsOf(value.text, value);
  const [binding] = bindings;
  const bound =
    bindings.length === 1 && binding?.scope.kind === "function" && binding.value
      ? readLiteral(unwrap(binding.value), context)
      : null;
  if (!bound) return [];
  walk(body, (node) => {
    if (node.type !== "identifier" || node.text !== value.text) return;
    const { parent } = node;
    if (parent?.type === "subscript" && parent.field === "left" && node.field === "value") {
      const key = stringValue(parent.child("subscript"));
      if (key === null) bound.open = true;
      else if (!bound.keys.includes(key)) bound.keys.push(key);
    } else if (
      parent?.type === "attribute" &&
      /^(?:update|setdefault|pop|popitem|clear)$/.test(parent.child("attribute")?.text ?? "")
    )
      bound.open = true;
  });
  return [bound];
}

function readLiteral(node: Node, context: FactContext): DictLiteral | null {
  const literal: DictLiteral = { span: { start: 0, end: 0 }, keys: [], open: false };
  if (node.type === "dictionary") {
    for (const pair of node.operands) {
      const key = pair.type === "pair" ? stringValue(pair.child("key")) : null;
      if (key === null) literal.open = true;
      else literal.keys.push(key);
    }
  } else if (node.type === "call" && node.child("function")?.text === "dict") {
    const { positional, keywords, splat, dictionarySplat } = callArguments(node);
    literal.open = positional.length > 0 || splat || dictionarySplat;
    literal.keys.push(...keywords.map(({ name }) => name));
  } else return null;
  return { ...literal, span: context.span(node) };
}
