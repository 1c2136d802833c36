import type { TypeScriptExtractor } from "./extract.ts";

/** The names that can be imported from a module: variables, functions, classes and types of its top level, and what it exports under another name. */
export const names: TypeScriptExtractor = {
  Program(_, context) {
    for (const { name, defs } of context.module.scope.variables) if (defs.length > 0) context.emit("names", { name });
  },
  ExportSpecifier({ exported, local }, context) {
    const name = exported.type === "Identifier" ? exported.name : exported.value;
    const from = local.type === "Identifier" ? local.name : local.value;
    if (name !== from || !context.module.global(name)) context.emit("names", { name });
  },
  ExportAllDeclaration({ exported }, context) {
    if (exported) context.emit("names", { name: exported.name });
  },
  ExportDefaultDeclaration(_, context) {
    context.emit("names", { name: "default" });
  },
};
