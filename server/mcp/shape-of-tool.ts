import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import type { z } from "zod";
import type { SHAPES, ToolName } from "./tool-shapes.ts";
import schemas from "./tools.schema.json";

type Input<Name extends ToolName, Side extends "input" | "output"> = z.input<(typeof SHAPES)[Name][Side]>;
type Output<Name extends ToolName, Side extends "input" | "output"> = z.output<(typeof SHAPES)[Name][Side]>;

/**
 * What a tool takes or gives, in place of its zod schema: the JSON Schema lies ready, and what checks a value is built with the first call. Most of a start would
 * be spent on it otherwise.
 */
export function shapeOf<Name extends ToolName, Side extends "input" | "output">(
  name: Name,
  side: Side,
): StandardSchemaWithJSON<Input<Name, Side>, Output<Name, Side>> {
  const ready = (): Record<string, unknown> => schemas[name][side];
  return {
    "~standard": {
      version: 1,
      vendor: "l9",
      validate: async (value) => {
        const shape: unknown = (await import("./tool-shapes.ts")).SHAPES[name][side];
        return (shape as z.ZodType<Output<Name, Side>, Input<Name, Side>>)["~standard"].validate(value);
      },
      jsonSchema: { input: ready, output: ready },
    },
  };
}
