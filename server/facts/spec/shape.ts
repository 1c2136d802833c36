import schema from "./spec.schema.json";

/** One node of the spec's JSON Schema: the part of the language that the schema uses. */
export interface Shape {
  description?: string;
  type?: string | string[];
  properties?: Record<string, Shape>;
  required?: string[];
  additionalProperties?: boolean | Shape;
  items?: Shape;
  enum?: string[];
  /** What the values of `enum` mean, in its order. */
  enumDescriptions?: string[];
  anyOf?: Shape[];
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  /** What a text that must match `pattern` looks like, in words. */
  "x-expected"?: string;
}

/** The shape of a whole v3 spec. */
export const specShape = schema as unknown as Shape;

/** The types a shape takes, `anyOf` included. */
export function typesOf(shape: Shape): string[] {
  if (shape.anyOf) return shape.anyOf.flatMap(typesOf);
  return shape.type === undefined ? [] : [shape.type].flat();
}

/** The alternative of a shape that describes maps or lists, of several maps what any of them knows; the shape itself when there is but one. */
export function alternative(shape: Shape, type: "object" | "array"): Shape | null {
  if (shape.anyOf) {
    const [first, ...others] = shape.anyOf.filter((option) => typesOf(option).includes(type));
    return first && type === "object" ? others.reduce(either, first) : (first ?? null);
  }
  const types = typesOf(shape);
  return types.length === 0 || types.includes(type) ? shape : null;
}

/** Two maps of which one stands at a place: `{ add, remove }` or `{ replace }`. */
function either(one: Shape, other: Shape): Shape {
  const { required, additionalProperties: rest } = other;
  return {
    ...one,
    properties: { ...other.properties, ...one.properties },
    required: (one.required ?? []).filter((key) => required?.includes(key)),
    ...(typeof one.additionalProperties === "object" || rest === undefined ? {} : { additionalProperties: rest }),
  };
}

/** The shape of a map's key; null for a key that the schema does not know. Keys that begin with `x-` or `x_` are the writer's own. */
export function shapeOfKey(shape: Shape, key: string): Shape | null {
  const map = alternative(shape, "object");
  if (!map) return null;
  const own = map.properties?.[key];
  if (own) return own;
  if (typeof map.additionalProperties === "object") return map.additionalProperties;
  return map.additionalProperties === false && !isExtension(key) ? null : {};
}

export function isExtension(key: string): boolean {
  return /^x[-_]/.test(key);
}

/** The shape at a dotted path of maps (`module.repo.root_path`), null where the schema knows no such key. */
export function shapeAt(path: string): Shape | null {
  let shape: Shape | null = specShape;
  for (const key of path.split(".")) {
    shape = shapeOfKey(shape, key);
    if (!shape) return null;
  }
  return shape;
}

/** The values of a fixed set, each with what it means; the meaning is empty where nothing says it. */
export function optionsOf(shape: Shape): { value: string; meaning: string }[] {
  const found = [shape, ...(shape.anyOf ?? [])].flatMap((option) => {
    if (!option.enum) return option.type === "boolean" ? ["true", "false"].map((value) => ({ value, meaning: "" })) : [];
    return option.enum.map((value, at) => ({ value, meaning: option.enumDescriptions?.[at] ?? SEVERITIES[value] ?? "" }));
  });
  return found.filter(({ value }, at) => found.findIndex((other) => other.value === value) === at);
}

/** They stand at each rule of a configuration, where a schema that says this every time would be twice as long. */
const SEVERITIES: Readonly<Record<string, string>> = {
  off: "The rule is off: its findings are shown nowhere, and what it counts for is not attested.",
  info: "Told, and fails nothing.",
  warning: "Told; a run fails by it only with `--max-warnings`.",
  error: "Fails a run with exit code 1.",
};

/** What a shape takes, in words: `a list of texts`, `one of …`. */
export function describeShape(shape: Shape): string {
  if (shape["x-expected"]) return shape["x-expected"];
  if (shape.enum)
    return shape.enum.length === 1 ? `\`${shape.enum[0]}\`` : `one of ${shape.enum.map((value) => `\`${value}\``).join(", ")}`;
  if (shape.anyOf) return [...new Set(shape.anyOf.map(describeShape))].join(" or ");
  const words = typesOf(shape).map((type) => (type === "array" ? describeList(shape) : (WORDS[type] ?? type)));
  return [...words].join(" or ") + describeBounds(shape);
}

const WORDS: Record<string, string> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "`true` or `false`",
  object: "a map",
};

function describeList(shape: Shape): string {
  const items = shape.items ? typesOf(shape.items) : [];
  const words = [...new Set(items)].map((type) => ({ string: "texts", object: "maps" })[type]);
  return words.length > 0 && words.every(Boolean) ? `a list of ${words.join(" or ")}` : "a list";
}

function describeBounds({ minimum, maximum, exclusiveMinimum, type }: Shape): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined && (type !== "integer" || minimum > Number.MIN_SAFE_INTEGER))
    return ` from ${minimum} to ${maximum}`;
  return minimum !== undefined ? ` of at least ${minimum}` : "";
}
