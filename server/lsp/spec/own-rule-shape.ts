import type { Shape } from "../../facts/spec/shape.ts";
import { shapeOfSchema } from "../../facts/spec/shape-refs.ts";
import schema from "../../project/own-rules/own-rule.schema.json";

/** The shape of a file of a repository's own rules: a rule, or a list of them. */
export const ownRuleShape: Shape = shapeOfSchema(schema);
