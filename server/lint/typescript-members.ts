import { classNamed } from "../../rules/shared/named-classes.ts";
import { givenInObject } from "../../rules/shared/given-places-typescript.ts";
import { typescriptClass } from "../../rules/shared/given-values-typescript.ts";
import type { CodeContext } from "../../rules/define.ts";
import { ancestor, dictEntries, isNew, unwrap, type Node } from "../code/index.ts";
import type { ContractClass } from "../facts/contracts.ts";

/** Steps from a name to what it was given that are followed. */
const MAX_STEPS = 6;

/** The contract class whose member a name of TypeScript is: read from an instance, or given to an object that has the type. Null where nothing tells. */
export function memberOwner(name: Node, context: CodeContext): ContractClass | null {
  const { parent } = name;
  if (parent?.type === "attribute" && name.field === "attribute") return heldClass(parent.child("object"), context);
  if (parent?.type === "pair" && name.field === "key") return objectClass(parent, context);
  return null;
}

/** The class of an object with an entry: by what it is assigned, returned, parsed or cast to. */
function objectClass(entry: Node, context: CodeContext): ContractClass | null {
  const object = entry.parent;
  const value = object?.type === "dictionary" ? dictEntries(object)?.find(({ node }) => node === entry)?.value : null;
  if (!value) return null;
  for (let up = object?.parent ?? null, steps = 0; up && steps < MAX_STEPS; up = up.parent, steps++) {
    const place = givenInObject(up, context).find((giving) => giving.value === value)?.place;
    if (place) return ownerOf(up, place.owner, context);
    if (/^(?:block|class_definition|function_definition)$/.test(up.type)) return null;
  }
  return null;
}

/** The class of that name which the node around an object names. */
function ownerOf(around: Node, name: string, context: CodeContext): ContractClass | null {
  const annotation = around.child("type") ?? around.child("return_type") ?? functionAround(around)?.child("return_type") ?? null;
  const mentioned = annotation ? context.type(annotation).mentions : [];
  for (const dotted of mentioned) {
    const found = context.contractClass(dotted);
    if (found?.name === name) return found;
  }
  const callee = around.type === "call" ? around.child("function") : null;
  const parsed = typescriptClass(callee?.type === "attribute" ? callee.child("object") : callee, context);
  return parsed?.name === name ? parsed : null;
}

function functionAround(node: Node): Node | null {
  return node.type === "return_statement" ? ancestor(node, "function_definition", "lambda") : null;
}

/** The contract class that an expression is an instance of: by an annotation, `new`, a schema's parse, a method's return type, `this`. */
export function heldClass(expression: Node | null, context: CodeContext, steps = 0): ContractClass | null {
  if (!expression || steps > MAX_STEPS) return null;
  switch (expression.type) {
    case "cast":
      return annotated(expression.child("type"), context) ?? heldClass(expression.child("value"), context, steps + 1);
    case "parenthesized_expression":
    case "await":
      return heldClass(expression.operands[0] ?? null, context, steps + 1);
    case "attribute":
      return ofMember(expression, context, steps);
    case "call":
      return ofCall(expression, context, steps);
    case "identifier":
      return ofName(expression, context, steps);
    default: {
      const inner = unwrap(expression);
      return inner === expression ? null : heldClass(inner, context, steps + 1);
    }
  }
}

function ofName(name: Node, context: CodeContext, steps: number): ContractClass | null {
  // A class binds its name inside of itself too.
  if (name.text === "this") return context.contractClass(ancestor(name, "class_definition")?.child("name")?.text ?? null);
  const bindings = context.bindings(name);
  const [only] = bindings;
  if (!only || bindings.length > 1) return null;
  return only.annotation
    ? annotated(only.annotation, context)
    : only.kind === "assignment"
      ? heldClass(only.value, context, steps + 1)
      : null;
}

function ofMember(node: Node, context: CodeContext, steps: number): ContractClass | null {
  const name = node.child("attribute")?.text ?? "";
  const owner = heldClass(node.child("object"), context, steps + 1);
  if (!owner) return null;
  const given = [...owner.fields, ...(owner.takes ?? [])].find((field) => field.name === name);
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
  const schema = classNamed(object, context) ?? typescriptClass(object, context);
  if (schema?.kind === "zod") return /^parse(?:Async)?$/.test(name) ? schema : null;
  const method = heldClass(object, context, steps + 1)?.methods.find((one) => one.name === name);
  return at(method?.returnsClass, context);
}

function at(dotted: string | null | undefined, context: CodeContext): ContractClass | null {
  return dotted ? context.project.contracts.classAt(dotted, "typescript") : null;
}

/** The class that an annotation names, or promises. */
function annotated(annotation: Node | null, context: CodeContext): ContractClass | null {
  if (!annotation) return null;
  const type = context.type(annotation);
  const [only, ...more] = type.mentions.filter((name) => name !== "Promise");
  return context.contractClass(type.name === "Promise" && more.length === 0 ? (only ?? null) : type.name);
}
