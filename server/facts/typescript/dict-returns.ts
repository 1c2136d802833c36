import { childrenOf, type TSESTree } from "../../syntax/typescript.ts";
import type { DictLiteral } from "../kinds.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { className } from "./functions.ts";
import { isFunction, keyOf, unwrap, type FunctionNode } from "../../code/typescript/read.ts";

/** Functions with a name that return object literals under a type that says nothing of their keys, or under none. */
export const dictReturns: TypeScriptExtractor = {
  FunctionDeclaration(node, context) {
    // Overloads say what their implementation returns.
    if (node.id && context.module.variable(node.id)?.defs.length === 1) emit(node, node.id, null, context);
  },
  VariableDeclarator({ id, init }, context) {
    // A variable's own type says what the function returns; so does `satisfies`.
    if (id.type === "Identifier" && !id.typeAnnotation && init && isFunction(init)) emit(init, id, null, context);
  },
  MethodDefinition({ key, kind, value, parent }, context) {
    const overloaded = parent.body.some(
      (other) => other.type === "MethodDefinition" && other.value !== value && sameKey(other, key),
    );
    if (kind === "method" && value.type === "FunctionExpression" && !overloaded)
      emit(value, key, className(parent.parent), context);
  },
  PropertyDefinition({ key, value, typeAnnotation, parent }, context) {
    if (!typeAnnotation && value && isFunction(value)) emit(value, key, className(parent.parent), context);
  },
};

function sameKey(other: TSESTree.MethodDefinition, key: TSESTree.Node): boolean {
  return key.type === "Identifier" && other.key.type === "Identifier" && other.key.name === key.name;
}

function emit(node: FunctionNode, name: TSESTree.Node, owner: string | null, context: TypeScriptFactContext): void {
  const annotation = node.returnType?.typeAnnotation ?? null;
  if ((name.type !== "Identifier" && name.type !== "PrivateIdentifier") || (annotation && !isLoose(annotation)) || node.generator)
    return;
  const literals = returnedValues(node).flatMap((value) => literalOf(value, context));
  if (literals.length === 0) return;
  context.emit("dictReturns", {
    name: name.name,
    owner,
    span: context.span(annotation ?? name),
    annotation: annotation && context.module.textOf(annotation).replace(/\s+/g, " "),
    literals,
  });
}

/** `Record<string, …>`, `object`, `{ [key: string]: … }`, a promise of one. */
function isLoose(type: TSESTree.TypeNode): boolean {
  switch (type.type) {
    case "TSObjectKeyword":
      return true;
    case "TSTypeLiteral":
      return type.members.every((member) => member.type === "TSIndexSignature");
    case "TSTypeReference": {
      const [first] = type.typeArguments?.params ?? [];
      if (type.typeName.type !== "Identifier") return false;
      const { name } = type.typeName;
      if (name === "Promise" || name === "Readonly") return first !== undefined && isLoose(first);
      return name === "Object" || (name === "Record" && first?.type === "TSStringKeyword");
    }
    default:
      return false;
  }
}

/** What a function returns, functions inside it left out; both sides of a choice. */
function returnedValues({ body }: FunctionNode): TSESTree.Node[] {
  if (body.type !== "BlockStatement") return sides(body);
  const values: TSESTree.Node[] = [];
  const pending: TSESTree.Node[] = [body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isFunction(node) || node.type === "ClassDeclaration" || node.type === "ClassExpression") continue;
    if (node.type === "ReturnStatement" && node.argument) values.push(...sides(node.argument));
    pending.push(...childrenOf(node));
  }
  return values;
}

function sides(node: TSESTree.Node): TSESTree.Node[] {
  if (node.type === "ConditionalExpression") return [...sides(node.consequent), ...sides(node.alternate)];
  return [isConst(node) ? unwrap(node) : node];
}

/** `{…} as const` is the literal; `{…} as Reply` and `{…} satisfies Reply` are checked. */
function isConst(node: TSESTree.Node): boolean {
  return (
    node.type === "TSAsExpression" &&
    node.typeAnnotation.type === "TSTypeReference" &&
    node.typeAnnotation.typeName.type === "Identifier" &&
    node.typeAnnotation.typeName.name === "const"
  );
}

/** A literal returned as it is, or through a local constant that is filled by key. */
function literalOf(value: TSESTree.Node, context: TypeScriptFactContext): DictLiteral[] {
  if (value.type === "ObjectExpression") return [readLiteral(value, context)];
  const variable = value.type === "Identifier" ? context.module.variable(value) : null;
  const [definition] = variable?.defs ?? [];
  if (!variable || variable.defs.length !== 1 || definition?.type !== "Variable" || definition.node.id.type !== "Identifier")
    return [];
  const { init, id } = definition.node;
  if (
    init?.type !== "ObjectExpression" ||
    !isLocal(definition.node) ||
    (id.typeAnnotation && !isLoose(id.typeAnnotation.typeAnnotation))
  )
    return [];
  const literal = readLiteral(init, context);
  for (const { identifier } of variable.references) {
    const { parent } = identifier;
    if (parent.type !== "MemberExpression" || parent.object !== identifier) continue;
    if (parent.parent.type !== "AssignmentExpression" || parent.parent.left !== parent) continue;
    const key = parent.computed || parent.property.type !== "Identifier" ? null : parent.property.name;
    if (key === null) literal.open = true;
    else if (!literal.keys.includes(key)) literal.keys.push(key);
  }
  return [literal];
}

function isLocal(node: TSESTree.Node): boolean {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return true;
  return false;
}

function readLiteral(node: TSESTree.ObjectExpression, context: TypeScriptFactContext): DictLiteral {
  const literal: DictLiteral = { span: context.span(node), keys: [], open: false };
  for (const property of node.properties) {
    const key = property.type === "Property" ? keyOf(property) : null;
    if (key === null) literal.open = true;
    else literal.keys.push(key);
  }
  return literal;
}
