import type { TypeScriptRule } from "../define.ts";
import { importTimeEnv } from "./import-time-env.ts";
import { missingTypeHints } from "./missing-type-hints.ts";
import { mockWithoutSchema } from "./mock-without-schema.ts";
import { moduleSingleton } from "./module-singleton.ts";
import { rawDictPacket } from "./raw-dict-packet.ts";
import { statusOnlyTests } from "./status-only-tests.ts";

/** How rules look at TypeScript, for those whose idea carries over; sorted by id. */
export const typescriptRules: readonly TypeScriptRule[] = [
  importTimeEnv,
  missingTypeHints,
  mockWithoutSchema,
  moduleSingleton,
  rawDictPacket,
  statusOnlyTests,
];
