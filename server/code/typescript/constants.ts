import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptModule } from "../names/typescript/module.ts";
import { stringValue, unwrap } from "./read.ts";

/** What a name that is given one value only stands for. */
export function constantValue(name: TSESTree.Identifier, module: TypeScriptModule): TSESTree.Node | null {
  const variable = module.variable(name);
  const [definition, ...more] = variable?.defs ?? [];
  if (!variable || definition?.type !== "Variable" || more.length > 0 || definition.node.id.type !== "Identifier") return null;
  if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return null;
  return definition.node.init ? unwrap(definition.node.init) : null;
}

/** The text that an expression is: a literal, or a constant of one. */
export function literalOf(node: TSESTree.Node, module: TypeScriptModule): string | null {
  const plain = unwrap(node);
  return stringValue(plain.type === "Identifier" ? constantValue(plain, module) : plain);
}

/** The first name of an expression is imported. */
export function isImported(node: TSESTree.Node, module: TypeScriptModule): boolean {
  let first = unwrap(node);
  while (first.type === "MemberExpression") first = unwrap(first.object);
  return first.type === "Identifier" && module.variable(first)?.defs[0]?.type === "ImportBinding";
}
