import type { DeclaredType, Limits, ScalarName } from "./declared.ts";

const SCALARS: Readonly<Record<string, ScalarName>> = {
  str: "str",
  int: "int",
  float: "float",
  bool: "bool",
  bytes: "bytes",
  "uuid.UUID": "UUID",
  "datetime.datetime": "datetime",
  "datetime.date": "date",
  "datetime.time": "time",
  "datetime.timedelta": "timedelta",
  "decimal.Decimal": "Decimal",
  "pathlib.Path": "Path",
};

/** Types of pydantic by their own names. */
export const PYDANTIC: Readonly<Record<string, { name: ScalarName; limits?: Limits }>> = {
  UUID1: { name: "UUID", limits: { version: 1 } },
  UUID3: { name: "UUID", limits: { version: 3 } },
  UUID4: { name: "UUID", limits: { version: 4 } },
  UUID5: { name: "UUID", limits: { version: 5 } },
  StrictStr: { name: "str", limits: { strict: true } },
  StrictInt: { name: "int", limits: { strict: true } },
  StrictFloat: { name: "float", limits: { strict: true } },
  StrictBool: { name: "bool", limits: { strict: true } },
  StrictBytes: { name: "bytes", limits: { strict: true } },
  PositiveInt: { name: "int", limits: { gt: 0 } },
  NegativeInt: { name: "int", limits: { lt: 0 } },
  NonNegativeInt: { name: "int", limits: { ge: 0 } },
  NonPositiveInt: { name: "int", limits: { le: 0 } },
  PositiveFloat: { name: "float", limits: { gt: 0 } },
  NegativeFloat: { name: "float", limits: { lt: 0 } },
  NonNegativeFloat: { name: "float", limits: { ge: 0 } },
  NonPositiveFloat: { name: "float", limits: { le: 0 } },
  constr: { name: "str" },
  conint: { name: "int" },
  confloat: { name: "float" },
  condecimal: { name: "Decimal" },
  conbytes: { name: "bytes" },
  condate: { name: "date" },
  AwareDatetime: { name: "datetime" },
  AnyUrl: { name: "url" },
  AnyHttpUrl: { name: "url" },
  HttpUrl: { name: "url" },
  EmailStr: { name: "email" },
};

export const COLLECTIONS: Readonly<Record<string, "list" | "set" | "frozenset" | "tuple" | "sequence">> = {
  list: "list",
  List: "list",
  MutableSequence: "sequence",
  Sequence: "sequence",
  Collection: "sequence",
  Iterable: "sequence",
  set: "set",
  Set: "set",
  MutableSet: "set",
  AbstractSet: "set",
  frozenset: "frozenset",
  FrozenSet: "frozenset",
  tuple: "tuple",
  Tuple: "tuple",
};
export const DICTS = new Set(["dict", "Dict", "Mapping", "MutableMapping"]);
export const LIBRARIES = /^(?:typing|typing_extensions|collections\.abc)$/;
/** What stands around a type without changing what is given. */
export const WRAPPERS = new Set(["Required", "NotRequired", "ReadOnly", "Final", "InitVar"]);
/** Metadata of `Annotated` that demands something and converts nothing, by its last name. */
export const DEMANDS = new Set([
  "Field",
  "Gt",
  "Ge",
  "Lt",
  "Le",
  "MultipleOf",
  "MinLen",
  "MaxLen",
  "StringConstraints",
  "Strict",
]);

/** A bare name. */
export function named(dotted: string): DeclaredType {
  const short = shortName(dotted);
  const library = dotted.slice(0, Math.max(0, dotted.length - short.length - 1));
  const scalar = Object.hasOwn(SCALARS, dotted) ? SCALARS[dotted] : undefined;
  if (scalar) return { kind: "scalar", name: scalar, limits: {} };
  if (/^pydantic(?:\.\w+)*$/.test(library)) {
    const own = Object.hasOwn(PYDANTIC, short) ? PYDANTIC[short] : undefined;
    return own ? { kind: "scalar", name: own.name, limits: own.limits ?? {} } : { kind: "unknown" };
  }
  if (library === "" || LIBRARIES.test(library)) {
    if (short === "Any" || short === "object") return { kind: "any" };
    if (DICTS.has(short)) return { kind: "dict", key: { kind: "any" }, value: { kind: "any" } };
    const collection = Object.hasOwn(COLLECTIONS, short) ? COLLECTIONS[short] : undefined;
    return collection ? { kind: collection, items: [{ kind: "any" }], fixed: false, limits: {} } : { kind: "unknown" };
  }
  return isClass(dotted) ? { kind: "class", name: dotted } : { kind: "unknown" };
}

export function isClass(dotted: string | null): boolean {
  return dotted !== null && /\.[A-Z]\w*$/.test(dotted);
}

export function shortName(dotted: string | null): string {
  return dotted === null ? "" : dotted.slice(dotted.lastIndexOf(".") + 1);
}
