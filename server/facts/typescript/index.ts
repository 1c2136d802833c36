/** What rules may know of TypeScript: the tree's nodes, what names mean, and readers of single nodes. */
export type { Reference, Scope, TSESTree, Variable } from "../../syntax/typescript.ts";
export type { Span } from "../../syntax/text.ts";
export type { TypeScriptModule } from "./module.ts";
export { moduleName } from "./module.ts";
export * from "./read.ts";
export * from "./walk.ts";
export { functionNamed, importsRunner, testOf, type TestCall } from "./tests/find.ts";
export { assertName, assertionsOfCall, type AssertionCall } from "./tests/assertions.ts";
