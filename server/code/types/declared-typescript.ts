import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { isOptional, operator, stringValue, typeArguments, typeIn } from "../read.ts";
import { unionOf, type DeclaredType, type LiteralValue } from "./declared.ts";
import { referenceName, typeScriptName } from "./typescript.ts";

const UNKNOWN: DeclaredType = { kind: "unknown" };

/** What a type of TypeScript takes: class names as its file has them. What is worked out from other types, or is generic, is unknown. */
export function declaredByType(annotation: Node, module: ModuleNames): DeclaredType {
  const type = typeIn(annotation);
  const [first] = type.operands;
  const read = (inner: Node | undefined): DeclaredType => (inner ? declaredByType(inner, module) : UNKNOWN);
  switch (type.type) {
    case "ts_string_keyword":
      return { kind: "scalar", name: "str", limits: {} };
    case "ts_number_keyword":
      return { kind: "scalar", name: "float", limits: {} };
    case "ts_boolean_keyword":
      return { kind: "scalar", name: "bool", limits: {} };
    case "ts_null_keyword":
    case "ts_undefined_keyword":
      return { kind: "none" };
    case "ts_any_keyword":
    case "ts_unknown_keyword":
      return { kind: "any" };
    case "ts_literal_type": {
      const value = first && literalValue(first);
      return value === undefined ? UNKNOWN : { kind: "literal", values: [value] };
    }
    case "ts_union_type":
      return anyOf(type.operands.map(read));
    case "ts_array_type":
      return listOf(read(first));
    case "ts_tuple_type":
      return type.operands.some((item) => /^ts_(?:rest_type|optional_type|named_tuple_member)$/.test(item.type))
        ? UNKNOWN
        : { kind: "tuple", items: type.operands.map(read), fixed: true, limits: {} };
    case "ts_type_operator":
      return type.text.startsWith("readonly") ? read(first) : UNKNOWN;
    case "ts_type_literal":
      return objectOf(type.operands, read);
    case "ts_type_reference":
      return reference(type, module);
    default:
      return UNKNOWN;
  }
}

/** A union; literals in it are one list of values. */
export function anyOf(types: readonly DeclaredType[]): DeclaredType {
  const values = types.flatMap((type) => (type.kind === "literal" ? type.values : []));
  const others = types.filter(({ kind }) => kind !== "literal");
  return unionOf(values.length > 0 ? [{ kind: "literal", values }, ...others] : others);
}

export function listOf(item: DeclaredType): DeclaredType {
  return { kind: "list", items: [item], fixed: false, limits: {} };
}

/** A literal text, number, boolean or null; undefined for anything else, and for a text whose escapes would have to be read. */
export function literalValue(node: Node): LiteralValue | undefined {
  switch (node.type) {
    case "string": {
      const text = stringValue(node);
      return text === null || text.includes("\\") ? undefined : text;
    }
    case "number":
      return Number(node.text.replaceAll("_", ""));
    case "true":
    case "false":
      return node.type === "true";
    case "none":
      return null;
    case "unary_operator": {
      const [argument] = node.operands;
      const value = argument && operator(node) === "-" ? literalValue(argument) : undefined;
      return typeof value === "number" ? -value : undefined;
    }
    default:
      return undefined;
  }
}

function objectOf(members: readonly Node[], read: (type: Node | undefined) => DeclaredType): DeclaredType {
  const [only] = members;
  const values = only?.type === "ts_index_signature" ? only.child("return_type") : null;
  if (members.length === 1 && values) return { kind: "dict", key: { kind: "any" }, value: read(values) };
  const fields = members.map((member) => {
    const name = member.type === "ts_property_signature" ? member.child("name") : null;
    const type = member.child("type");
    return name?.type === "property_name" && type ? { name: name.text, type: read(type), required: !isOptional(name) } : null;
  });
  return fields.every((field) => field !== null) && fields.length > 0 ? { kind: "object", fields } : UNKNOWN;
}

function reference(type: Node, module: ModuleNames): DeclaredType {
  const [named] = type.operands;
  const name = referenceName(type, module);
  const given = typeArguments(type);
  const [first, second] = given;
  const bound = named?.type === "identifier" ? module.bindingsOf(named.text, named) : null;
  // What `T` of a generic type stands for is another matter at each use.
  if (name === null || !named || bound?.[0]?.statement.type === "ts_type_parameter") return UNKNOWN;
  // No name of the file's own.
  const isPlatform = bound?.length === 0;
  // What is inferred from a schema is the schema's own name.
  if (given.length === 0 || name !== typeScriptName(named, module)) {
    if (name === "Date" && isPlatform) return { kind: "scalar", name: "datetime", limits: {} };
    return { kind: "class", name };
  }
  if (!first || !isPlatform) return UNKNOWN;
  if ((name === "Array" || name === "ReadonlyArray") && !second) return listOf(declaredByType(first, module));
  if (name === "Readonly" && !second) return declaredByType(first, module);
  return name === "Record" && second && first.type === "ts_string_keyword"
    ? { kind: "dict", key: { kind: "any" }, value: declaredByType(second, module) }
    : UNKNOWN;
}
