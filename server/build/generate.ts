import { join } from "node:path";
import { writeRuleIndex } from "./rule-index.ts";
import { writeSpecSchema } from "./spec-schema.ts";

// `npm run generate`: writes every file that is made from another. CI fails where the result differs from what is checked in.

const root = join(import.meta.dirname, "..", "..");
writeRuleIndex(join(root, "rules"));
writeSpecSchema(join(root, "server", "facts", "spec", "spec.schema.json"));
