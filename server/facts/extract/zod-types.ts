import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { unwrap } from "../../code/read.ts";
import { limited, type DeclaredType, type Limits, type LiteralValue } from "../../code/types/declared.ts";
import { anyOf, listOf, literalValue } from "../../code/types/declared-typescript.ts";
import { typeName } from "../../code/types/read.ts";
import type { FieldFact } from "../kinds.ts";
import { changedBy, declaredValue, givenTo, maker } from "./zod-calls.ts";

/** The fields of an object schema that an expression makes; null for anything else, and where they are not all known. */
type ObjectAt = (node: Node) => readonly FieldFact[] | null;

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
export function zodType(expression: Node, module: ModuleNames, objectAt: ObjectAt): DeclaredType {
  const node = unwrap(expression);
  const read = (inner: Node | null | undefined): DeclaredType => (inner ? zodType(inner, module, objectAt) : UNKNOWN);
  if (/^(?:identifier|attribute|subscript)$/.test(node.type)) {
    const name = typeName(node, module);
    return name === null ? UNKNOWN : { kind: "class", name };
  }
  if (node.type !== "call") return UNKNOWN;
  const { given, inner } = givenTo(node);
  const made = maker(node, module);
  if (made !== null) return madeBy(made, given, inner, module, read) ?? asObject(node, objectAt);
  const call = changedBy(node);
  if (!call) return UNKNOWN;
  if (NEUTRAL.test(call.method)) return read(call.schema);
  switch (call.method) {
    case "nullable":
    case "nullish":
      return orNone(read(call.schema));
    case "or":
      return joined([read(call.schema), read(given[0])]);
    case "array":
      return listOf(read(call.schema));
    default:
      return changed(read(call.schema), call.method, given) ?? asObject(node, objectAt);
  }
}

/** What a function of zod makes; null for one that makes an object, or is not known. */
function madeBy(
  made: string,
  [first, second]: readonly Node[],
  inner: Node | null,
  module: ModuleNames,
  read: (inner: Node | null | undefined) => DeclaredType,
): DeclaredType | null {
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
      return literals(first?.type === "list" ? first.operands : [first]);
    case "enum":
    case "nativeEnum":
      return enumOf(first, module);
    case "array":
      return listOf(read(first));
    case "tuple":
      return first?.type === "list" && !second && first.operands.every(({ type }) => type !== "list_splat")
        ? { kind: "tuple", items: first.operands.map(read), fixed: true, limits: {} }
        : UNKNOWN;
    case "record":
      return { kind: "dict", key: ANY, value: read(second ?? first) };
    case "union":
    case "discriminatedUnion": {
      const options = made === "union" ? first : second;
      return options?.type === "list" ? joined(options.operands.map(read)) : UNKNOWN;
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
      return first === inner ? UNKNOWN : read(inner);
    default:
      return null;
  }
}

function asObject(node: Node, objectAt: ObjectAt): DeclaredType {
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

function literals(nodes: readonly (Node | undefined)[]): DeclaredType {
  const values = nodes.map((node) => (node ? literalValue(unwrap(node)) : undefined));
  const known = values.filter((value): value is LiteralValue => value !== undefined);
  return known.length === values.length && known.length > 0 ? { kind: "literal", values: known } : UNKNOWN;
}

/** The texts of `z.enum(["a", "b"])`, also of a constant that lists them; the enum that it names. */
function enumOf(node: Node | undefined, module: ModuleNames): DeclaredType {
  const given = node && unwrap(node);
  if (given?.type === "list") return literals(given.operands);
  if (given?.type !== "identifier" && given?.type !== "attribute") return UNKNOWN;
  const value = declaredValue(given, module);
  const list = value && unwrap(value);
  if (list?.type === "list") return literals(list.operands);
  const name = value ? null : typeName(given, module);
  return name === null ? UNKNOWN : { kind: "class", name };
}

/** What a method makes of the type before it; null for one that is not known of such a type. */
function changed(type: DeclaredType, method: string, given: readonly Node[]): DeclaredType | null {
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
