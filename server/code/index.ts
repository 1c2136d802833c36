/** What rules and facts may know of code: the tree's nodes, what names mean, readers of single nodes. */
export type { Node, Unit } from "../syntax/tree.ts";
export type { Span } from "../syntax/text.ts";
export type { Binding, BindingKind, ImportTarget, Reference, Scope, UnitScopes } from "./names/scopes.ts";
export type { CodeModule } from "./names/module.ts";
export type { ModuleNames } from "./names/module-names.ts";
export type { TypeFact } from "./types/type.ts";
export type { OwnRuleData } from "./pattern/rule-data.ts";
export { isLooseType } from "./types/loose.ts";
export { importedName } from "./names/module.ts";
export { isInComment } from "./comments.ts";
export { isCalledOnTheSpot, isImportTime } from "./import-time.ts";
export { moduleSpecifier } from "./names/typescript/module-paths.ts";
export { lineStart, nextLine, wholeLine } from "../syntax/whole-line.ts";
export * from "./read.ts";
export * from "./fields.ts";
