import type { TSESTree } from "../../syntax/typescript.ts";
import { keyOf, lastName, type FunctionNode } from "./read.ts";

/** What a function is called: its own name, that of the variable, property or method that holds it, `default` for a module's default; null for others. */
export function ownName(node: FunctionNode): string | null {
  if (node.type !== "ArrowFunctionExpression" && node.id) return node.id.name;
  for (let up = node.parent as TSESTree.Node | undefined; up; up = up.parent) {
    switch (up.type) {
      case "VariableDeclarator":
        return up.id.type === "Identifier" ? up.id.name : null;
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
        return keyOf(up);
      case "AssignmentExpression":
        return lastName(up.left);
      case "ExportDefaultDeclaration":
        return "default";
      // `export default fp(async (app) => …)`, `const handler = asyncHandler(async (req, res) => …)`
      case "CallExpression":
        if (up.arguments.length > 2 || isStatement(up)) return null;
        break;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
        break;
      default:
        return null;
    }
  }
  return null;
}

function isStatement(node: TSESTree.Node): boolean {
  return node.parent?.type === "ExpressionStatement" || node.parent?.type === "AwaitExpression";
}
