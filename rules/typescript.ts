import type { TypeScriptRule } from "./define.ts";
import { mockWithoutSchema } from "./tests/mock_without_schema-typescript.ts";
import { statusOnlyTests } from "./patterns/status_only_tests-typescript.ts";

/** How rules look at TypeScript, for those whose idea carries over; sorted by id. */
export const typescriptRules: readonly TypeScriptRule[] = [mockWithoutSchema, statusOnlyTests];
