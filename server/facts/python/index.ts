/** What rules may know of Python: the tree's nodes, what names mean, readers of single nodes, and the facts of one file. */
export type { PyNode, PyUnit } from "../../syntax/python.ts";
export type { Span } from "../../syntax/text.ts";
export type { Binding, BindingKind, ImportTarget, Reference, Scope, UnitScopes } from "./scopes.ts";
export type { PythonModule } from "./module.ts";
export type { FactKinds, PythonFacts } from "./types.ts";
export type { TypeFact } from "./annotations.ts";
export type { ClassFact, ClassKind, FieldFact } from "./classes.ts";
export type { FunctionFact, ParameterFact } from "./functions.ts";
export { importedName } from "./module.ts";
export * from "./read.ts";
export * from "./fields.ts";
export * from "./tool-schemas.ts";
