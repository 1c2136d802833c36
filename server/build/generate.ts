import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { writeFrameworkIndex } from "./framework-index.ts";
import { writeRuleIndex } from "./rule-index.ts";

// `npm run generate`: writes every file that is made from another. CI fails where the result differs from what is checked in.

const root = join(import.meta.dirname, "..", "..");
writeRuleIndex(join(root, "rules"));
writeFrameworkIndex(join(root, "server", "facts", "frameworks"));
// What is made from the rules needs a program that holds the rules as they are listed now.
execFileSync(
  process.execPath,
  [join(root, "server", "build", "run.mjs"), join(root, "server", "build", "generate-from-rules.ts")],
  { stdio: "inherit" },
);
