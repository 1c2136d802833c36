import type { Shape } from "../../facts/spec/shape.ts";
import schema from "../../project/l9.config.schema.json";

/** The shape of `l9.config.yaml`. */
export const configShape = schema as unknown as Shape;
