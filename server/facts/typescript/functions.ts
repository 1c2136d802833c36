import type { TSESTree } from "../../syntax/typescript.ts";
import { fold } from "../extract/functions.ts";
import type { FunctionFact, ParameterFact } from "../kinds.ts";
import { readType, typeName } from "../../code/types/read.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { isFunction, keyOf, unwrap, type FunctionNode } from "../../code/typescript/read.ts";

/** Anything with parameters and a return type: functions, overloads, members of interfaces, function types. */
export type Signature =
  | FunctionNode
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression
  | TSESTree.TSMethodSignature
  | TSESTree.TSFunctionType;

/** Functions with a name, methods and constructors excepted: those stand with their classes and come through `methodFact`. */
export const functions: TypeScriptExtractor = {
  FunctionDeclaration(node, context) {
    if (node.id) context.emit("functions", functionFact(node, node.id.name, node.id, null, context));
  },
  TSDeclareFunction(node, context) {
    if (node.id) context.emit("functions", functionFact(node, node.id.name, node.id, null, context));
  },
  VariableDeclarator(node, context) {
    const made = node.init && unwrap(node.init);
    if (!made || !isFunction(made) || node.id.type !== "Identifier") return;
    context.emit("functions", functionFact(made, node.id.name, node.id, null, context));
  },
  MethodDefinition: member,
  TSAbstractMethodDefinition: member,
  PropertyDefinition: member,
};

function member(
  node: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition | TSESTree.PropertyDefinition,
  context: TypeScriptFactContext,
): void {
  const fact = methodFact(node, context);
  if (fact) context.emit("functions", fact);
}

/** A method of a class, or a property that holds a function; null for fields and computed names. */
export function methodFact(node: TSESTree.ClassElement, context: TypeScriptFactContext): FunctionFact | null {
  if (node.type === "StaticBlock" || node.type === "TSIndexSignature" || !("value" in node) || !node.value) return null;
  const name = keyOf(node);
  const value = unwrap(node.value);
  if (name === null || !(isFunction(value) || value.type === "TSEmptyBodyFunctionExpression")) return null;
  const owner = node.parent.parent;
  const fact = functionFact(value, name, node.key, className(owner), context);
  const isGetter = node.type === "MethodDefinition" && (node.kind === "get" || node.kind === "set");
  const marks = [...(node.static ? ["staticmethod"] : []), ...(isGetter ? ["property"] : [])];
  return { ...fact, decorators: [...marks, ...decoratorNames(node.decorators, context)] };
}

/** @param owner the class or interface whose method it is */
export function functionFact(
  node: Signature,
  name: string,
  at: TSESTree.Node,
  owner: string | null,
  context: TypeScriptFactContext,
): FunctionFact {
  const last = node.returnType ?? node.params.at(-1) ?? at;
  return {
    name,
    owner,
    within: owner ?? around(node),
    span: context.span(at),
    header: { ...context.span(at), end: Math.max(at.range[1], last.range[1]) },
    parameters: parametersOf(node.params, context),
    returns: node.returnType ? readType(context.node(node.returnType.typeAnnotation), context.names) : null,
    async: "async" in node && node.async,
    generator: "generator" in node && node.generator,
    decorators: [],
  };
}

function parametersOf(params: readonly TSESTree.Parameter[], context: TypeScriptFactContext): ParameterFact[] {
  return params.map((parameter) => {
    const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
    const target = inner.type === "AssignmentPattern" ? inner.left : inner;
    const rest = target.type === "RestElement";
    const name = rest ? target.argument : target;
    const type = "typeAnnotation" in target ? target.typeAnnotation : undefined;
    const given = inner.type === "AssignmentPattern" ? fold(context.module.textOf(inner.right)) : null;
    const optional = target.type === "Identifier" && target.optional;
    return {
      name: name.type === "Identifier" ? name.name : "",
      kind: rest ? "var-positional" : "positional",
      annotation: type ? readType(context.node(type.typeAnnotation), context.names) : null,
      default: given ?? (optional ? "undefined" : null),
      span: context.span(name),
    };
  });
}

export function decoratorNames(decorators: readonly TSESTree.Decorator[], context: TypeScriptFactContext): string[] {
  return decorators.flatMap(({ expression }) => {
    const target = expression.type === "CallExpression" ? expression.callee : expression;
    const name = typeName(context.node(target), context.names);
    return name === null ? [] : [name];
  });
}

/** The name of a class, by its declaration or the variable it is given to. */
export function className(node: TSESTree.Node | undefined): string | null {
  if (node?.type !== "ClassDeclaration" && node?.type !== "ClassExpression") return null;
  if (node.id) return node.id.name;
  const { parent } = node;
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : null;
}

/** The name of the innermost function, class or namespace around a node; null at module level. */
export function around(node: TSESTree.Node): string | null {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === "ClassDeclaration" || up.type === "ClassExpression") return className(up) ?? "";
    if (up.type === "TSModuleDeclaration") return up.id.type === "Identifier" ? up.id.name : "";
    if (!isFunction(up)) continue;
    if (up.type !== "ArrowFunctionExpression" && up.id) return up.id.name;
    const { parent } = up;
    if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
    return "";
  }
  return null;
}
