import { writeFileSync } from "node:fs";
import { z } from "zod";
import { rules } from "../../rules/index.ts";

/** From 1; columns in UTF-16 code units. */
const position = z.strictObject({ line: z.int().min(1), column: z.int().min(1) });
const range = z.strictObject({ start: position, end: position }).describe("its end is exclusive");

const finding = z.strictObject({
  path: z.string().describe("from the working folder, with /"),
  rule: z.enum(rules.map(({ id }) => id) as [string, ...string[]]).describe("the rule's id"),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  range,
  module: z.string().nullable().describe("the id of the module that the file belongs to"),
  fix: z
    .strictObject({ title: z.string(), safety: z.enum(["safe", "unsafe"]) })
    .nullable()
    .describe("what would end the finding"),
  related: z.array(z.strictObject({ path: z.string(), range, message: z.string() })).describe("other places that explain it"),
  data: z.record(z.string(), z.unknown()).describe("what the rule knows beside, for machines"),
});

/** The JSON Schema of what `l9 check --format json` prints. */
export function reportJsonSchema(): unknown {
  const { $schema, ...schema } = z.toJSONSchema(z.array(finding), { target: "draft-07", reused: "ref" });
  return { $schema, title: "Findings of l9 check --format json", ...schema };
}

export function writeReportSchema(path: string): void {
  writeFileSync(path, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
}
