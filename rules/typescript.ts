import type { TypeScriptRule } from "./define.ts";
import { statusOnlyTests } from "./patterns/status_only_tests-typescript.ts";

/** How rules look at TypeScript, for those whose idea carries over; sorted by id. */
export const typescriptRules: readonly TypeScriptRule[] = [statusOnlyTests];
