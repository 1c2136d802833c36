import { writeFileSync } from "node:fs";
import { z } from "zod";
import { SHAPES } from "../mcp/tool-shapes.ts";

/** The JSON Schemas of what each tool of the MCP server takes and gives. */
export function toolJsonSchemas(): unknown {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, { input, output }]) => [
      name,
      { input: z.toJSONSchema(input, { io: "input" }), output: z.toJSONSchema(output, { io: "output" }) },
    ]),
  );
}

export function writeToolSchemas(path: string): void {
  writeFileSync(path, `${JSON.stringify(toolJsonSchemas(), null, 2)}\n`);
}
