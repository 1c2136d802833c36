import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { keyOf, lastName, unwrap } from "../../code/read.ts";
import { typeName } from "../../code/types/read.ts";
import type { FactContext } from "../context.ts";
import type { ClassFact, FieldFact } from "../kinds.ts";
import { fold } from "./functions.ts";
import { plainField } from "./plain-facts.ts";
import { changedBy, declaredValue, givenTo, maker } from "./zod-calls.ts";
import { zodType } from "./zod-types.ts";

/** What a zod schema of an object holds. Bases are schemas of other files; where one is unknown, this file does not tell all that it holds. */
export type ZodSchema = Pick<ClassFact, "fields" | "bases" | "unknownBase" | "extra">;

const OBJECTS = new Set(["object", "strictObject", "looseObject", "interface"]);
/** Methods that leave the fields as they are. */
const NEUTRAL =
  /^(?:describe|meta|refine|superRefine|check|brand|readonly|openapi|register|nullable|optional|nullish|default|prefault|clone|overwrite)$/;
/** Constants followed from one schema to the next. */
const MAX_STEPS = 12;

const NOTHING: ZodSchema = { fields: [], bases: [], unknownBase: false, extra: null };
const UNKNOWN: ZodSchema = { ...NOTHING, unknownBase: true };

/** The object schema that an expression makes; null for anything else. */
export function zodSchema(expression: Node, context: FactContext, step = 0): ZodSchema | null {
  if (step > MAX_STEPS) return null;
  const node = unwrap(expression);
  if (/^(?:identifier|attribute|subscript)$/.test(node.type)) return referred(node, context, step);
  if (node.type !== "call") return null;
  const made = maker(node, context.module);
  if (made !== null) return madeBy(made, node, context, step);
  const call = changedBy(node);
  const from = call && zodSchema(call.schema, context, step + 1);
  return from && changed(from, call.method, givenTo(node).given, context, step);
}

function madeBy(made: string, node: Node, context: FactContext, step: number): ZodSchema | null {
  const { given, inner } = givenTo(node);
  const [first, second] = given;
  if (OBJECTS.has(made)) {
    const extra = made === "strictObject" ? "forbid" : made === "looseObject" ? "allow" : null;
    return { ...shapeOf(first, context, step), extra };
  }
  if (made === "intersection" && first && second) {
    const [left, right] = [zodSchema(first, context, step + 1), zodSchema(second, context, step + 1)];
    return left && right ? merged(left, right) : null;
  }
  if (/^(?:optional|nullable|nullish|readonly|lazy)$/.test(made) && inner) return zodSchema(inner, context, step + 1);
  // zod/mini changes schemas by functions.
  if (/^(?:extend|safeExtend|merge|partial|required|pick|omit|catchall)$/.test(made) && first) {
    const from = zodSchema(first, context, step + 1);
    return from && changed(from, made, given.slice(1), context, step);
  }
  return /^(?:discriminatedUnion|union|xor)$/.test(made) ? UNKNOWN : null;
}

/** A schema that a name stands for: of this file, or of another. */
function referred(node: Node, context: FactContext, step: number): ZodSchema | null {
  const { module } = context;
  if (node.type === "identifier" && module.bindingsOf(node.text, node)[0]?.kind === "assignment") {
    const value = declaredValue(node, module);
    return value && zodSchema(value, context, step + 1);
  }
  const name = module.resolve(node);
  return name?.includes(".") ? { ...NOTHING, bases: [name] } : null;
}

function changed(
  from: ZodSchema,
  method: string,
  [first]: readonly Node[],
  context: FactContext,
  step: number,
): ZodSchema | null {
  const unknownBase = from.unknownBase || from.bases.length > 0;
  if (NEUTRAL.test(method)) return from;
  switch (method) {
    case "strip":
      return { ...from, extra: "ignore" };
    case "strict":
      return { ...from, extra: "forbid" };
    case "passthrough":
    case "loose":
    case "catchall":
      return { ...from, extra: "allow" };
    case "extend":
    case "safeExtend":
    case "augment":
      return merged(from, shapeOf(first, context, step));
    case "merge":
    case "and": {
      const other = first ? zodSchema(first, context, step + 1) : null;
      return other ? merged(from, other) : { ...from, unknownBase: true };
    }
    case "partial":
    case "deepPartial":
    case "required": {
      const only = keysOf(first);
      const required = method === "required" ? ("always" as const) : ("never" as const);
      const fields = from.fields.map((field) => (only === null || only.has(field.name) ? { ...field, required } : field));
      return { ...from, fields, unknownBase };
    }
    case "pick":
    case "omit": {
      const keys = keysOf(first) ?? new Set<string>();
      const fields = from.fields.filter(({ name }) => keys.has(name) === (method === "pick"));
      return { ...from, fields, unknownBase };
    }
    case "or":
    case "catch":
    case "transform":
    case "pipe":
      return { ...from, unknownBase: true };
    default:
      return null;
  }
}

function merged(one: ZodSchema, other: ZodSchema): ZodSchema {
  const later = new Set(other.fields.map(({ name }) => name));
  return {
    fields: [...one.fields.filter(({ name }) => !later.has(name)), ...other.fields],
    bases: [...one.bases, ...other.bases],
    unknownBase: one.unknownBase || other.unknownBase,
    extra: other.extra ?? one.extra,
  };
}

/** The keys of `{ id: true, name: true }`; null where there is no such argument. */
function keysOf(node: Node | undefined): Set<string> | null {
  return node?.type === "dictionary" ? new Set(node.operands.flatMap((pair) => keyOf(pair) ?? [])) : null;
}

/** The fields of an object of schemas; `...Other.shape` brings those of another. */
function shapeOf(node: Node | undefined, context: FactContext, step: number): ZodSchema {
  const object = node && unwrap(node);
  const value = object && declaredValue(object, context.module);
  if (value && step < MAX_STEPS) return shapeOf(value, context, step + 1);
  if (object?.type === "attribute" && lastName(object) === "shape")
    return zodSchema(object.child("object") as Node, context, step + 1) ?? UNKNOWN;
  if (object?.type !== "dictionary") return UNKNOWN;
  let shape = NOTHING;
  for (const pair of object.operands) {
    const [name, key] = [keyOf(pair), pair.child("key")];
    if (pair.type === "list_splat") shape = { ...merged(shape, shapeOf(pair.operands[0], context, step + 1)), extra: null };
    else if (name === null || !key) shape = { ...shape, unknownBase: true };
    else shape = merged(shape, { ...NOTHING, fields: [fieldOf(name, key, pair.child("value") ?? key, context)] });
  }
  return shape;
}

function fieldOf(name: string, key: Node, value: Node, context: FactContext): FieldFact {
  const read = schemaOfField(value, context.module);
  const mentions = [...(read.array ? ["Array"] : []), ...(read.name === null ? [] : [read.name])];
  return {
    ...plainField(name, key, context),
    annotation: { text: fold(value.text), name: read.array ? "Array" : read.name, mentions, optional: !read.required },
    declared: zodType(value, context.module, (node) => knownFields(node, context)),
    default: read.default,
    required: read.required && read.default === null ? "always" : "never",
    keywordOnly: true,
  };
}

function knownFields(node: Node, context: FactContext): readonly FieldFact[] | null {
  const schema = zodSchema(node, context);
  return schema && !schema.unknownBase ? schema.fields : null;
}

interface FieldSchema {
  required: boolean;
  default: string | null;
  /** The schema of an object that it is, or holds. */
  name: string | null;
  array: boolean;
}

const PLAIN: FieldSchema = { required: true, default: null, name: null, array: false };

/** Walks `z.string().min(1).optional()` down to what it starts from. */
function schemaOfField(expression: Node | null, module: ModuleNames, step = 0): FieldSchema {
  const node = expression && unwrap(expression);
  if (!node || step > MAX_STEPS) return PLAIN;
  if (/^(?:identifier|attribute|subscript)$/.test(node.type)) {
    const below = schemaOfField(declaredValue(node, module), module, step + 1);
    return { ...below, name: typeName(node, module) ?? below.name };
  }
  if (node.type !== "call") return PLAIN;
  const { given, inner } = givenTo(node);
  const made = maker(node, module);
  if (made !== null) {
    if (made === "any" || made === "unknown") return { ...PLAIN, required: false };
    const below = schemaOfField(inner, module, step + 1);
    if (/^(?:optional|nullish|_default|prefault|catch)$/.test(made)) return { ...below, required: !inner };
    if (/^(?:array|set)$/.test(made)) return { ...PLAIN, name: below.name, array: inner !== null };
    return /^(?:nullable|lazy|readonly)$/.test(made) ? below : PLAIN;
  }
  const call = changedBy(node);
  if (!call) return PLAIN;
  const below = schemaOfField(call.schema, module, step + 1);
  switch (call.method) {
    case "optional":
    case "nullish":
    case "exactOptional":
      return { ...below, required: false };
    case "default":
    case "prefault":
    case "catch":
      return { ...below, default: given[0] ? fold(given[0].text) : "undefined" };
    case "nonoptional":
    case "unwrap":
      return { ...below, required: true, default: null };
    case "array":
      return { ...PLAIN, name: below.name, array: true };
    default:
      return below;
  }
}
