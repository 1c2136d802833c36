import { writeFileSync } from "node:fs";
import { z } from "zod";
import { specSchema } from "../facts/spec/schema.ts";

/** The spec's JSON Schema: what rules, hover and completion read in place of zod, and what other YAML support may use. */
export function specJsonSchema(): unknown {
  const { $schema, ...schema } = z.toJSONSchema(specSchema, { target: "draft-2020-12", io: "input" });
  return { $schema, title: "L9 module spec", ...schema };
}

export function writeSpecSchema(path: string): void {
  writeFileSync(path, `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
}
