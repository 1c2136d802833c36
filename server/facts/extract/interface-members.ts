import type { Node } from "../../syntax/tree.ts";
import { isOptional, keyOf, modifiers, typeArguments, typeIn } from "../../code/read.ts";
import { declaredByType } from "../../code/types/declared-typescript.ts";
import { readType, typeName } from "../../code/types/read.ts";
import { referenceName } from "../../code/types/typescript.ts";
import type { FactContext } from "../context.ts";
import type { ClassFact, FieldFact } from "../kinds.ts";
import { signature } from "./functions.ts";
import { plainField } from "./plain-facts.ts";

/** What an interface, an object type or a class of TypeScript declares; of an unknown base, it may have other members too. */
export type Members = Pick<ClassFact, "fields" | "methods" | "extra" | "unknownBase" | "bases">;

export function noMembers(): Members {
  return { fields: [], methods: [], extra: null, unknownBase: false, bases: [] };
}

/** The members of an interface or object type; a property that is a function is a method, an index signature lets any name in. */
export function membersOf(elements: readonly Node[], owner: string, context: FactContext): Members {
  const members = noMembers();
  for (const element of elements) readMember(element, owner, members, context);
  return members;
}

function readMember(element: Node, owner: string, members: Members, context: FactContext): void {
  if (element.type === "ts_index_signature") {
    members.extra = "allow";
    return;
  }
  const at = element.child("name");
  const name = keyOf(element);
  // What can be called or constructed is no model, and a computed name may be any.
  if (!at || name === null) {
    members.unknownBase = true;
    return;
  }
  const isAccessor = modifiers(element).some((word) => word === "get" || word === "set");
  const type = element.child("return_type") ?? element.child("type");
  const method = element.type === "ts_method_signature" && !isAccessor ? element : functionType(type);
  if (method) members.methods.push(signature(method, at, owner, context));
  else members.fields.push({ ...typedField(name, at, type, context), required: isOptional(at) ? "never" : "always" });
}

/** A type that is a function. */
export function functionType(annotation: Node | null): Node | null {
  const type = annotation && typeIn(annotation);
  return type?.type === "ts_function_type" ? type : null;
}

/** A field with its type; without one it takes anything. */
export function typedField(name: string, at: Node, type: Node | null, context: FactContext): FieldFact {
  return {
    ...plainField(name, at, context),
    annotation: type && readType(type, context.module),
    declared: type ? declaredByType(type, context.module) : { kind: "any" },
    keywordOnly: true,
  };
}

/** The members of a type that is an object; null for one that is no object, or is only another name. */
export function objectType(type: Node, owner: string, context: FactContext): Members | null {
  switch (type.type) {
    case "ts_type_literal":
      return membersOf(type.operands, owner, context);
    case "ts_intersection_type": {
      const joined = noMembers();
      for (const part of type.operands) {
        const inner = objectType(part, owner, context);
        const base = inner || part.type !== "ts_type_reference" ? null : referenceName(part, context.module);
        if (!inner && base === null) return null;
        joined.fields.push(...(inner?.fields ?? []));
        joined.methods.push(...(inner?.methods ?? []));
        joined.bases.push(...(inner?.bases ?? [base as string]));
        joined.unknownBase ||= inner?.unknownBase ?? false;
        joined.extra ??= inner?.extra ?? null;
      }
      return joined;
    }
    case "ts_union_type": {
      const parts = type.operands.map((part) => objectType(part, owner, context));
      return parts.every((part) => part !== null) ? { ...noMembers(), unknownBase: true } : null;
    }
    case "ts_mapped_type":
      return { ...noMembers(), unknownBase: true };
    case "ts_type_reference": {
      const name = typeName(type.operands[0] ?? null, context.module) ?? "";
      const [only] = typeArguments(type);
      const inner = only && /^(?:Readonly|Partial|Required)$/.test(name) ? objectType(only, owner, context) : null;
      if (inner && name !== "Readonly")
        for (const field of inner.fields) field.required = name === "Required" ? "always" : "never";
      if (inner) return inner;
      // What utility types make of another type is not worked out.
      return only && /^(?:Readonly|Partial|Required|Pick|Omit|Extract|Exclude)$/.test(name)
        ? { ...noMembers(), unknownBase: true }
        : null;
    }
    default:
      return null;
  }
}
