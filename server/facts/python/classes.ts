import type { PyNode } from "../../syntax/python.ts";
import type { Span } from "../../syntax/text.ts";
import { typeName, type TypeFact } from "./annotations.ts";
import { attributesOfMethods, fieldsOf } from "./class-fields.ts";
import type { FactContext, FactExtractor } from "./extract.ts";
import { decoratorName, enclosingDefinition, functionFact, qualifiedName, type FunctionFact } from "./functions.ts";
import { functionalClass } from "./functional-classes.ts";
import { decorators, keywordArgument, lastName, stringValue } from "./read.ts";

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
  /** The pydantic version that its body shows (`class Config` or `@validator`: 1, `model_config` or `@field_validator`: 2). */
  pydantic: 1 | 2 | null;
}

/** Classes with their fields and methods. */
export const classes: FactExtractor = {
  class_definition(node, context) {
    context.emit("classes", readClass(node, context));
  },
  assignment(node, context) {
    const made = functionalClass(node, context);
    if (made) context.emit("classes", made);
  },
};

const PYDANTIC = new Set(["BaseModel", "BaseSettings", "RootModel", "GenericModel", "SQLModel"]);
const ENUMS = new Set(["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"]);
/** Bases that make no model of a class. */
const NO_MODEL =
  /^(?:object|(?:abc\.)?ABC|(?:typing(?:_extensions)?\.)?Generic|int|str|float|bytes|dict|list|(?:\w+\.)*(?:Base)?Exception|(?:\w+\.)*\w+Error)$/;
/** A method that sets attributes whose names are known at run time only. */
const SETS_ANY =
  /\bsetattr\(\s*self\s*,|\b__setattr__\(\s*self\s*,\s*(?!["'])|\bself\.__dict__\.update\(|\bvars\(self\)\.update\(|\bself\.__dict__\s*=(?!=)/;
const DATACLASS_DECORATORS =
  /^(?:(?:pydantic\.)?dataclasses\.dataclass|dataclass|attrs?\.(?:s|attrs|define|mutable|frozen|dataclass)|attr\.dataclass)$/;

function readClass(node: PyNode, context: FactContext): ClassFact {
  const { module } = context;
  const name = node.child("name");
  const superclasses = node.child("superclasses");
  const bases: string[] = [];
  let unknownBase = false;
  const keywords = new Map<string, PyNode>();
  for (const base of superclasses?.operands ?? []) {
    if (base.type === "keyword_argument") {
      const value = base.child("value");
      if (value) keywords.set(base.child("name")?.text ?? "", value);
      continue;
    }
    const dotted = typeName(base.type === "subscript" ? base.child("value") : base, module);
    if (dotted === null) unknownBase = true;
    else bases.push(dotted);
  }
  const own = decorators(node);
  const decoratorNames = own.map((decorator) => decoratorName(decorator, context));
  const kind = classKind(bases, decoratorNames);
  const dataclassAt = decoratorNames.findIndex((name) => DATACLASS_DECORATORS.test(name));
  const dataclass = own[dataclassAt]?.operands[0] ?? null;
  // The first interface of attrs reads annotations only when it is told to.
  const byAnnotation = !/^attrs?\.(?:s|attrs)$/.test(decoratorNames[dataclassAt] ?? "");
  const autoAttribs = dataclass?.type === "call" ? keywordArgument(dataclass, "auto_attribs")?.text : undefined;
  const statements = bodyStatements(node);
  const definitions = statements.flatMap((statement) => {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    return inner?.type === "function_definition" ? [inner] : [];
  });
  const methods = definitions.map((definition) => functionFact(definition, context));
  const config = readConfig(statements, keywords);
  const fields = fieldsOf(statements, context, {
    kind: kind === "plain" && keywords.has("total") ? "typeddict" : kind,
    mayBeModel: kind === "plain" && (unknownBase || bases.some((base) => !NO_MODEL.test(base))),
    total: keywords.get("total")?.text !== "False",
    keywordOnly:
      (dataclass?.type === "call" && keywordArgument(dataclass, "kw_only")?.text === "True") ||
      keywords.get("kw_only")?.text === "True",
    auto: byAnnotation ? autoAttribs !== "False" : autoAttribs === "True",
  });
  if (kind === "plain" || kind === "protocol" || kind === "dataclass") {
    const known = new Set(fields.map((field) => field.name));
    fields.push(...attributesOfMethods(definitions, context).filter((field) => !known.has(field.name)));
  }
  if (definitions.some((definition) => SETS_ANY.test(definition.text))) unknownBase = true;
  const metaclass = keywords.get("metaclass")?.text;
  if (metaclass !== undefined && !/(?:^|\.)(?:ABCMeta|EnumMeta|EnumType|type)$/.test(metaclass)) unknownBase = true;
  const around = enclosingDefinition(node);
  return {
    name: name?.text ?? "",
    qualified: qualifiedName(node),
    within: around ? qualifiedName(around) : null,
    span: context.span(name ?? node),
    header: context.span({ start: node.start, end: (superclasses ?? node.child("type_parameters") ?? name ?? node).end }),
    kind,
    bases,
    unknownBase,
    decorators: decoratorNames,
    fields,
    methods,
    ...config,
    ownInit:
      (dataclass?.type === "call" && keywordArgument(dataclass, "init")?.text === "False") ||
      methods.some(({ name: method }) => /^__(?:init|new|get_validators|get_pydantic_core_schema)__$/.test(method)),
    pydantic: config.pydantic ?? versionOfMethods(methods),
  };
}

/** What the names of bases and decorators tell. */
function classKind(bases: readonly string[], decoratorNames: readonly string[]): ClassKind {
  if (decoratorNames.some((name) => DATACLASS_DECORATORS.test(name))) return "dataclass";
  for (const base of bases) {
    const dot = base.lastIndexOf(".");
    const last = base.slice(dot + 1);
    const library = base.slice(0, Math.max(dot, 0));
    const fromTyping = library === "" || /^typing(_extensions)?$/.test(library);
    if (PYDANTIC.has(last) && /^(?:|pydantic(?:[._].*)?|pydantic_settings|sqlmodel)$/.test(library)) return "pydantic";
    if (last === "TypedDict" && fromTyping) return "typeddict";
    if (last === "NamedTuple" && fromTyping) return "namedtuple";
    if (last === "Protocol" && fromTyping) return "protocol";
    if (ENUMS.has(last) && /^(?:|enum|aenum)$/.test(library)) return "enum";
  }
  return "plain";
}

/** The statements of a class body, those under `if`, `else`, `try` and `with` included; nested definitions stand for themselves. */
function bodyStatements(definition: PyNode): PyNode[] {
  const found: PyNode[] = [];
  const pending = [...(definition.child("body")?.children ?? [])].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (/^(?:if|try|with)_statement$|^(?:else|elif|except|finally)_clause$|^block$|^ERROR$/.test(node.type))
      pending.push(...node.children.toReversed());
    else found.push(node);
  }
  return found;
}

interface Config {
  extra: ClassFact["extra"];
  byName: boolean;
  generatedAliases: boolean;
  pydantic: 1 | 2 | null;
}

/** `model_config = ConfigDict(…)` or a dict, `class Config:`, and the keywords of the class statement. */
function readConfig(statements: readonly PyNode[], keywords: ReadonlyMap<string, PyNode>): Config {
  const settings = new Map<string, PyNode>(keywords);
  let pydantic: 1 | 2 | null = null;
  for (const statement of statements) {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    if (inner?.type === "class_definition" && inner.child("name")?.text === "Config") {
      pydantic ??= 1;
      for (const line of bodyStatements(inner)) {
        const assignment = line.type === "expression_statement" ? line.operands[0] : null;
        const value = assignment?.type === "assignment" ? assignment.child("right") : null;
        if (assignment && value) settings.set(assignment.child("left")?.text ?? "", value);
      }
      continue;
    }
    const assignment = inner?.type === "expression_statement" ? inner.operands[0] : null;
    if (assignment?.type !== "assignment" || assignment.child("left")?.text !== "model_config") continue;
    pydantic = 2;
    const value = assignment.child("right");
    if (value?.type === "call") {
      for (const argument of value.child("arguments")?.operands ?? []) {
        const given = argument.type === "keyword_argument" ? argument.child("value") : null;
        if (given) settings.set(argument.child("name")?.text ?? "", given);
      }
    } else if (value?.type === "dictionary") {
      for (const pair of value.operands) {
        const key = stringValue(pair.child("key"));
        const given = pair.child("value");
        if (key !== null && given) settings.set(key, given);
      }
    }
  }
  const extra = settings.get("extra");
  const said = extra ? (stringValue(extra) ?? lastName(extra)) : null;
  const on = (name: string): boolean => settings.get(name)?.text === "True";
  return {
    extra: said === "allow" || said === "forbid" || said === "ignore" ? said : null,
    byName: on("populate_by_name") || on("allow_population_by_field_name") || on("validate_by_name"),
    generatedAliases: settings.has("alias_generator") || settings.has("fields"),
    pydantic,
  };
}

function versionOfMethods(methods: readonly FunctionFact[]): 1 | 2 | null {
  for (const { decorators: names } of methods) {
    for (const name of names) {
      if (/(^|\.)(field_validator|model_validator|field_serializer|model_serializer|computed_field)$/.test(name)) return 2;
      if (/(^|\.)(validator|root_validator)$/.test(name)) return 1;
    }
  }
  return null;
}
