import type { Node } from "../../syntax/tree.ts";
import { definitionName, enclosingDefinition, isClassField, nameOfFunction, qualifiedName } from "../../code/definitions.ts";
import { decorators, decoratorTarget, isAsync, isOptional, modifiers, stringValue, walk } from "../../code/read.ts";
import { readType, typeName } from "../../code/types/read.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import type { ParameterFact, FunctionFact } from "../kinds.ts";
import { assertedFields } from "./asserted-fields.ts";

const made = new WeakMap<FactContext, Map<Node, FunctionFact>>();

/** Functions and methods with their signatures. */
export const functions: FactExtractor = { function_definition: emitFunction, lambda: emitFunction };

function emitFunction(node: Node, context: FactContext): void {
  if (nameOfFunction(node)) context.emit("functions", functionFact(node, context));
}

/** The fact of one definition; a class's methods and the list of all functions share it. */
export function functionFact(node: Node, context: FactContext): FunctionFact {
  let known = made.get(context);
  if (!known) made.set(context, (known = new Map<Node, FunctionFact>()));
  let fact = known.get(node);
  if (!fact) known.set(node, (fact = readFunction(node, context)));
  return fact;
}

function readFunction(node: Node, context: FactContext): FunctionFact {
  const around = enclosingDefinition(node);
  const isMethod = around?.type === "class_definition" && definitionName(around) !== null;
  const fact = signature(node, nameOfFunction(node) ?? node, isMethod ? qualifiedName(around) : null, context);
  const asserts = assertedFields(node);
  return { ...fact, within: around ? qualifiedName(around) : null, ...(asserts ? { asserts } : {}) };
}

/**
 * What can be called: a function, or what an interface or a type says of one.
 * @param at the name
 * @param owner the class or interface whose method it is
 */
export function signature(node: Node, at: Node, owner: string | null, context: FactContext): FunctionFact {
  const returns = node.child("return_type");
  const parameters = node.child("parameters");
  const end = returns ?? parameters ?? at;
  const isPython = node.source.language === "python";
  return {
    name: at.type === "string" ? (stringValue(at) ?? "") : at.text,
    owner,
    within: owner,
    span: context.span(at),
    header: context.span({ start: Math.min(node.start, at.start), end: Math.max(at.end, end.end) }),
    parameters: readParameters(parameters, context),
    returns: returns ? readType(returns, context.module) : null,
    async: isAsync(node),
    generator: isPython ? isGenerator(node) : modifiers(node).includes("*"),
    decorators: decoratorNames(memberOf(node), context),
  };
}

/** The field that holds a function; the function itself where it is a member of its own. */
function memberOf(definition: Node): Node {
  for (let up = definition.parent; up && /^(?:cast|assignment)$/.test(up.type); up = up.parent) if (isClassField(up)) return up;
  return definition;
}

/** Decorators by their dotted names, of a call what is called; what TypeScript says by words has the names of Python's decorators. */
export function decoratorNames(definition: Node, { module }: FactContext): string[] {
  const words = definition.source.language === "typescript" ? modifiers(definition) : [];
  const names = decorators(definition).map((decorator) => {
    const target = decoratorTarget(decorator);
    return typeName(target, module) ?? fold(target?.text ?? "");
  });
  const isAccessor = words.includes("get") || words.includes("set");
  return [...(words.includes("static") ? ["staticmethod"] : []), ...(isAccessor ? ["property"] : []), ...names];
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
    const isLeft = name.source.language === "typescript" && isOptional(name);
    parameters.push({
      name: /^(?:object|tuple)_pattern$/.test(name.type) ? "" : name.text,
      kind: splat ?? kind,
      annotation: type ? readType(type, context.module) : null,
      default: value ? fold(value.text) : isLeft ? "undefined" : null,
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
