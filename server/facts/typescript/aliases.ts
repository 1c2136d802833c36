import type { TSESTree } from "../../syntax/typescript.ts";
import { typeName } from "../../code/types/read.ts";
import { referenceName } from "../../code/types/typescript.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import { moduleSpecifier } from "../../code/names/typescript/module-paths.ts";
import { unwrap } from "../../code/typescript/read.ts";
import { zodSchema } from "../extract/zod.ts";

/**
 * Other names for a model: `type Order = z.infer<typeof OrderSchema>`, `type X = Y`, `const X = Y`, `export { A as B }`. A schema constant stands for
 * the model it is named after too (`orderSchema`, `OrderSchema` for `Order`), where the file has no other `Order`.
 */
export const aliases: TypeScriptExtractor = {
  TSTypeAliasDeclaration(node, context) {
    const type = node.typeAnnotation;
    if (type.type !== "TSTypeReference" || enclosingDefinition(context.node(node)) !== null) return;
    const target = referenceName(context.node(type), context.names);
    const plain = !type.typeArguments || target !== typeName(context.node(type.typeName), context.names);
    if (target !== null && plain) context.emit("aliases", { name: node.id.name, target });
  },
  VariableDeclarator(node, context) {
    const value = node.init && unwrap(node.init);
    if (!value || node.id.type !== "Identifier" || enclosingDefinition(context.node(node)) !== null) return;
    if (value.type === "Identifier" || value.type === "MemberExpression") {
      const target = /^[A-Z]|[sS]chema$/.test(node.id.name) ? typeName(context.node(value), context.names) : null;
      if (target !== null) context.emit("aliases", { name: node.id.name, target });
      return;
    }
    const model = modelOfSchema(node.id.name);
    if (model !== null && !hasOwn(model, context) && zodSchema(context.node(value), context.shared) !== null)
      context.emit("aliases", { name: model, target: node.id.name });
  },
  ExportSpecifier(node, context) {
    const { parent } = node;
    const [local, exported] = [nameOf(node.local), nameOf(node.exported)];
    if (parent.type !== "ExportNamedDeclaration") return;
    if (parent.source) context.emit("aliases", { name: exported, target: `${moduleSpecifier(parent.source.value)}.${local}` });
    else if (local !== exported)
      context.emit("aliases", { name: exported, target: typeName(context.node(node.local), context.names) ?? local });
  },
  ExportDefaultDeclaration({ declaration }, context) {
    const name = declaration.type === "Identifier" ? declaration : "id" in declaration ? declaration.id : null;
    const target = name?.type === "Identifier" ? typeName(context.node(name), context.names) : null;
    if (target !== null) context.emit("aliases", { name: "default", target });
  },
};

function nameOf(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === "Identifier" ? name.name : name.value;
}

/** The model that a schema constant is named after: `Order` for `orderSchema` and `OrderSchema`; null for other names. */
function modelOfSchema(name: string): string | null {
  const stem = /^(\w+?)(?:Schema|Validator|Model)$/.exec(name)?.[1];
  return stem ? `${stem.charAt(0).toUpperCase()}${stem.slice(1)}` : null;
}

/** The file has something of that name itself: an interface beside its schema, or the schema's inferred type. */
function hasOwn(name: string, { module }: TypeScriptFactContext): boolean {
  const own = module.global(name);
  return own !== null && own.defs.some(({ node }: { node: TSESTree.Node }) => node.type !== "ImportSpecifier");
}
