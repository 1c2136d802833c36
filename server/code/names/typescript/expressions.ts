import type { TSESTree } from "../../../syntax/typescript.ts";

/** Readers of the parser's own expressions, as far as names need them. */

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
function stringValue(node: TSESTree.Node): string | null {
  const plain = unwrap(node);
  if (plain.type === "Literal") return typeof plain.value === "string" ? plain.value : null;
  if (plain.type === "TemplateLiteral" && plain.expressions.length === 0) return plain.quasis[0]?.value.cooked ?? null;
  return null;
}
