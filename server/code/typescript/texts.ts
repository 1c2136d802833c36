import type { TSESTree } from "../../syntax/typescript.ts";
import { joined, type TextFact } from "../text-fact.ts";
import type { TypeScriptModule } from "../names/typescript/module.ts";
import { calleeName, keyOf, propertyName, stringValue, unwrap } from "./read.ts";

/** How many constants made of constants are followed. */
const MAX_DEPTH = 6;

/** The text of an expression: literals, templates, sums, constants of the same file, members of enums and of objects. Null for no text. */
export function readText(node: TSESTree.Node | null | undefined, module: TypeScriptModule, depth = 0): TextFact | null {
  if (!node || depth > MAX_DEPTH) return null;
  const inner = unwrap(node);
  const whole = stringValue(inner);
  if (whole !== null) return whole === "" ? [] : [whole];
  switch (inner.type) {
    case "TemplateLiteral":
      return joined(
        inner.quasis.flatMap(({ value }, at) => [
          value.cooked ?? value.raw,
          ...(at < inner.expressions.length ? (readText(inner.expressions[at], module, depth + 1) ?? [null]) : []),
        ]),
      );
    case "BinaryExpression": {
      if (inner.operator !== "+") return null;
      const parts = [readText(inner.left, module, depth), readText(inner.right, module, depth)];
      return parts.every((part) => part === null) ? null : joined(parts.flatMap((part) => part ?? [null]));
    }
    case "CallExpression":
      return calleeName(inner) === "String" && inner.arguments[0] ? readText(inner.arguments[0], module, depth + 1) : null;
    case "Identifier":
      return ofName(inner, module, depth);
    case "MemberExpression":
      return ofMember(inner, module, depth);
    default:
      return null;
  }
}

function ofName(name: TSESTree.Identifier, module: TypeScriptModule, depth: number): TextFact | null {
  const value = constantValue(name, module);
  return value ? readText(value, module, depth + 1) : importedConstant(name, module);
}

function ofMember(member: TSESTree.MemberExpression, module: TypeScriptModule, depth: number): TextFact | null {
  const object = unwrap(member.object);
  const name = propertyName(member);
  if (name === null || object.type !== "Identifier") return importedConstant(member, module);
  const definition = module.variable(object)?.defs[0];
  if (definition?.type === "TSEnumName") {
    const found = definition.node.body.members.find(({ id }) => (id.type === "Identifier" ? id.name : id.value) === name);
    return readText(found?.initializer, module, depth + 1);
  }
  if (definition?.type === "ClassName") {
    const found = definition.node.body.body.find(
      (element) => element.type === "PropertyDefinition" && element.static && keyOf(element) === name,
    );
    return found?.type === "PropertyDefinition" ? readText(found.value, module, depth + 1) : null;
  }
  const value = constantValue(object, module);
  if (value?.type !== "ObjectExpression") return importedConstant(member, module);
  const property = value.properties.find((candidate) => candidate.type === "Property" && keyOf(candidate) === name);
  return property?.type === "Property" ? readText(property.value, module, depth + 1) : null;
}

/** What a name that is given one value only stands for. */
export function constantValue(name: TSESTree.Identifier, module: TypeScriptModule): TSESTree.Node | null {
  const variable = module.variable(name);
  const [definition, ...more] = variable?.defs ?? [];
  if (!variable || definition?.type !== "Variable" || more.length > 0 || definition.node.id.type !== "Identifier") return null;
  if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return null;
  return definition.node.init ? unwrap(definition.node.init) : null;
}

/** A constant of another file, by its dotted name as imported: `./config.js.WEBHOOK_PATH`. */
function importedConstant(node: TSESTree.Node, module: TypeScriptModule): TextFact | null {
  if (!isImported(node, module)) return null;
  const name = module.resolve(node);
  return name === null ? null : [{ name }];
}

/** The first name of an expression is imported. */
export function isImported(node: TSESTree.Node, module: TypeScriptModule): boolean {
  let first = unwrap(node);
  while (first.type === "MemberExpression") first = unwrap(first.object);
  return first.type === "Identifier" && module.variable(first)?.defs[0]?.type === "ImportBinding";
}
