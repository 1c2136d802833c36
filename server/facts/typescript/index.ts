/** What rules may know of TypeScript: the tree's nodes, what names mean, and readers of single nodes. */
export type { Reference, Scope, TSESTree, Variable } from "../../syntax/typescript.ts";
export type { Span } from "../../syntax/text.ts";
export type { TypeScriptModule } from "../../code/names/typescript/module.ts";
export * from "../../code/typescript/read.ts";
export * from "../../code/typescript/walk.ts";
export { functionNamed, importsRunner, testOf, type TestCall } from "./tests/find.ts";
export { assertName, assertionsOfCall, type AssertionCall } from "./tests/assertions.ts";
export { canFail } from "./tests/assertions.ts";
export { idleCall } from "./tests/idle.ts";
export { counts, isFloating } from "./tests/reached.ts";
