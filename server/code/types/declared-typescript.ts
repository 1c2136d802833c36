import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptNames } from "../names/typescript/names.ts";
import { unionOf, type DeclaredType, type LiteralValue } from "./declared.ts";
import { referenceName, typeScriptName } from "./typescript.ts";

const UNKNOWN: DeclaredType = { kind: "unknown" };

/** What a type of TypeScript takes: class names as its file has them. What is worked out from other types, or is generic, is unknown. */
export function declaredByType(node: TSESTree.TypeNode, names: TypeScriptNames): DeclaredType {
  const read = (inner: TSESTree.TypeNode): DeclaredType => declaredByType(inner, names);
  switch (node.type) {
    case "TSStringKeyword":
      return { kind: "scalar", name: "str", limits: {} };
    case "TSNumberKeyword":
      return { kind: "scalar", name: "float", limits: {} };
    case "TSBooleanKeyword":
      return { kind: "scalar", name: "bool", limits: {} };
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
      return { kind: "none" };
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
      return { kind: "any" };
    case "TSLiteralType": {
      const value = literalValue(node.literal);
      return value === undefined ? UNKNOWN : { kind: "literal", values: [value] };
    }
    case "TSUnionType":
      return anyOf(node.types.map(read));
    case "TSArrayType":
      return listOf(read(node.elementType));
    case "TSTupleType":
      return node.elementTypes.some(
        ({ type }) => type === "TSRestType" || type === "TSOptionalType" || type === "TSNamedTupleMember",
      )
        ? UNKNOWN
        : { kind: "tuple", items: node.elementTypes.map(read), fixed: true, limits: {} };
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation ? read(node.typeAnnotation) : UNKNOWN;
    case "TSTypeLiteral":
      return objectOf(node.members, read);
    case "TSTypeReference":
      return reference(node, names);
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

/** A literal text, number, boolean or null; undefined for anything else. */
export function literalValue(node: TSESTree.Node): LiteralValue | undefined {
  if (node.type === "Literal") {
    const { value } = node;
    if (value === null) return node.raw === "null" ? null : undefined;
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
  }
  if (node.type === "UnaryExpression" && node.operator === "-") {
    const value = literalValue(node.argument);
    return typeof value === "number" ? -value : undefined;
  }
  return undefined;
}

function objectOf(members: readonly TSESTree.TypeElement[], read: (type: TSESTree.TypeNode) => DeclaredType): DeclaredType {
  const [only] = members;
  if (members.length === 1 && only?.type === "TSIndexSignature" && only.typeAnnotation)
    return { kind: "dict", key: { kind: "any" }, value: read(only.typeAnnotation.typeAnnotation) };
  const fields = members.map((member) =>
    member.type === "TSPropertySignature" && !member.computed && member.key.type === "Identifier" && member.typeAnnotation
      ? { name: member.key.name, type: read(member.typeAnnotation.typeAnnotation), required: !member.optional }
      : null,
  );
  return fields.every((field) => field !== null) && fields.length > 0 ? { kind: "object", fields } : UNKNOWN;
}

function reference(node: TSESTree.TSTypeReference, names: TypeScriptNames): DeclaredType {
  const type = names.node(node);
  const name = type && referenceName(type, names);
  const parameters = node.typeArguments?.params ?? [];
  const [first, second] = parameters;
  if (name === null || isOwnParameter(node.typeName, names)) return UNKNOWN;
  // What is inferred from a schema is the schema's own name.
  if (parameters.length === 0 || name !== typeScriptName(names.node(node.typeName), names)) {
    if (name === "Date" && isPlatform(node.typeName, names)) return { kind: "scalar", name: "datetime", limits: {} };
    return { kind: "class", name };
  }
  if (!first || !isPlatform(node.typeName, names)) return UNKNOWN;
  if ((name === "Array" || name === "ReadonlyArray") && !second) return listOf(declaredByType(first, names));
  if (name === "Readonly" && !second) return declaredByType(first, names);
  return name === "Record" && second && first.type === "TSStringKeyword"
    ? { kind: "dict", key: { kind: "any" }, value: declaredByType(second, names) }
    : UNKNOWN;
}

/** `T` of a generic type: what it stands for is another matter at each use. */
function isOwnParameter(name: TSESTree.EntityName, { module }: TypeScriptNames): boolean {
  return name.type === "Identifier" && module.variable(name)?.defs[0]?.node.type === "TSTypeParameter";
}

/** No name of the file's own. */
function isPlatform(name: TSESTree.EntityName, { module }: TypeScriptNames): boolean {
  return name.type === "Identifier" && (module.variable(name)?.defs.length ?? 0) === 0;
}
