import type { Node } from "../../syntax/tree.ts";
import { definitionName, enclosingDefinition, isClassField, qualifiedName } from "../../code/definitions.ts";
import { branchesOf } from "../../code/expressions.ts";
import { callArguments, keyOf, modifiers, stringValue, unwrap, walk } from "../../code/read.ts";
import { returnedValues } from "../../code/returned.ts";
import { isLooseType } from "../../code/types/loose.ts";
import { readType } from "../../code/types/read.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import type { DictLiteral } from "../kinds.ts";

const DICT_TYPES = /^(?:dict|(?:typing\.)?(?:Dict|Mapping|MutableMapping)|(?:collections\.abc\.)(?:Mapping|MutableMapping))$/;

/** Functions with a name that return dicts, or object literals, under a type that says nothing of their keys, or under none. */
export const dictReturns: FactExtractor = { function_definition: emitReturns, lambda: emitReturns };

function emitReturns(node: Node, context: FactContext): void {
  const named = node.source.language === "python" ? namedInPython(node) : namedInTypeScript(node, context);
  const annotation = node.child("return_type");
  if (!named || (annotation && !isDictType(annotation, context))) return;
  const literals = returnedValues(node).flatMap((value) =>
    value ? sides(value).flatMap((side) => literalOf(side, node, context)) : [],
  );
  if (literals.length === 0) return;
  context.emit("dictReturns", {
    name: named.name.text.replace(/^#/, ""),
    owner: named.owner,
    span: context.span(annotation ?? named.name),
    annotation: annotation ? readType(annotation, context.module).text : null,
    literals,
  });
}

interface Named {
  name: Node;
  /** The class whose method it is. */
  owner: string | null;
}

function namedInPython(node: Node): Named | null {
  const name = node.child("name");
  const around = enclosingDefinition(node);
  return name && { name, owner: around?.type === "class_definition" ? qualifiedName(around) : null };
}

/** Declarations, methods and what a variable or field without a type holds; overloads say what their implementation returns. */
function namedInTypeScript(node: Node, { module }: FactContext): Named | null {
  const { parent } = node;
  const name = node.child("name");
  if (modifiers(node).includes("*")) return null;
  if (parent?.type === "assignment" && node.field === "right") {
    const left = parent.child("left") as Node;
    if (parent.child("type") || !/^(?:identifier|property_name)$/.test(left.type)) return null;
    if (isClassField(parent)) return { name: left, owner: definitionName(parent.parent?.parent as Node) };
    return parent.parent?.type === "variable_declaration" ? { name: left, owner: null } : null;
  }
  if (name?.type === "property_name" && parent) {
    const isMethod = keyOf(node) !== "constructor" && !modifiers(node).some((word) => word === "get" || word === "set");
    const isOverloaded = parent.operands.some((other) => other !== node && other.child("name")?.text === name.text);
    return isMethod && !isOverloaded ? { name, owner: definitionName(parent.parent as Node) } : null;
  }
  const isDeclaration = !parent || /^(?:export_|block$|ts_module_block$)/.test(parent.type);
  return name && isDeclaration && module.bindingsOf(name.text, name).length === 1 ? { name, owner: null } : null;
}

function isDictType(annotation: Node, { module }: FactContext): boolean {
  if (annotation.source.language === "typescript") return isLooseType(annotation, { opaque: false });
  const { name } = readType(annotation, module);
  return name !== null && DICT_TYPES.test(name);
}

/** Both sides of a choice. `{…} as const` is the literal; `{…} as Reply` and `{…} satisfies Reply` are checked. */
function sides(expression: Node): Node[] {
  const isConst = expression.type === "cast" && expression.child("type")?.text === "const";
  const node = expression.type !== "cast" || isConst ? unwrap(expression) : expression;
  return node.type === "conditional_expression" ? branchesOf(node).flatMap(sides) : [node];
}

/** A literal returned as it is, or through a local name that is filled by key. */
function literalOf(value: Node, definition: Node, context: FactContext): DictLiteral[] {
  const direct = readLiteral(value, context);
  if (direct) return [direct];
  const [binding, ...more] = value.type === "identifier" ? context.module.bindingsOf(value.text, value) : [];
  if (!binding?.value || more.length > 0 || !binding.scope.function) return [];
  const isPython = value.source.language === "python";
  if (!isPython && binding.annotation && !isLooseType(binding.annotation, { opaque: false })) return [];
  const bound = readLiteral(isPython ? unwrap(binding.value) : binding.value, context);
  if (!bound) return [];
  walk(definition.child("body") as Node, (node) => {
    const { parent } = node;
    if (node.type !== "identifier" || node.text !== value.text || !parent) return;
    const isWritten = parent.field === "left" && (node.field === "value" || node.field === "object");
    const method = parent.type === "attribute" ? (parent.child("attribute")?.text ?? null) : null;
    if (isWritten && (parent.type === "subscript" || (method !== null && !isPython))) {
      const key = parent.type === "subscript" ? stringValue(parent.child("subscript")) : method;
      if (key === null) bound.open = true;
      else if (!bound.keys.includes(key)) bound.keys.push(key);
    } else if (isPython && method !== null && /^(?:update|setdefault|pop|popitem|clear)$/.test(method)) bound.open = true;
  });
  return [bound];
}

function readLiteral(node: Node, context: FactContext): DictLiteral | null {
  const literal: DictLiteral = { span: { start: 0, end: 0 }, keys: [], open: false };
  if (node.type === "dictionary") {
    for (const pair of node.operands) {
      const key = pair.type === "pair" ? keyOf(pair) : null;
      if (key === null) literal.open = true;
      else literal.keys.push(key);
    }
  } else if (node.source.language === "python" && node.type === "call" && node.child("function")?.text === "dict") {
    const { positional, keywords, splat, dictionarySplat } = callArguments(node);
    literal.open = positional.length > 0 || splat || dictionarySplat;
    literal.keys.push(...keywords.map(({ name }) => name));
  } else return null;
  return { ...literal, span: context.span(node) };
}
