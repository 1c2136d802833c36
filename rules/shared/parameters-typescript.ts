import type { FunctionNode, TSESTree, TypeScriptModule } from "../../server/facts/typescript/index.ts";
import { unwrap } from "../../server/facts/typescript/index.ts";

/** A function, or the signature of an overload or an abstract method. */
export type Signature = FunctionNode | TSESTree.TSDeclareFunction | TSESTree.TSEmptyBodyFunctionExpression;

/** The parameters that nothing gives a type, as written, dots of a rest parameter included. */
export function untypedParameters({ params }: Signature, module: TypeScriptModule): string[] {
  return params.flatMap((parameter) => {
    const plain = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
    return isTyped(plain) ? [] : [nameOf(plain, module)];
  });
}

function isTyped(parameter: TSESTree.Parameter): boolean {
  if (parameter.type === "TSParameterProperty") return isTyped(parameter.parameter);
  if (parameter.typeAnnotation) return true;
  if (parameter.type !== "AssignmentPattern") return parameter.type === "ObjectPattern" && hasDefaults(parameter);
  if (parameter.left.typeAnnotation) return true;
  if (parameter.left.type === "ObjectPattern" && hasDefaults(parameter.left)) return true;
  return tellsType(parameter.right);
}

/** `{ size = 1, name = "" }`: each default is a type. */
function hasDefaults({ properties }: TSESTree.ObjectPattern): boolean {
  return (
    properties.length > 0 &&
    properties.every(
      (property) =>
        property.type === "Property" && property.value.type === "AssignmentPattern" && tellsType(property.value.right),
    )
  );
}

/** A default from which the compiler takes the type; nothing, an empty list and an empty object tell none. */
function tellsType(expression: TSESTree.Expression): boolean {
  if (expression.type === "TSAsExpression" || expression.type === "TSTypeAssertion") return true;
  const value = unwrap(expression);
  if (value.type === "Literal") return value.value !== null || value.raw !== "null";
  if (value.type === "Identifier") return value.name !== "undefined";
  if (value.type === "ArrayExpression") return value.elements.length > 0;
  return value.type !== "ObjectExpression" || value.properties.length > 0;
}

function nameOf(parameter: TSESTree.Parameter, module: TypeScriptModule): string {
  switch (parameter.type) {
    case "TSParameterProperty":
      return nameOf(parameter.parameter, module);
    case "AssignmentPattern":
      return nameOf(parameter.left, module);
    case "RestElement":
      return `...${nameOf(parameter.argument as TSESTree.Parameter, module)}`;
    case "Identifier":
      return parameter.name;
    default: {
      const text = module.textOf(parameter).replace(/\s+/g, " ");
      return text.length > 40 ? `${text.slice(0, 37)}...` : text;
    }
  }
}
