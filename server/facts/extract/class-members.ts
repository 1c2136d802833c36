import type { Node } from "../../syntax/tree.ts";
import { qualifiedName } from "../../code/definitions.ts";
import { fieldWords, isFunction, isOptional, keyOf, modifiers, unwrap } from "../../code/read.ts";
import type { FactContext } from "../context.ts";
import type { FieldFact } from "../kinds.ts";
import { fold, functionFact, signature } from "./functions.ts";
import { functionType, noMembers, typedField, type Members } from "./interface-members.ts";

/** What the body of a class of TypeScript declares, parameters of its constructor that are fields among it. */
export function classMembers(definition: Node, context: FactContext): Members {
  const found = noMembers();
  for (const element of definition.child("body")?.operands ?? []) readElement(element, found, context);
  return found;
}

function readElement(element: Node, found: Members, context: FactContext): void {
  if (element.type === "ts_index_signature") found.extra = "allow";
  const name = keyOf(element);
  if (name === null) return;
  if (isFunction(element)) {
    if (name === "constructor")
      found.fields.push(
        ...parametersOf(element)
          .filter(isField)
          .flatMap((one) => given(one, context)),
      );
    else found.methods.push(functionFact(element, context));
    return;
  }
  const at = element.child("left");
  const type = element.child("type");
  const right = element.child("right");
  const value = right && unwrap(right);
  const held = functionType(type);
  if (!at) return;
  if (value && isFunction(value)) found.methods.push(functionFact(value, context));
  else if (held) found.methods.push(signature(held, at, qualifiedName(element.parent?.parent as Node), context));
  else
    found.fields.push({
      ...typedField(name, at, type, context),
      default: value ? fold(value.text) : null,
      required: value || isOptional(at) ? "never" : "always",
      init: !modifiers(element).includes("static") && !name.startsWith("#"),
    });
}

/** What the one constructor of a class takes, in order; nothing where it takes what has no name. */
export function takenBy(definition: Node, context: FactContext): FieldFact[] | undefined {
  const constructors = (definition.child("body")?.operands ?? []).filter(
    (element) => isFunction(element) && keyOf(element) === "constructor",
  );
  const [only, ...more] = constructors;
  if (!only || more.length > 0) return undefined;
  const parameters = parametersOf(only);
  const taken = parameters.flatMap((parameter) => given(parameter, context));
  if (taken.length < parameters.length) return undefined;
  return taken.map((field) => ({ ...field, default: null, required: "always", keywordOnly: false }));
}

function parametersOf(definition: Node): Node[] {
  return definition.child("parameters")?.operands ?? [];
}

/** `constructor(private readonly orders: Orders)` */
function isField(parameter: Node): boolean {
  return fieldWords(parameter).length > 0;
}

/** A parameter with a name as a field; none for a pattern or a rest. */
function given(parameter: Node, context: FactContext): FieldFact[] {
  const at = parameter.child("name") ?? parameter;
  const value = parameter.child("value");
  if (at.type !== "identifier") return [];
  return [
    {
      ...typedField(at.text, at, parameter.child("type"), context),
      default: value && fold(value.text),
      required: value || isOptional(at) ? "never" : "always",
    },
  ];
}
