import type { Node } from "../../syntax/tree.ts";
import { readType, typeName } from "../../code/types/python.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { decorators, decoratorTarget, isAsync, walk } from "../../code/read.ts";
import type { ParameterFact, FunctionFact } from "../kinds.ts";

const made = new WeakMap<FactContext, Map<Node, FunctionFact>>();

/** Functions and methods with their signatures. */
export const functions: FactExtractor = {
  function_definition(node, context) {
    context.emit("functions", functionFact(node, context));
  },
};

/** The fact of one definition; a class's methods and the list of all functions share it. */
export function functionFact(node: Node, context: FactContext): FunctionFact {
  let known = made.get(context);
  if (!known) made.set(context, (known = new Map<Node, FunctionFact>()));
  let fact = known.get(node);
  if (!fact) known.set(node, (fact = readFunction(node, context)));
  return fact;
}

function readFunction(node: Node, context: FactContext): FunctionFact {
  const { module } = context;
  const name = node.child("name");
  const returns = node.child("return_type");
  const end = returns ?? node.child("parameters") ?? name ?? node;
  const around = enclosingDefinition(node);
  return {
    name: name?.text ?? "",
    owner: around?.type === "class_definition" ? qualifiedName(around) : null,
    within: around ? qualifiedName(around) : null,
    span: context.span(name ?? node),
    header: context.span({ start: node.start, end: end.end }),
    parameters: readParameters(node.child("parameters"), context),
    returns: returns ? readType(returns, module) : null,
    async: isAsync(node),
    generator: isGenerator(node),
    decorators: decorators(node).map((decorator) => decoratorName(decorator, context)),
  };
}

export function decoratorName(decorator: Node, { module }: FactContext): string {
  const target = decoratorTarget(decorator);
  return typeName(target, module) ?? fold(target?.text ?? "");
}

/** The innermost function or class whose body holds the node. */
export function enclosingDefinition(node: Node): Node | null {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if ((up.type === "function_definition" || up.type === "class_definition") && child.field === "body") return up;
  }
  return null;
}

/** `Outer.Inner.method`: the names of the definitions around a definition and its own. */
export function qualifiedName(definition: Node): string {
  const names: string[] = [];
  for (let at: Node | null = definition; at; at = enclosingDefinition(at)) names.unshift(at.child("name")?.text ?? "");
  return names.join(".");
}

function readParameters(list: Node | null, context: FactContext): ParameterFact[] {
  const parameters: ParameterFact[] = [];
  let kind: "positional" | "keyword-only" = "positional";
  for (const parameter of list?.operands ?? []) {
    if (parameter.type === "positional_separator") {
      for (const before of parameters) before.kind = "positional-only";
      continue;
    }
    if (parameter.type === "keyword_separator") {
      kind = "keyword-only";
      continue;
    }
    const target =
      parameter.child("name") ?? (parameter.type === "typed_parameter" ? parameter.operands[0] : parameter) ?? parameter;
    const type = parameter.child("type");
    const value = parameter.child("value");
    const splat =
      target.type === "list_splat_pattern" ? "var-positional" : target.type === "dictionary_splat_pattern" ? "var-keyword" : null;
    const name = splat ? (target.operands[0] ?? target) : target;
    parameters.push({
      name: name.text,
      kind: splat ?? kind,
      annotation: type ? readType(type, context.module) : null,
      default: value ? fold(value.text) : null,
      span: context.span(name),
    });
    if (splat === "var-positional") kind = "keyword-only";
  }
  return parameters;
}

function isGenerator(definition: Node): boolean {
  const body = definition.child("body");
  let found = false;
  if (body?.text.includes("yield")) {
    walk(body, (node) => {
      if (found || node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition")
        return false;
      if (node.type === "yield") found = true;
    });
  }
  return found;
}

/** Text on one line, cut when it is long: for people to read and for comparing. */
export function fold(text: string): string {
  const folded = text.replace(/\s+/g, " ").trim();
  return folded.length > 200 ? `${folded.slice(0, 199)}…` : folded;
}
