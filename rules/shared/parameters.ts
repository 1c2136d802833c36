import { isSatisfies, unwrap, type Node } from "../../server/code/index.ts";
import { excerpt } from "../../server/code/expressions.ts";

/** The parameters of a function that nothing gives a type, as written, stars and dots included. */
export function untypedParameters(definition: Node): Node[] {
  return (definition.child("parameters")?.operands ?? []).filter((parameter) => {
    const name = parameter.child("name") ?? parameter;
    if (parameter.source.language === "python")
      return /^(?:identifier|default_parameter|list_splat_pattern|dictionary_splat_pattern)$/.test(parameter.type);
    const value = parameter.child("value");
    return !parameter.child("type") && !(value && tellsType(value)) && !(name.type === "object_pattern" && hasDefaults(name));
  });
}

/** What a parameter is called in a message. */
export function parameterName(parameter: Node): string {
  return excerpt(parameter.child("name") ?? parameter, 40);
}

/** `{ size = 1, name = "" }`: each default is a type. */
function hasDefaults({ operands }: Node): boolean {
  const defaults = operands.map((property) => property.child("value")?.child("value"));
  return defaults.length > 0 && defaults.every((value) => value && tellsType(value));
}

/** A default from which the compiler takes the type; nothing, an empty list and an empty object tell none. */
function tellsType(expression: Node): boolean {
  if (expression.type === "cast" && expression.child("type") && !isSatisfies(expression)) return true;
  const value = unwrap(expression);
  if (value.type === "list" || value.type === "dictionary") return value.operands.length > 0;
  return value.type !== "none" && !(value.type === "identifier" && value.text === "undefined");
}
