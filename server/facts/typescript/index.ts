/** What rules may know of TypeScript: the tree's nodes, what names mean, and readers of single nodes. */
export type { TSESTree } from "../../syntax/typescript.ts";
export type { TypeScriptModule } from "../../code/names/typescript/module.ts";
export * from "../../code/typescript/read.ts";
export * from "../../code/typescript/walk.ts";
export { functionNamed, importsRunner, testOf, type TestCall } from "./tests/find.ts";
export { assertionsOfCall, canFail, type AssertionCall } from "./tests/assertions.ts";
export { idleCall } from "./tests/idle.ts";
export { counts, isFloating } from "./tests/reached.ts";
