import { ancestor, callArguments, isNew, isSatisfies, unwrap, walk, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { typescriptClass } from "./given-values-typescript.ts";
import { classNamed } from "./named-classes.ts";

/** Steps from a name to what it was given that are followed. */
const MAX_STEPS = 6;

/** What has `mocked(service)`: what it is given, with the type of a mock. */
const MOCKERS = /^(?:(?:vitest\.)?vi|(?:@jest\/globals\.)?jest)$/;

/** The contract class that an expression is an instance of: by an annotation, `new`, a schema's parse, a method's return type, `this`. */
export function heldInTypeScript(expression: Node | null, context: CodeContext, steps = 0): ContractClass | null {
  if (!expression || steps > MAX_STEPS) return null;
  switch (expression.type) {
    case "cast":
      // `as any` takes the class away; `satisfies` and `as const` leave it.
      return isSatisfies(expression) || expression.child("type")?.text === "const"
        ? heldInTypeScript(expression.child("value"), context, steps + 1)
        : annotated(expression.child("type"), context);
    case "parenthesized_expression":
    case "await":
      return heldInTypeScript(expression.operands[0] ?? null, context, steps + 1);
    case "attribute":
      return ofMember(expression, context, steps);
    case "call":
      return ofCall(expression, context, steps);
    case "identifier":
      return ofName(expression, context, steps);
    default: {
      const inner = unwrap(expression);
      return inner === expression ? null : heldInTypeScript(inner, context, steps + 1);
    }
  }
}

function ofName(name: Node, context: CodeContext, steps: number): ContractClass | null {
  // A class binds its name inside of itself too.
  if (name.text === "this") return context.contractClass(ancestor(name, "class_definition")?.child("name")?.text ?? null);
  const bindings = context.bindings(name);
  // What is declared with a type keeps it, whatever it is given later.
  const [declared, ...others] = bindings.filter(({ annotation }) => annotation !== null);
  const isDeclared = declared !== undefined && others.length === 0 && bindings.every(({ kind }) => kind === "assignment");
  const only = isDeclared ? declared : bindings[0];
  if (!only || (bindings.length > 1 && !isDeclared)) return null;
  return only.annotation
    ? annotated(only.annotation, context)
    : only.kind === "assignment"
      ? heldInTypeScript(only.value, context, steps + 1)
      : null;
}

function ofMember(node: Node, context: CodeContext, steps: number): ContractClass | null {
  const written = node.child("attribute")?.text ?? "";
  // A private member has the `#` in its name, which the tree leaves out.
  const name = node.text.endsWith(`#${written}`) ? `#${written}` : written;
  const owner = heldInTypeScript(node.child("object"), context, steps + 1);
  if (!owner) return null;
  // What the constructor takes is a member only where it says so (`private readonly orders: Orders`), and then a field.
  const given = owner.fields.find((field) => field.name === name);
  return at(given?.className ?? owner.attributeClasses[name], context);
}

function ofCall(call: Node, context: CodeContext, steps: number): ContractClass | null {
  const callee = call.child("function");
  if (isNew(call)) return typescriptClass(callee, context);
  if (callee?.type === "identifier") {
    const binding = context.binding(callee);
    return binding?.kind === "function" ? annotated(binding.statement.child("return_type"), context) : null;
  }
  const name = callee?.type === "attribute" ? (callee.child("attribute")?.text ?? "") : "";
  const object = callee?.type === "attribute" ? callee.child("object") : null;
  if (name === "mocked" && MOCKERS.test(context.resolve(object) ?? object?.text ?? ""))
    return heldInTypeScript(callArguments(call).positional[0] ?? null, context, steps + 1);
  const schema = classNamed(object, context) ?? typescriptClass(object, context);
  if (schema?.kind === "zod") return /^parse(?:Async)?$/.test(name) ? schema : null;
  const method = heldInTypeScript(object, context, steps + 1)?.methods.find((one) => one.name === name);
  return at(method?.returnsClass, context);
}

function at(dotted: string | null | undefined, context: CodeContext): ContractClass | null {
  return dotted ? context.project.contracts.classAt(dotted, "typescript") : null;
}

/** The class that an annotation names, or promises. */
function annotated(annotation: Node | null, context: CodeContext): ContractClass | null {
  if (!annotation || isShadowed(annotation)) return null;
  const type = context.type(annotation);
  const [only, ...more] = type.mentions.filter((name) => name !== "Promise");
  return context.contractClass(type.name === "Promise" && more.length === 0 ? (only ?? null) : type.name);
}

/** A name that the annotation writes is a type parameter, or a class or type that a function around declares. */
function isShadowed(annotation: Node): boolean {
  const written = new Set<string>();
  walk(annotation, (part) => void (part.type === "identifier" && written.add(part.text)));
  for (let up = annotation.parent; up?.parent; up = up.parent) {
    const parameters = up.child("type_parameters")?.operands ?? [];
    const declared = up.type === "block" ? up.operands.filter(({ type }) => DECLARES.test(type)) : [];
    const names = [...parameters, ...declared].map((one) => (one.child("name") ?? one.child("left") ?? one).text);
    if (names.some((name) => written.has(name))) return true;
  }
  return false;
}

const DECLARES = /^(?:class_definition|ts_interface_declaration|ts_type_alias_declaration)$/;
