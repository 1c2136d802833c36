import type { TSESTree } from "../../syntax/typescript.ts";
import { isImportTime } from "../../code/typescript/read.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";

/** Names that import statements bind, and modules that are only loaded or passed on. */
export const imports: TypeScriptExtractor = {
  ImportDeclaration(node, context) {
    const whole = node.importKind === "type";
    for (const specifier of node.specifiers) {
      const typeOnly = whole || (specifier.type === "ImportSpecifier" && specifier.importKind === "type");
      emit(
        specifier,
        node,
        { module: node.source.value, name: importedName(specifier), as: specifier.local.name, typeOnly },
        context,
      );
    }
    if (node.specifiers.length === 0)
      emit(node.source, node, { module: node.source.value, name: null, as: "", typeOnly: whole }, context);
  },
  ExportAllDeclaration(node, context) {
    const typeOnly = node.exportKind === "type";
    emit(node.source, node, { module: node.source.value, name: "*", as: node.exported ? "" : "*", typeOnly }, context);
  },
  ExportNamedDeclaration(node, context) {
    if (!node.source) return;
    for (const specifier of node.specifiers) {
      const name = specifier.local.type === "Identifier" ? specifier.local.name : specifier.local.value;
      const typeOnly = node.exportKind === "type" || specifier.exportKind === "type";
      emit(specifier, node, { module: node.source.value, name, as: "", typeOnly }, context);
    }
  },
  TSImportEqualsDeclaration(node, context) {
    const { moduleReference: reference } = node;
    if (reference.type !== "TSExternalModuleReference" || reference.expression.type !== "Literal") return;
    const module = String(reference.expression.value);
    emit(node, node, { module, name: null, as: node.id.name, typeOnly: node.importKind === "type" }, context);
  },
  CallExpression(node, context) {
    const [first] = node.arguments;
    if (node.callee.type !== "Identifier" || node.callee.name !== "require" || first?.type !== "Literal") return;
    if (typeof first.value !== "string" || context.module.variable(node.callee)) return;
    const { parent } = node;
    const as = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : "";
    emit(first, node, { module: first.value, name: null, as, typeOnly: false }, context);
  },
  ImportExpression(node, context) {
    if (node.source.type !== "Literal" || typeof node.source.value !== "string") return;
    emit(node.source, node, { module: node.source.value, name: null, as: "", typeOnly: false }, context);
  },
};

interface Imported {
  module: string;
  name: string | null;
  as: string;
  typeOnly: boolean;
}

function emit(
  at: TSESTree.Node,
  statement: TSESTree.Node,
  { module, name, as, typeOnly }: Imported,
  context: TypeScriptFactContext,
): void {
  context.emit("imports", {
    span: context.span(at),
    statement: context.span(statement),
    module,
    name,
    as,
    importTime: isImportTime(statement),
    typeChecking: typeOnly,
    guarded: false,
  });
}

function importedName(specifier: TSESTree.ImportClause): string | null {
  if (specifier.type === "ImportNamespaceSpecifier") return null;
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}
