import { writeFileSync } from "node:fs";
import { z } from "zod";
import { defaultConfig } from "../project/config.ts";
import { configSchema } from "../project/config-schema.ts";

/** The JSON Schema of `l9.config.yaml`, for editors: made from the zod schema that the program checks with. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { target: "draft-7", io: "input" });
  const properties = schema.properties as Record<string, { default?: unknown }>;
  for (const [key, value] of Object.entries(defaultConfig)) {
    // The profile's own rows are long, and the nested keys say themselves what they are.
    if (key !== "profile" && key !== "generate" && properties[key]) properties[key].default = value;
  }
  return `${JSON.stringify({ title: "Configuration of l9 (l9.config.yaml)", ...schema }, null, 2)}\n`;
}

export function writeConfigSchema(path: string): void {
  writeFileSync(path, configJsonSchema());
}
