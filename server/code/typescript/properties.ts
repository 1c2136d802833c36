import type { TSESTree } from "../../syntax/typescript.ts";
import { keyOf, unwrap } from "./read.ts";

/** The value of a property of an object literal, methods among them. */
export function propertyOf(node: TSESTree.Node, name: string): TSESTree.Node | null {
  const plain = unwrap(node);
  if (plain.type !== "ObjectExpression") return null;
  const found = plain.properties.find((candidate) => candidate.type === "Property" && keyOf(candidate) === name);
  return found?.type === "Property" ? found.value : null;
}
