import type { DeclaredType, Limits } from "../code/types/declared.ts";
import type { TypeFact } from "../code/types/type.ts";
import type { Span } from "../syntax/text.ts";
import type { FunctionFact } from "./kinds.ts";

/** Another name for a class: `ExecutorResult = ExecutionResult`, `X: TypeAlias = Y`. */
export interface AliasFact {
  name: string;
  /** Dotted, imports resolved; a class of the same file by its own name. */
  target: string;
}

/** Another name for a type: `TenantId = NewType("TenantId", UUID)`, `Score = Annotated[int, Field(ge=0)]`, `type Key = str | int`. */
export interface TypeAliasFact {
  name: string;
  /** The type as written, white space folded. */
  text: string;
  /** What it says, where the parser of its language reads types; class names as its file has them. */
  declared?: DeclaredType;
}

/**
 * What a class is by its own header; `plain` also where only a base class in another place would tell, and then its annotated
 * fields are read as a model's. attrs classes count as dataclasses. Of TypeScript: `interface` for an interface or object type that only holds
 * values (one with methods is a `protocol`), `zod` for a schema.
 */
export type ClassKind =
  "pydantic" | "dataclass" | "typeddict" | "namedtuple" | "enum" | "protocol" | "plain" | "interface" | "zod";

export interface FieldFact {
  name: string;
  /** Other names under which a value is accepted: `alias` and `validation_alias`. */
  aliases: string[];
  annotation: TypeFact | null;
  /** The default as written, white space folded, cut after 200 characters (`default_factory=list` for a factory); null without one. */
  default: string | null;
  /** `pydantic2`: `Optional[X]` with no default, which only pydantic 2 asks for. */
  required: "always" | "never" | "pydantic2";
  /** False for what the constructor does not take: `field(init=False)`, attributes set in `__init__`, class attributes, enum members. In a
   * `plain` class with bases it is true for what would be a field if one of them is a model. */
  init: boolean;
  /** Taken by the constructor and not kept (`InitVar`). */
  initOnly: boolean;
  /** Must be given by keyword (dataclasses). */
  keywordOnly: boolean;
  /** What `Field(…)` demands beside the type; left out where it demands nothing. */
  limits?: Limits;
  /** What it takes, where the parser of its language reads types; class names as its file has them. */
  declared?: DeclaredType;
  span: Span;
}

/** One class, nested ones included, and classes made by a call (`TypedDict("X", {…})`). */
export interface ClassFact {
  name: string;
  /** `Outer.Inner`. */
  qualified: string;
  /** Qualified name of the innermost function or class around it; null at module level. */
  within: string | null;
  /** The name. */
  span: Span;
  /** From `class` to the end of the bases. */
  header: Span;
  kind: ClassKind;
  /** Dotted names, resolved through imports, type arguments left out; a class of the same file by its own name. */
  bases: string[];
  /** Something may bring any member: a base that is no name (`declarative_base()`, `*bases`), a metaclass, a method that sets attributes by computed names. */
  unknownBase: boolean;
  decorators: string[];
  fields: FieldFact[];
  methods: FunctionFact[];
  /** What the class itself says of fields it does not declare; null when it says nothing. */
  extra: "allow" | "forbid" | "ignore" | null;
  /** A field with an alias is accepted under its own name too. */
  byName: boolean;
  /** Aliases are made elsewhere (`alias_generator`, `fields` of a `Config`). */
  generatedAliases: boolean;
  /** The constructor is not made from the fields (`@dataclass(init=False)`, `__get_validators__`). */
  ownInit: boolean;
  /** What a constructor of TypeScript takes, in order; left out where it has none, or more than one way. */
  takes?: FieldFact[];
  /** Fields that a validator of the class sees before their type is looked at: it may convert anything. `*` for all. */
  converts: string[];
  /** `strict=True` in the model's configuration. */
  strict: boolean;
  /** The pydantic version that its body shows (`class Config` or `@validator`: 1, `model_config` or `@field_validator`: 2). */
  pydantic: 1 | 2 | null;
}
