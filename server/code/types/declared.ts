/** Types of single values that a declaration names, as the standard library and pydantic call them. */
export type ScalarName =
  | "str"
  | "int"
  | "float"
  | "bool"
  | "bytes"
  | "UUID"
  | "datetime"
  | "date"
  | "time"
  | "timedelta"
  | "Decimal"
  | "Path"
  | "url"
  | "email";

/** What a declaration demands of a value beside its type (`Field(gt=0)`, `constr(max_length=3)`). Lengths count characters or items. */
export interface Limits {
  readonly gt?: number;
  readonly ge?: number;
  readonly lt?: number;
  readonly le?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression, as Python writes it; null for one that is not written as a literal. */
  readonly pattern?: string | null;
  /** Nothing is converted (`Field(strict=True)`, `StrictInt`). */
  readonly strict?: boolean;
  /** For `UUID4` and its like. */
  readonly version?: number;
  /** What a schema of TypeScript demands of a text: there ids, addresses and times are texts of a form. */
  readonly format?: "uuid" | "email" | "url";
}

/** A member of a `Literal`. */
export type LiteralValue = string | number | boolean | null;

/**
 * What a field or a parameter takes, as its declaration says: plain data, aliases followed, class names as the workspace knows them. What can not be read
 * is `unknown`, and nothing may be concluded from it.
 */
export type DeclaredType =
  | { readonly kind: "any" }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" }
  | { readonly kind: "scalar"; readonly name: ScalarName; readonly limits: Limits }
  | { readonly kind: "literal"; readonly values: readonly LiteralValue[] }
  /** A class of the workspace or the Space, by its dotted name: a model, an enum, any other. */
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "union"; readonly of: readonly DeclaredType[] }
  /** `items` holds one type, or for a tuple of a fixed length one for each place. */
  | {
      readonly kind: "list" | "set" | "frozenset" | "tuple" | "sequence";
      readonly items: readonly DeclaredType[];
      readonly fixed: boolean;
      readonly limits: Limits;
    }
  | { readonly kind: "dict"; readonly key: DeclaredType; readonly value: DeclaredType }
  /** An object without a name of its own, as TypeScript writes them inside another. */
  | {
      readonly kind: "object";
      readonly fields: readonly { readonly name: string; readonly type: DeclaredType; readonly required: boolean }[];
    };

/** Admits None. */
export function takesNone(type: DeclaredType): boolean {
  switch (type.kind) {
    case "any":
    case "none":
    case "unknown":
      return true;
    case "literal":
      return type.values.includes(null);
    case "union":
      return type.of.some(takesNone);
    default:
      return false;
  }
}

/** A type and another one that may stand in its place, flattened. */
export function unionOf(types: readonly DeclaredType[]): DeclaredType {
  const of = types.flatMap((type) => (type.kind === "union" ? type.of : [type]));
  if (of.some(({ kind }) => kind === "any")) return { kind: "any" };
  return of.length === 1 ? (of[0] as DeclaredType) : { kind: "union", of };
}

/** A type with further limits: of a union, those of each part that is no None. */
export function limited(type: DeclaredType, limits: Limits): DeclaredType {
  if (Object.keys(limits).length === 0) return type;
  switch (type.kind) {
    case "scalar":
    case "list":
    case "set":
    case "frozenset":
    case "tuple":
    case "sequence":
      return { ...type, limits: { ...type.limits, ...limits } };
    case "union":
      return { kind: "union", of: type.of.map((part) => limited(part, limits)) };
    default:
      return type;
  }
}

/** Dotted names of the classes that a type holds. */
export function classesIn(type: DeclaredType): string[] {
  switch (type.kind) {
    case "class":
      return [type.name];
    case "union":
      return type.of.flatMap(classesIn);
    case "dict":
      return [type.key, type.value].flatMap(classesIn);
    case "object":
      return type.fields.flatMap((field) => classesIn(field.type));
    default:
      return "items" in type ? type.items.flatMap(classesIn) : [];
  }
}
