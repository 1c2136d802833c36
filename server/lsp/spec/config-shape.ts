import type { Shape } from "../../facts/spec/shape.ts";
import { shapeOfSchema } from "../../facts/spec/shape-refs.ts";
import schema from "../../project/l9.config.schema.json";

/** The shape of `l9.config.yaml`. */
export const configShape: Shape = shapeOfSchema(schema);
