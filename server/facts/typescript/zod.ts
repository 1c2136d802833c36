import type { TSESTree } from "../../syntax/typescript.ts";
import { fold } from "../extract/functions.ts";
import type { FieldFact } from "../kinds.ts";
import { typeName } from "../../code/types/read.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { isFunction, keyOf, propertyName, unwrap } from "../../code/typescript/read.ts";
import { maker } from "./zod-makers.ts";
import { zodType } from "./zod-types.ts";

/** What a zod schema of an object holds. */
export interface ZodSchema {
  fields: FieldFact[];
  /** Schemas of other files that it takes over whole, dotted. */
  bases: string[];
  /** What it holds can not be told from this file: a union, a transformation, `.pick` of a schema of another file. */
  unknown: boolean;
  extra: "allow" | "forbid" | "ignore" | null;
}

const OBJECTS = new Set(["object", "strictObject", "looseObject", "interface"]);
/** Methods that leave the fields as they are. */
const NEUTRAL =
  /^(?:describe|meta|refine|superRefine|check|brand|readonly|openapi|register|nullable|optional|nullish|default|prefault|clone|overwrite)$/;
/** Constants followed from one schema to the next. */
const MAX_STEPS = 12;

/** The object schema that an expression makes; null for anything else. */
export function zodSchema(node: TSESTree.Node, context: TypeScriptFactContext): ZodSchema | null {
  return schemaOf(node, context, 0);
}

function schemaOf(expression: TSESTree.Node, context: TypeScriptFactContext, step: number): ZodSchema | null {
  if (step > MAX_STEPS) return null;
  const node = unwrap(expression);
  if (node.type === "Identifier" || node.type === "MemberExpression") return referred(node, context, step);
  if (node.type !== "CallExpression") return null;
  const made = maker(node, context);
  if (made !== null) return madeBy(made, node, context, step);
  if (node.callee.type !== "MemberExpression") return null;
  const method = propertyName(node.callee);
  const from = method === null ? null : schemaOf(node.callee.object, context, step + 1);
  return from && method !== null ? changed(from, method, node, context, step) : null;
}

function madeBy(made: string, node: TSESTree.CallExpression, context: TypeScriptFactContext, step: number): ZodSchema | null {
  const [first, second] = node.arguments;
  if (OBJECTS.has(made)) {
    const extra = made === "strictObject" ? "forbid" : made === "looseObject" ? "allow" : null;
    return { ...shapeOf(first, context, step), extra };
  }
  if (made === "intersection" && first && second) {
    const [left, right] = [schemaOf(first, context, step + 1), schemaOf(second, context, step + 1)];
    return left && right ? merged(left, right) : null;
  }
  if (/^(?:optional|nullable|nullish|readonly|lazy)$/.test(made) && first) {
    const inner = isFunction(first) && first.body.type !== "BlockStatement" ? first.body : first;
    return schemaOf(inner, context, step + 1);
  }
  // zod/mini changes schemas by functions.
  if (/^(?:extend|safeExtend|merge|partial|required|pick|omit|catchall)$/.test(made) && first) {
    const from = schemaOf(first, context, step + 1);
    return from && changed(from, made, { ...node, arguments: node.arguments.slice(1) }, context, step);
  }
  return /^(?:discriminatedUnion|union|xor)$/.test(made) ? { fields: [], bases: [], unknown: true, extra: null } : null;
}

/** A schema that a name stands for: of this file, or of another. */
function referred(node: TSESTree.Node, context: TypeScriptFactContext, step: number): ZodSchema | null {
  const { module } = context;
  const variable = node.type === "Identifier" ? module.variable(node) : null;
  const [definition] = variable?.defs ?? [];
  if (definition?.type === "Variable") {
    const { init, id } = definition.node;
    return init && id.type === "Identifier" ? schemaOf(init, context, step + 1) : null;
  }
  const name = module.resolve(node);
  return name?.includes(".") ? { fields: [], bases: [name], unknown: false, extra: null } : null;
}

function changed(
  from: ZodSchema,
  method: string,
  { arguments: given }: { arguments: readonly TSESTree.CallExpressionArgument[] },
  context: TypeScriptFactContext,
  step: number,
): ZodSchema | null {
  const [first] = given;
  const unknown = from.unknown || from.bases.length > 0;
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
      const other = first ? schemaOf(first, context, step + 1) : null;
      return other ? merged(from, other) : { ...from, unknown: true };
    }
    case "partial":
    case "deepPartial":
    case "required": {
      const only = keysOf(first);
      const required = method === "required" ? ("always" as const) : ("never" as const);
      const fields = from.fields.map((field) => (only === null || only.has(field.name) ? { ...field, required } : field));
      return { ...from, fields, unknown };
    }
    case "pick":
    case "omit": {
      const keys = keysOf(first) ?? new Set<string>();
      const fields = from.fields.filter(({ name }) => keys.has(name) === (method === "pick"));
      return { ...from, fields, unknown };
    }
    case "or":
    case "catch":
    case "transform":
    case "pipe":
    case "keyof":
    case "array":
      return method === "array" || method === "keyof" ? null : { ...from, unknown: true };
    default:
      return null;
  }
}

function merged(one: ZodSchema, other: ZodSchema): ZodSchema {
  const later = new Set(other.fields.map(({ name }) => name));
  return {
    fields: [...one.fields.filter(({ name }) => !later.has(name)), ...other.fields],
    bases: [...one.bases, ...other.bases],
    unknown: one.unknown || other.unknown,
    extra: other.extra ?? one.extra,
  };
}

/** The keys of `{ id: true, name: true }`; null where there is no such argument. */
function keysOf(node: TSESTree.Node | undefined): Set<string> | null {
  if (node?.type !== "ObjectExpression") return null;
  return new Set(node.properties.flatMap((property) => (property.type === "Property" ? (keyOf(property) ?? []) : [])));
}

/** The fields of an object of schemas; `...Other.shape` brings those of another. */
function shapeOf(node: TSESTree.Node | undefined, context: TypeScriptFactContext, step: number): ZodSchema {
  const unknown: ZodSchema = { fields: [], bases: [], unknown: true, extra: null };
  const object = node && unwrap(node);
  if (object?.type === "Identifier") {
    const definition = context.module.variable(object)?.defs[0];
    if (definition?.type === "Variable" && definition.node.init && step < MAX_STEPS)
      return shapeOf(definition.node.init, context, step + 1);
  }
  if (object?.type === "MemberExpression" && propertyName(object) === "shape")
    return schemaOf(object.object, context, step + 1) ?? unknown;
  if (object?.type !== "ObjectExpression") return unknown;
  let shape: ZodSchema = { fields: [], bases: [], unknown: false, extra: null };
  for (const property of object.properties) {
    if (property.type === "SpreadElement") {
      shape = { ...merged(shape, shapeOf(property.argument, context, step + 1)), extra: null };
      continue;
    }
    const name = keyOf(property);
    if (name === null) shape.unknown = true;
    else shape = merged(shape, { fields: [fieldOf(name, property, context)], bases: [], unknown: false, extra: null });
  }
  return shape;
}

function fieldOf(name: string, { key, value, kind }: TSESTree.Property, context: TypeScriptFactContext): FieldFact {
  const { module } = context;
  const read = kind === "init" ? schemaOfField(value, context, 0) : { required: true, default: null, name: null, array: false };
  const mentions = [...(read.array ? ["Array"] : []), ...(read.name === null ? [] : [read.name])];
  return {
    name,
    aliases: [],
    annotation: {
      text: fold(module.textOf(value)),
      name: read.array ? "Array" : read.name,
      mentions,
      optional: !read.required,
    },
    declared: kind === "init" ? zodType(value, context, (node) => knownFields(node, context)) : { kind: "unknown" },
    default: read.default,
    required: read.required && read.default === null ? "always" : "never",
    init: true,
    initOnly: false,
    keywordOnly: true,
    span: context.span(key),
  };
}

function knownFields(node: TSESTree.Node, context: TypeScriptFactContext): readonly FieldFact[] | null {
  const schema = schemaOf(node, context, 0);
  return schema && !schema.unknown ? schema.fields : null;
}

interface FieldSchema {
  required: boolean;
  default: string | null;
  /** The schema of an object that it is, or holds. */
  name: string | null;
  array: boolean;
}

/** Walks `z.string().min(1).optional()` down to what it starts from. */
function schemaOfField(expression: TSESTree.Node, context: TypeScriptFactContext, step: number): FieldSchema {
  const { module } = context;
  const plain: FieldSchema = { required: true, default: null, name: null, array: false };
  const node = unwrap(expression);
  if (step > MAX_STEPS) return plain;
  if (node.type === "Identifier" || node.type === "MemberExpression") {
    const definition = node.type === "Identifier" ? module.variable(node)?.defs[0] : undefined;
    const init = definition?.type === "Variable" ? definition.node.init : null;
    const below = init ? schemaOfField(init, context, step + 1) : plain;
    return { ...below, name: typeName(context.node(node), context.names) ?? below.name };
  }
  if (node.type !== "CallExpression") return plain;
  const [first] = node.arguments;
  const made = maker(node, context);
  if (made !== null) {
    const inner = first && isFunction(first) && first.body.type !== "BlockStatement" ? first.body : first;
    if (made === "any" || made === "unknown") return { ...plain, required: false };
    if (/^(?:optional|nullish|_default|prefault|catch)$/.test(made) && inner)
      return { ...schemaOfField(inner, context, step + 1), required: false };
    if (/^(?:array|set)$/.test(made) && inner)
      return { ...plain, name: schemaOfField(inner, context, step + 1).name, array: true };
    return /^(?:nullable|lazy|readonly)$/.test(made) && inner ? schemaOfField(inner, context, step + 1) : plain;
  }
  if (node.callee.type !== "MemberExpression") return plain;
  const below = schemaOfField(node.callee.object, context, step + 1);
  switch (propertyName(node.callee)) {
    case "optional":
    case "nullish":
    case "exactOptional":
      return { ...below, required: false };
    case "default":
    case "prefault":
    case "catch":
      return { ...below, default: first ? fold(module.textOf(first)) : "undefined" };
    case "nonoptional":
    case "unwrap":
      return { ...below, required: true, default: null };
    case "array":
      return { ...plain, name: below.name, array: true };
    default:
      return below;
  }
}
