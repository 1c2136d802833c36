import type { TSESTree } from "../../syntax/typescript.ts";
import { limited, type DeclaredType, type Limits, type LiteralValue } from "../../code/types/declared.ts";
import { anyOf, listOf, literalValue } from "../../code/types/declared-typescript.ts";
import { typeName } from "../../code/types/read.ts";
import { isFunction, propertyName, unwrap } from "../../code/typescript/read.ts";
import type { FieldFact } from "../kinds.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { maker } from "./zod-makers.ts";

/** The fields of an object schema that an expression makes; null for anything else, and where they are not all known. */
type ObjectAt = (node: TSESTree.Node) => readonly FieldFact[] | null;

const UNKNOWN: DeclaredType = { kind: "unknown" };
const ANY: DeclaredType = { kind: "any" };
const NONE: DeclaredType = { kind: "none" };

const text = (limits: Limits = {}): DeclaredType => ({ kind: "scalar", name: "str", limits });
const FORMATS: Readonly<Record<string, Limits["format"]>> = { uuid: "uuid", guid: "uuid", email: "email", url: "url" };
/** Texts of a form that is not looked at. */
const TEXTS = /^(?:iso|nanoid|cuid2?|ulid|xid|ksuid|ipv[46]|cidrv[46]|base64|base64url|jwt|e164|hostname|hex|emoji|httpUrl)$/;
/** What leaves the type as it is. Those that convert it (`transform`, `pipe`, `catch`, `preprocess`) are not among them. */
const NEUTRAL =
  /^(?:optional|exactOptional|default|prefault|describe|meta|refine|superRefine|check|brand|readonly|openapi|register|clone|nonoptional)$/;
const OF_TEXT =
  /^(?:regex|startsWith|endsWith|includes|trim|toLowerCase|toUpperCase|normalize|lowercase|uppercase|datetime|date|time|duration|ip|ipv4|ipv6|cidr|cuid2?|ulid|nanoid|emoji|base64|base64url|jwt)$/;
const OF_NUMBER = /^(?:finite|safe)$/;

/** What a zod schema takes: schemas with a name by that name, as the file has it. What converts, and what is not understood, is unknown. */
export function zodType(expression: TSESTree.Node, context: TypeScriptFactContext, objectAt: ObjectAt): DeclaredType {
  const node = unwrap(expression);
  const read = (inner: TSESTree.Node | undefined): DeclaredType => (inner ? zodType(inner, context, objectAt) : UNKNOWN);
  if (node.type === "Identifier" || node.type === "MemberExpression") {
    const name = typeName(context.node(node), context.names);
    return name === null ? UNKNOWN : { kind: "class", name };
  }
  if (node.type !== "CallExpression") return UNKNOWN;
  const made = maker(node, context);
  if (made !== null) return madeBy(made, node, context, objectAt, read);
  if (node.callee.type !== "MemberExpression") return UNKNOWN;
  const method = propertyName(node.callee);
  if (method === null) return UNKNOWN;
  const { object } = node.callee;
  if (NEUTRAL.test(method)) return read(object);
  switch (method) {
    case "nullable":
    case "nullish":
      return orNone(read(object));
    case "or":
      return joined([read(object), read(node.arguments[0])]);
    case "array":
      return listOf(read(object));
    default:
      return changed(read(object), method, node) ?? asObject(node, objectAt);
  }
}

function madeBy(
  made: string,
  node: TSESTree.CallExpression,
  context: TypeScriptFactContext,
  objectAt: ObjectAt,
  read: (inner: TSESTree.Node | undefined) => DeclaredType,
): DeclaredType {
  const [first, second] = node.arguments;
  if (TEXTS.test(made)) return text();
  const format = FORMATS[made];
  if (format) return text({ format });
  switch (made) {
    case "string":
      return text();
    case "uuidv4":
    case "uuidv6":
    case "uuidv7":
      return text({ format: "uuid", version: Number(made.at(-1)) });
    case "number":
      return { kind: "scalar", name: "float", limits: {} };
    case "int":
    case "int32":
    case "uint32":
      return { kind: "scalar", name: "int", limits: {} };
    case "boolean":
      return { kind: "scalar", name: "bool", limits: {} };
    case "date":
      return { kind: "scalar", name: "datetime", limits: {} };
    case "null":
      return NONE;
    case "any":
    case "unknown":
      return ANY;
    case "literal":
      return literals(first?.type === "ArrayExpression" ? first.elements : [first]);
    case "enum":
    case "nativeEnum":
      return enumOf(first, context);
    case "array":
      return listOf(read(first));
    case "tuple":
      return first?.type === "ArrayExpression" && !second && first.elements.every((item) => item && item.type !== "SpreadElement")
        ? { kind: "tuple", items: first.elements.map((item) => read(item ?? undefined)), fixed: true, limits: {} }
        : UNKNOWN;
    case "record":
      return { kind: "dict", key: ANY, value: read(second ?? first) };
    case "union":
    case "discriminatedUnion": {
      const options = made === "union" ? first : second;
      return options?.type === "ArrayExpression" ? joined(options.elements.map((option) => read(option ?? undefined))) : UNKNOWN;
    }
    case "optional":
    case "readonly":
    case "_default":
    case "prefault":
      return read(first);
    case "nullable":
    case "nullish":
      return orNone(read(first));
    case "lazy":
      return first && isFunction(first) && first.body.type !== "BlockStatement" ? read(first.body) : UNKNOWN;
    default:
      return asObject(node, objectAt);
  }
}

function asObject(node: TSESTree.Node, objectAt: ObjectAt): DeclaredType {
  const fields = objectAt(node);
  return fields === null
    ? UNKNOWN
    : {
        kind: "object",
        fields: fields.map(({ name, declared, required }) => ({
          name,
          type: declared ?? UNKNOWN,
          required: required === "always",
        })),
      };
}

function orNone(type: DeclaredType): DeclaredType {
  return joined([type, NONE]);
}

/** Nothing can be concluded from a union of which a part is not known. */
function joined(types: readonly DeclaredType[]): DeclaredType {
  return types.some(({ kind }) => kind === "unknown") ? UNKNOWN : anyOf(types);
}

function literals(nodes: readonly (TSESTree.Node | null | undefined)[]): DeclaredType {
  const values = nodes.map((node) => (node ? literalValue(unwrap(node)) : undefined));
  const known = values.filter((value): value is LiteralValue => value !== undefined);
  return known.length === values.length && known.length > 0 ? { kind: "literal", values: known } : UNKNOWN;
}

/** The texts of `z.enum(["a", "b"])`, also of a constant that lists them; the enum that it names. */
function enumOf(node: TSESTree.Node | undefined, context: TypeScriptFactContext): DeclaredType {
  const given = node && unwrap(node);
  if (given?.type === "ArrayExpression") return literals(given.elements);
  if (given?.type !== "Identifier" && given?.type !== "MemberExpression") return UNKNOWN;
  const definition = given.type === "Identifier" ? context.module.variable(given)?.defs[0] : undefined;
  const init = definition?.type === "Variable" && definition.node.init ? unwrap(definition.node.init) : null;
  if (init?.type === "ArrayExpression") return literals(init.elements);
  const name = init ? null : typeName(context.node(given), context.names);
  return name === null ? UNKNOWN : { kind: "class", name };
}

/** What a method makes of the type before it; null for one that is not known of such a type. */
function changed(type: DeclaredType, method: string, { arguments: given }: TSESTree.CallExpression): DeclaredType | null {
  const [first] = given;
  const value = first ? literalValue(first) : undefined;
  const limit = typeof value === "number" ? value : null;
  const by = (limits: Limits | null): DeclaredType => (limits === null ? type : limited(type, limits));
  if (type.kind === "scalar" && type.name === "str") {
    const format = FORMATS[method];
    if (format) return by({ format });
    return OF_TEXT.test(method) ? type : lengthOf(method, limit, by);
  }
  if (type.kind === "list") return lengthOf(method, limit, by);
  if (type.kind !== "scalar") return null;
  if (type.name === "datetime") return /^(?:min|max)$/.test(method) ? type : UNKNOWN;
  if (type.name !== "float" && type.name !== "int") return UNKNOWN;
  if (OF_NUMBER.test(method)) return type;
  switch (method) {
    case "int":
      return { ...type, name: "int" };
    case "gt":
      return by(limit === null ? null : { gt: limit });
    case "gte":
    case "min":
      return by(limit === null ? null : { ge: limit });
    case "lt":
      return by(limit === null ? null : { lt: limit });
    case "lte":
    case "max":
      return by(limit === null ? null : { le: limit });
    case "positive":
      return by({ gt: 0 });
    case "nonnegative":
      return by({ ge: 0 });
    case "negative":
      return by({ lt: 0 });
    case "nonpositive":
      return by({ le: 0 });
    case "multipleOf":
    case "step":
      return by(limit === null ? null : { multipleOf: limit });
    default:
      return UNKNOWN;
  }
}

function lengthOf(method: string, limit: number | null, by: (limits: Limits | null) => DeclaredType): DeclaredType {
  switch (method) {
    case "min":
      return by(limit === null ? null : { minLength: limit });
    case "max":
      return by(limit === null ? null : { maxLength: limit });
    case "length":
      return by(limit === null ? null : { minLength: limit, maxLength: limit });
    case "nonempty":
      return by({ minLength: 1 });
    default:
      return UNKNOWN;
  }
}
