import type { Node } from "../../syntax/tree.ts";
import { nameOfFunction } from "../../code/definitions.ts";
import { decorators, keywordArgument, lastName, stringValue, unwrap } from "../../code/read.ts";
import { memberName } from "../../code/texts.ts";
import { typeName } from "../../code/types/read.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import type { FunctionFact, ClassKind, ClassFact } from "../kinds.ts";
import { attributesOfMethods, fieldsOf } from "./class-fields.ts";
import { classMembers, takenBy } from "./class-members.ts";
import { convertedFields } from "./field-validators.ts";
import { functionalClass } from "./functional-classes.ts";
import { decoratorNames, fold, functionFact } from "./functions.ts";
import { membersOf, objectType, type Members } from "./interface-members.ts";
import { plainClass, plainField } from "./plain-facts.ts";
import { zodSchema } from "./zod.ts";

/** Models and services: classes, interfaces, object types, enums, zod schemas and what a call makes, each with what it holds. */
export const classes: FactExtractor = {
  class_definition(node, context) {
    const fact = node.source.language === "python" ? readClass(node, context) : readTypeScriptClass(node, context);
    if (fact) context.emit("classes", fact);
  },
  assignment(node, context) {
    const made = node.source.language === "python" ? functionalClass(node, context) : schemaClass(node, context);
    if (made) context.emit("classes", made);
  },
  ts_interface_declaration(node, context) {
    const name = node.child("name") as Node;
    const members = membersOf(node.child("body")?.operands ?? [], name.text, context);
    const bases = node.childrenIn("extends").map(({ operands: [base] }) => typeName(base ?? null, context.module));
    context.emit("classes", { ...plainClass(node, name, kindOf(members), context), ...members, ...basesOf(bases) });
  },
  ts_type_alias_declaration(node, context) {
    const [name, type] = [node.child("left"), node.child("right")];
    const members = name && type && objectType(type, name.text, context);
    if (members) context.emit("classes", { ...plainClass(node, name, kindOf(members), context), ...members });
  },
  ts_enum_declaration(node, context) {
    const fields = (node.child("body")?.operands ?? []).flatMap((member) => {
      const [at, value] = member.operands;
      const field = at && plainField(memberName(member) ?? "", at, context);
      return field ? [{ ...field, default: value ? fold(value.text) : null, required: "never" as const, init: false }] : [];
    });
    context.emit("classes", { ...plainClass(node, node.child("name") as Node, "enum", context), fields });
  },
};

/** What is called is a service; what only holds values is a model. */
function kindOf({ methods }: Members): ClassKind {
  return methods.length > 0 ? "protocol" : "interface";
}

/** A base that is no name may bring any member. */
function basesOf(names: readonly (string | null)[]): Partial<ClassFact> {
  const bases = names.filter((name) => name !== null);
  return { bases, ...(bases.length < names.length ? { unknownBase: true } : {}) };
}

function schemaClass(node: Node, context: FactContext): ClassFact | null {
  const [name, right] = [node.child("left"), node.child("right")];
  const value = right && unwrap(right);
  if (name?.type !== "identifier" || value?.type !== "call" || node.parent?.type !== "variable_declaration") return null;
  const schema = zodSchema(value, context);
  return schema && { ...plainClass(node, name, "zod", context), ...schema };
}

function readTypeScriptClass(node: Node, context: FactContext): ClassFact | null {
  const name = node.child("name") ?? nameOfFunction(node);
  if (!name) return null;
  const takes = takenBy(node, context);
  const bases = (node.child("superclasses")?.operands ?? []).map((base) => typeName(base, context.module));
  return {
    ...plainClass(node, name, "plain", context),
    ...classMembers(node, context),
    ...basesOf(bases),
    decorators: decoratorNames(node, context),
    ownInit: true,
    ...(takes ? { takes } : {}),
  };
}

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

function readClass(node: Node, context: FactContext): ClassFact {
  const { module } = context;
  const name = node.child("name");
  const superclasses = node.child("superclasses");
  const bases: string[] = [];
  let unknownBase = false;
  const keywords = new Map<string, Node>();
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
  const marks = decoratorNames(node, context);
  const kind = classKind(bases, marks);
  const dataclassAt = marks.findIndex((name) => DATACLASS_DECORATORS.test(name));
  const dataclass = own[dataclassAt]?.operands[0] ?? null;
  // The first interface of attrs reads annotations only when it is told to.
  const byAnnotation = !/^attrs?\.(?:s|attrs)$/.test(marks[dataclassAt] ?? "");
  const autoAttribs = dataclass?.type === "call" ? keywordArgument(dataclass, "auto_attribs")?.text : undefined;
  const statements = bodyStatements(node);
  const definitions = statements.flatMap((statement) => {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    return inner?.type === "function_definition" ? [inner] : [];
  });
  const methods = definitions.map((definition) => functionFact(definition, context));
  const config = readConfig(statements, keywords, context);
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
  return {
    ...plainClass(node, name ?? node, kind, context),
    bases,
    unknownBase,
    decorators: marks,
    fields,
    methods,
    ...config,
    converts: convertedFields(statements),
    ownInit:
      (dataclass?.type === "call" && keywordArgument(dataclass, "init")?.text === "False") ||
      methods.some(({ name: method }) => /^__(?:init|new|get_validators|get_pydantic_core_schema)__$/.test(method)),
    pydantic: config.pydantic ?? versionOfMethods(methods),
  };
}

/** What the names of bases and decorators tell. */
function classKind(bases: readonly string[], marks: readonly string[]): ClassKind {
  if (marks.some((name) => DATACLASS_DECORATORS.test(name))) return "dataclass";
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
function bodyStatements(definition: Node): Node[] {
  const found: Node[] = [];
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
  strict: boolean;
  pydantic: 1 | 2 | null;
}

/** `model_config = ConfigDict(…)` or a dict, `class Config:`, and the keywords of the class statement. */
function readConfig(statements: readonly Node[], keywords: ReadonlyMap<string, Node>, context: FactContext): Config {
  const settings = new Map<string, Node>(keywords);
  let pydantic: 1 | 2 | null = null;
  let open = false;
  for (const statement of statements) {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    if (inner?.type === "class_definition" && inner.child("name")?.text === "Config") {
      pydantic ??= 1;
      // What `class Config(Base.Config)` inherits is not read.
      open ||= (inner.child("superclasses")?.operands ?? []).some(({ text }) => text !== "object");
      for (const line of bodyStatements(inner)) {
        const assignment = line.type === "expression_statement" ? line.operands[0] : null;
        const value = assignment?.type === "assignment" ? assignment.child("right") : null;
        if (assignment && value) settings.set(assignment.child("left")?.text ?? "", value);
      }
      continue;
    }
    const assignment = inner?.type === "expression_statement" ? inner.operands[0] : null;
    const target = assignment?.type === "assignment" ? assignment.child("left")?.text : undefined;
    // `Config = AllowConfig` of pydantic 1
    if (target === "Config") {
      pydantic ??= 1;
      open = true;
    }
    if (!assignment || target !== "model_config") continue;
    pydantic = 2;
    const config = readSettings(assignment.child("right"), context);
    for (const [key, value] of config.settings) settings.set(key, value);
    open ||= config.open;
  }
  const extra = settings.get("extra");
  const said = extra ? (stringValue(extra) ?? lastName(extra)) : null;
  const on = (name: string): boolean => settings.get(name)?.text === "True";
  const known = said === "allow" || said === "forbid" || said === "ignore" ? said : null;
  return {
    // What can not be read may allow anything.
    extra: known ?? (open || (extra && said === null) ? "allow" : null),
    byName: open || on("populate_by_name") || on("allow_population_by_field_name") || on("validate_by_name"),
    generatedAliases: settings.has("alias_generator") || settings.has("fields"),
    strict: on("strict"),
    pydantic,
  };
}

/** The settings of a model's configuration; `open` where a part of it stands elsewhere than in this file. */
function readSettings(value: Node | null, context: FactContext, depth = 0): { settings: Map<string, Node>; open: boolean } {
  const settings = new Map<string, Node>();
  let open = false;
  const take = (part: Node | null): void => {
    const inner = readSettings(part, context, depth + 1);
    for (const [key, given] of inner.settings) settings.set(key, given);
    open ||= inner.open;
  };
  const node = value && unwrap(value);
  if (node?.type === "call" || node?.type === "dictionary") {
    const isMaker = node.type === "dictionary" || /(?:ConfigDict|^dict)$/.test(lastName(node.child("function")) ?? "");
    for (const part of node.type === "call" ? (node.child("arguments")?.operands ?? []) : node.operands) {
      const key = part.type === "keyword_argument" ? (part.child("name")?.text ?? null) : stringValue(part.child("key"));
      const given = part.child("value");
      if (part.type === "dictionary_splat") take(part.operands[0] ?? null);
      else if (key !== null && given) settings.set(key, given);
      else open = true;
    }
    return { settings, open: open || !isMaker };
  }
  if (node?.type === "binary_operator") for (const side of node.operands) take(side);
  else if (node?.type === "identifier" && depth < MAX_STEPS) {
    const bound = context.module.bindingsOf(node.text, node);
    if (bound.length === 1 && bound[0]?.value) take(bound[0].value);
    else open = true;
  } else open = true;
  return { settings, open };
}

/** Names followed from a configuration to what it is made of. */
const MAX_STEPS = 4;

function versionOfMethods(methods: readonly FunctionFact[]): 1 | 2 | null {
  for (const { decorators: names } of methods) {
    for (const name of names) {
      if (/(^|\.)(field_validator|model_validator|field_serializer|model_serializer|computed_field)$/.test(name)) return 2;
      if (/(^|\.)(validator|root_validator)$/.test(name)) return 1;
    }
  }
  return null;
}
