import type { TSESTree } from "../../syntax/typescript.ts";
import { calleeName, keyOf, lastName, propertyName, unwrap } from "../../code/typescript/read.ts";

/** A field that an expression reads, or a name that stands for it: `call.toolId`, `call["toolId"]`, `toolId`. */
export interface FieldRead {
  name: string;
  form: "name" | "field";
  /** The name, or the key. */
  at: TSESTree.Node;
  /** What the field is read from; null for a bare name. */
  owner: TSESTree.Node | null;
}

/** Methods that give another form of the same text. */
const TEXT_METHODS = new Set(["toLowerCase", "toUpperCase", "trim", "replace", "replaceAll", "slice", "toString", "normalize"]);

/** The field that an expression reads, looked for through `await`, `String(…)` and text methods; null when it reads none. */
export function fieldRead(expression: TSESTree.Node | null | undefined): FieldRead | null {
  const node = expression ? unwrap(expression) : null;
  switch (node?.type) {
    case "Identifier":
      return { name: node.name, form: "name", at: node, owner: null };
    case "MemberExpression": {
      const name = propertyName(node);
      return name === null ? null : { name, form: "field", at: node.property, owner: node.object };
    }
    case "AwaitExpression":
      return fieldRead(node.argument);
    case "CallExpression": {
      const callee = unwrap(node.callee);
      if (callee.type === "Identifier" && callee.name === "String") return fieldRead(node.arguments[0]);
      return callee.type === "MemberExpression" && TEXT_METHODS.has(calleeName(node) ?? "") ? fieldRead(callee.object) : null;
    }
    default:
      return null;
  }
}

/** Every field that makes up a text or key: the parts of arrays, templates and concatenations too. */
export function fieldReads(expression: TSESTree.Node | null | undefined): FieldRead[] {
  const node = expression ? unwrap(expression) : null;
  switch (node?.type) {
    case "TemplateLiteral":
      return node.expressions.flatMap(fieldReads);
    case "BinaryExpression":
      return [node.left, node.right].flatMap(fieldReads);
    case "ArrayExpression":
      return node.elements.flatMap((element) => (element ? fieldReads(element) : []));
    case "LogicalExpression":
      return [node.left, node.right].flatMap(fieldReads);
    default: {
      const read = fieldRead(node);
      return read ? [read] : [];
    }
  }
}

/** What a function of a tool schema is named after, when the property is that name; null for any other property. */
export function functionName(property: TSESTree.Property): TSESTree.Node | null {
  if (property.parent.type !== "ObjectExpression" || keyOf(property) !== "name" || !isFunctionSchema(property.parent))
    return null;
  const value = unwrap(property.value);
  // `toFunctionName(tool.toolId)`
  if (value.type === "CallExpression" && !fieldRead(value)) return value.arguments[0] ?? null;
  return value;
}

function isFunctionSchema(node: TSESTree.ObjectExpression): boolean {
  const keys = node.properties.flatMap((property) => (property.type === "Property" ? [property] : []));
  const isType = ({ key, value }: TSESTree.Property): boolean =>
    lastName(key) === "type" && value.type === "Literal" && value.value === "function";
  if (keys.some(isType)) return true;
  if (keys.some((one) => /^(?:parameters|input_schema|inputSchema)$/.test(keyOf(one) ?? ""))) return true;
  return node.parent.type === "Property" && keyOf(node.parent) === "function";
}
