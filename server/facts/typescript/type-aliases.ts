import { declaredByType } from "../../code/types/declared-typescript.ts";
import { unwrap } from "../../code/typescript/read.ts";
import { fold } from "../extract/functions.ts";
import type { TypeScriptExtractor } from "./extract.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import { zodSchema } from "../extract/zod.ts";
import { zodType } from "../extract/zod-types.ts";

/** Module-level names of a type, or of a zod schema, that is no object: `type State = "open" | "closed"`, `const Tid = z.uuid()`. */
export const typeAliases: TypeScriptExtractor = {
  TSTypeAliasDeclaration(node, context) {
    if (enclosingDefinition(context.node(node)) !== null || node.typeParameters) return;
    const declared = declaredByType(context.node(node.typeAnnotation), context.names);
    // An object is a class of its own, another name for one an alias.
    if (/^(?:unknown|object|class|dict)$/.test(declared.kind)) return;
    context.emit("typeAliases", { name: node.id.name, text: fold(context.module.textOf(node.typeAnnotation)), declared });
  },
  VariableDeclarator(node, context) {
    const value = node.init && unwrap(node.init);
    if (value?.type !== "CallExpression" || node.id.type !== "Identifier" || enclosingDefinition(context.node(node)) !== null)
      return;
    if (zodSchema(context.node(value), context.shared) !== null) return;
    const declared = zodType(context.node(value), context.names, () => null);
    if (declared.kind !== "unknown")
      context.emit("typeAliases", { name: node.id.name, text: fold(context.module.textOf(value)), declared });
  },
};
