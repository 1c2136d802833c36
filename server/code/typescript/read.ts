import type { TSESTree } from "../../syntax/typescript.ts";
import type { Span } from "../../syntax/text.ts";

/** The place of a node. */
export function spanOf({ range: [start, end] }: { readonly range: readonly [number, number] }): Span {
  return { start, end };
}

/** The expression inside what changes only its type or its chain: `x!`, `x as T`, `<T>x`, `x satisfies T`, `a?.b`, `f<T>`. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSTypeAssertion":
    case "TSSatisfiesExpression":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The property that a member expression reads: `.name`, `["name"]`; null where only a run would tell. */
export function propertyName(node: TSESTree.MemberExpression | TSESTree.JSXMemberExpression): string | null {
  const { property } = node;
  if (node.type === "JSXMemberExpression") return node.property.name;
  if (!node.computed) return property.type === "Identifier" ? property.name : null;
  return stringValue(property);
}

/** The text of a literal or of a template without expressions; null for anything else. */
export function stringValue(node: TSESTree.Node | null | undefined): string | null {
  if (!node) return null;
  const plain = unwrap(node);
  if (plain.type === "Literal") return typeof plain.value === "string" ? plain.value : null;
  if (plain.type === "TemplateLiteral" && plain.expressions.length === 0) return plain.quasis[0]?.value.cooked ?? null;
  return null;
}

/** The key of a property of an object or of a member of a class, interface or type; null for a computed one. */
export function keyOf(node: { key: TSESTree.Node; computed: boolean }): string | null {
  const { key, computed } = node;
  if (key.type === "Identifier" && !computed) return key.name;
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (key.type === "Literal" && typeof key.value === "number") return String(key.value);
  return stringValue(key);
}

/** The last name of what is called or read: `send` of `this.client.send`. */
export function lastName(node: TSESTree.Node | null | undefined): string | null {
  if (!node) return null;
  const plain = unwrap(node);
  switch (plain.type) {
    case "Identifier":
    case "JSXIdentifier":
      return plain.name;
    case "PrivateIdentifier":
      return plain.name;
    case "MemberExpression":
      return plain.property.type === "PrivateIdentifier" ? plain.property.name : propertyName(plain);
    case "TSQualifiedName":
      return plain.right.name;
    default:
      return null;
  }
}

/** The name of what a call or construction calls. */
export function calleeName(node: TSESTree.CallExpression | TSESTree.NewExpression): string | null {
  return lastName(node.callee);
}

/** The arguments of a call, spreads left out. */
export function plainArguments(node: TSESTree.CallExpression | TSESTree.NewExpression): TSESTree.Expression[] {
  return node.arguments.filter((argument) => argument.type !== "SpreadElement");
}

export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

export function isFunction(node: TSESTree.Node): node is FunctionNode {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** The innermost function around a node, the node itself left out; null at module level. */
export function enclosingFunction(node: TSESTree.Node): FunctionNode | null {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return up;
  return null;
}

/** The nearest node above of one of the types. */
export function ancestor<Type extends TSESTree.Node["type"]>(
  node: TSESTree.Node,
  ...types: readonly `${Type}`[]
): Extract<TSESTree.Node, { type: Type }> | null {
  for (let up = node.parent; up; up = up.parent)
    if ((types as readonly string[]).includes(up.type)) return up as Extract<TSESTree.Node, { type: Type }>;
  return null;
}
