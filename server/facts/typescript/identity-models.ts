import type { TSESTree } from "../../syntax/typescript.ts";
import { TOOL_MODELS } from "../extract/identity.ts";
import type { IdentityLocation } from "../kinds.ts";
import { readType } from "../../code/types/read.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { ancestor, calleeName, enclosingFunction, lastName, unwrap } from "../../code/typescript/read.ts";

/** The model that a class, type or schema is named as: `toolBindingSchema` is ToolBinding's. */
export function modelNamed(name: string | null): IdentityLocation | null {
  const plain = name?.slice(name.lastIndexOf(".") + 1).replace(/Schema$/, "") ?? "";
  const model = `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
  return Object.hasOwn(TOOL_MODELS, model) ? (TOOL_MODELS[model] ?? null) : null;
}

/** What an object literal is made to be, by its type, `satisfies`, the schema that reads it, or the class that is given it. */
export function modelOfLiteral(
  node: TSESTree.ObjectExpression,
  context: TypeScriptFactContext,
): { location: IdentityLocation; group: TSESTree.Node } | null {
  let child: TSESTree.Node = node;
  let up: TSESTree.Node | undefined = node.parent;
  const typed = (type: TSESTree.TypeNode | null | undefined): { location: IdentityLocation; group: TSESTree.Node } | null => {
    const read = type ? readType(context.node(type), context.names) : null;
    const held = read?.name && /^(?:Promise|Array|ReadonlyArray)$/.test(read.name) ? read.mentions.at(-1) : read?.name;
    const location = modelNamed(held ?? null);
    return location ? { location, group: node } : null;
  };
  for (; up; child = up, up = up.parent) {
    switch (up.type) {
      case "ArrayExpression":
      case "ConditionalExpression":
      case "LogicalExpression":
        continue;
      case "TSSatisfiesExpression":
      case "TSAsExpression": {
        const found = typed(up.typeAnnotation);
        if (found) return found;
        continue;
      }
      case "VariableDeclarator": {
        if (up.id.type !== "Identifier" || up.init !== child) return null;
        return typed(up.id.typeAnnotation?.typeAnnotation);
      }
      case "PropertyDefinition":
        return typed(up.typeAnnotation?.typeAnnotation);
      case "ReturnStatement":
        return typed(enclosingFunction(up)?.returnType?.typeAnnotation);
      case "ArrowFunctionExpression":
        return typed(up.returnType?.typeAnnotation);
      case "CallExpression": {
        // `z.object({…})` of a schema that is named as the model, and `ToolBindingSchema.parse({…})`.
        const callee = unwrap(up.callee);
        const isShape = /^(?:object|strictObject|looseObject|extend)$/.test(calleeName(up) ?? "");
        const holder = isShape ? ancestor(up, "VariableDeclarator") : null;
        if (holder?.id.type === "Identifier") {
          const location = modelNamed(holder.id.name);
          return location ? { location, group: holder.id } : null;
        }
        const isParse = /^(?:parse|safeParse|parseAsync)$/.test(calleeName(up) ?? "");
        const location = isParse && callee.type === "MemberExpression" ? modelNamed(lastName(callee.object)) : null;
        return location ? { location, group: node } : null;
      }
      case "NewExpression": {
        const location = modelNamed(calleeName(up));
        return location ? { location, group: node } : null;
      }
      default:
        return null;
    }
  }
  return null;
}
