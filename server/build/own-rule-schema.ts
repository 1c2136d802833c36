import { writeFileSync } from "node:fs";
import { z } from "zod";
import { ownRuleSchema } from "../project/own-rules/schema.ts";

/** The JSON Schema of a document of `.l9/rules/*.yaml`, for editors: one rule, or a list of them. Made from the zod schema that the program checks with. */
export function ownRuleJsonSchema(): string {
  const { $schema, definitions, ...rule } = z.toJSONSchema(ownRuleSchema, { target: "draft-7", io: "input" });
  const one = { $ref: "#/definitions/rule" };
  const schema = {
    $schema,
    title: "Rules of a repository's own for l9 (.l9/rules/*.yaml)",
    anyOf: [one, { type: "array", items: one }],
    definitions: { rule, ...(definitions as object) },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

export function writeOwnRuleSchema(path: string): void {
  writeFileSync(path, ownRuleJsonSchema());
}
