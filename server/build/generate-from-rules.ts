import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeConfigSchema } from "./config-schema-json.ts";
import { writeOwnRuleSchema } from "./own-rule-schema.ts";
import { writePages } from "./pages.ts";
import { writeReportSchema } from "./report-schema.ts";
import { skillText } from "./skill.ts";
import { writeSpecSchema } from "./spec-schema.ts";
import { writeToolSchemas } from "./tool-schemas.ts";

const root = join(import.meta.dirname, "..", "..");
writeSpecSchema(join(root, "server", "facts", "spec", "spec.schema.json"));
writeConfigSchema(join(root, "server", "project", "l9.config.schema.json"));
writeOwnRuleSchema(join(root, "server", "project", "own-rules", "own-rule.schema.json"));
writeToolSchemas(join(root, "server", "mcp", "tools.schema.json"));
writeReportSchema(join(root, "server", "cli", "formats", "report.schema.json"));
writeFileSync(join(root, "client", "agents", "skills", "l9-modules", "SKILL.md"), await skillText());
await writePages(root);
