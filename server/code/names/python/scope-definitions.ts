import type { Node } from "../../../syntax/tree.ts";
import type { ScopeWriter } from "../scope-writer.ts";
import type { Scope } from "../scopes.ts";

/** `def`, `lambda`, `class` and `type`: what opens a scope, with its parameters. */

export function defineFunction(writer: ScopeWriter, node: Node, scope: Scope): void {
  const name = node.child("name");
  if (name) writer.bind("function", name, scope, node);
  const typed = typeParameters(writer, node.child("type_parameters"), scope, node);
  const inner = writer.open("function", node, typed);
  writer.push(node.child("body"), inner);
  writer.push(node.child("return_type"), typed, true);
  parameters(writer, node.child("parameters"), scope, typed, inner);
}

export function defineLambda(writer: ScopeWriter, node: Node, scope: Scope): void {
  const inner = writer.open("lambda", node, scope);
  writer.push(node.child("body"), inner);
  parameters(writer, node.child("parameters"), scope, scope, inner);
}

export function defineClass(writer: ScopeWriter, node: Node, scope: Scope): void {
  const name = node.child("name");
  if (name) writer.bind("class", name, scope, node);
  const typed = typeParameters(writer, node.child("type_parameters"), scope, node);
  const inner = writer.open("class", node, typed);
  writer.push(node.child("body"), inner);
  writer.push(node.child("superclasses"), typed);
}

/** `type X[T] = …`: the value is evaluated when first asked for, in a scope that has T. */
export function defineTypeAlias(writer: ScopeWriter, node: Node, scope: Scope): void {
  const inner = writer.open("type", node, scope);
  writer.push(node.child("right"), inner, true);
  aliasName(writer, node.child("left"), scope, inner, node);
}

function aliasName(writer: ScopeWriter, left: Node | null, scope: Scope, inner: Scope, statement: Node): void {
  if (!left) return;
  if (left.type === "identifier") {
    writer.bind("type", left, scope, statement);
    return;
  }
  const [first, ...rest] = left.operands;
  aliasName(writer, first ?? null, scope, inner, statement);
  for (const node of rest) {
    if (node.type === "type_parameter") for (const parameter of node.operands) typeParameter(writer, parameter, inner, statement);
  }
}

/** The scope of a PEP 695 parameter list, or the scope around where there is none. */
function typeParameters(writer: ScopeWriter, list: Node | null, scope: Scope, owner: Node): Scope {
  if (!list) return scope;
  const typed = writer.open("type", owner, scope);
  for (const parameter of list.operands) typeParameter(writer, parameter, typed, owner);
  return typed;
}

/** `T`, `T: bound`, `*Ts`, `**P`: the first identifier is the name, what follows is the bound. */
function typeParameter(writer: ScopeWriter, parameter: Node, typed: Scope, owner: Node): void {
  if (parameter.type === "identifier") {
    writer.bind("type", parameter, typed, owner);
    return;
  }
  const [first, ...rest] = parameter.operands;
  if (first) typeParameter(writer, first, typed, owner);
  writer.pushAll(rest, typed, true);
}

/** Parameters are bound in the function; their defaults are read around it, their annotations where its type parameters are known. */
function parameters(writer: ScopeWriter, list: Node | null, outer: Scope, typed: Scope, inner: Scope): void {
  const all = list?.operands ?? [];
  for (const parameter of all.toReversed()) {
    writer.push(parameter.child("value"), outer);
    writer.push(parameter.child("type"), typed, true);
  }
  for (const parameter of all) {
    const named = parameter.child("name") ?? (parameter.type === "typed_parameter" ? (parameter.operands[0] ?? null) : parameter);
    for (const name of named ? identifiers(named) : []) {
      writer.bind("parameter", name, inner, parameter, { value: parameter.child("value"), annotation: parameter.child("type") });
    }
  }
}

function identifiers(node: Node): Node[] {
  return node.type === "identifier" ? [node] : node.operands.flatMap(identifiers);
}
