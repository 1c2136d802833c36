import type { Node } from "../syntax/tree.ts";
import { enclosingFunction, isNew, keyOf, lastName } from "./read.ts";

/**
 * What a function is called: its own name, that of the variable, property or method that holds it, through calls that wrap it, `default` for a module's
 * default; null for others.
 */
export function ownName(definition: Node): string | null {
  const name = definition.child("name");
  if (name) return keyOf(definition) ?? lastName(name);
  let child = definition;
  for (let up = definition.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "assignment":
      case "augmented_assignment":
        return child.field === "right" ? (keyOf(up) ?? lastName(up.child("left"))) : null;
      case "pair":
        return keyOf(up);
      case "export_default_declaration":
        return "default";
      // `export default fp(async (app) => …)`, `const handler = asyncHandler(async (req, res) => …)`
      case "call":
        if (isNew(up) || (up.child("arguments")?.operands.length ?? 0) > 2 || isStatement(up)) return null;
        break;
      case "argument_list":
      case "cast":
      case "parenthesized_expression":
        break;
      default:
        return null;
    }
  }
  return null;
}

function isStatement({ parent }: Node): boolean {
  return parent?.type === "expression_statement" || parent?.type === "await";
}

/** The name of the innermost function with a name around a node; null at module level. */
export function functionAround(node: Node): string | null {
  for (let up = enclosingFunction(node); up; up = enclosingFunction(up)) {
    const name = ownName(up);
    if (name !== null) return name;
  }
  return null;
}
