import type { Node } from "../../syntax/tree.ts";
import type { Limits } from "../../code/types/declared.ts";
import { readLimits } from "../../code/types/declared-text.ts";
import { annotatedArguments, readType, typeName, typeWrappers } from "../../code/types/python.ts";
import type { ClassKind, FieldFact } from "../kinds.ts";
import type { FactContext } from "../context.ts";
import { fold } from "./functions.ts";
import { plainField } from "./plain-facts.ts";
import { callArguments, calleeName, unwrap, walk } from "../../code/read.ts";
import { readText } from "../../code/texts.ts";

/** What the class says of its fields as a whole. */
export interface FieldRules {
  kind: ClassKind;
  /** A plain class whose bases stand elsewhere and may be models: its annotated fields are read as a pydantic model's. */
  mayBeModel: boolean;
  /** Keys of the TypedDict are required unless they say otherwise. */
  total: boolean;
  /** `@dataclass(kw_only=True)`. */
  keywordOnly: boolean;
  /** Annotations alone make fields (all dataclasses; attrs unless `auto_attribs=False`). */
  auto: boolean;
}

/** What `Field(…)`, `field(…)`, `attr.ib(…)` say. */
interface Specifier {
  default: string | null;
  /** `Field(...)`: required although there is a first argument. */
  required: boolean;
  aliases: string[];
  init: boolean;
  keywordOnly: boolean;
  private: boolean;
  limits: Limits;
}

const SPECIFIERS = new Set(["Field", "field", "ib", "attrib", "PrivateAttr", "mapped_column", "Relationship"]);
/** Class-level values of a pydantic model that are no fields. */
const NO_FIELD_CALLS =
  /^(?:validator|root_validator|field_validator|model_validator|PrivateAttr|property|classmethod|staticmethod|ConfigDict|cached_property)$/;

/** The fields of a class body, in source order; a name declared twice keeps its last declaration. */
export function fieldsOf(statements: readonly Node[], context: FactContext, rules: FieldRules): FieldFact[] {
  const fields = new Map<string, FieldFact>();
  let { keywordOnly } = rules;
  for (const statement of statements) {
    if (statement.type !== "expression_statement") continue;
    for (const assignment of statement.operands) {
      if (assignment.type !== "assignment") continue;
      const left = assignment.child("left");
      const type = assignment.child("type");
      if (left?.type === "identifier" && type) {
        if (rules.kind === "dataclass" && /(^|\.)KW_ONLY$/.test(type.text)) {
          keywordOnly = true;
          continue;
        }
        const field = declared(left, type, assignment.child("right"), context, { ...rules, keywordOnly });
        if (field) fields.set(field.name, field);
      } else if (!type) {
        for (const name of targets(left)) {
          const field = undeclared(name, assignment.child("right"), context, { ...rules, keywordOnly });
          if (field) fields.set(field.name, field);
        }
      }
    }
  }
  return [...fields.values()];
}

/** `x: T` and `x: T = v`. */
function declared(name: Node, type: Node, value: Node | null, context: FactContext, rules: FieldRules): FieldFact | null {
  const wrappers = typeWrappers(type);
  const { kind } = rules;
  const isModel = kind === "pydantic" || kind === "dataclass" || rules.mayBeModel;
  if (kind === "pydantic" && (name.text.startsWith("_") || name.text === "model_config")) return null;
  if (kind === "dataclass" && !rules.auto && specifier(value, context) === null) return null;
  const annotation = readType(type, context.module);
  const given = specifier(value, context);
  if (given?.private) return null;
  const annotated =
    [...annotatedArguments(type), ...annotatedArguments(aliasedType(type, context))]
      .map((argument) => specifier(argument, context))
      .find((found) => found !== null) ?? null;
  const written = given ? given.default : value && !(value.type === "ellipsis" && isModel) ? fold(value.text) : null;
  const preset = written ?? (value?.type === "ellipsis" || given?.required ? null : (annotated?.default ?? null));
  const aliases = [...(given?.aliases ?? []), ...(annotated?.aliases ?? [])];
  const isClassLevel = wrappers.includes("ClassVar") || name.text.startsWith("_");
  const explicit = value?.type === "ellipsis" || given?.required === true || annotated?.required === true;
  return {
    name: name.text,
    aliases,
    annotation,
    default: preset,
    required: requiredness(rules, wrappers, preset !== null, explicit, annotation.optional || annotation.name === "typing.Any"),
    init:
      isModel || kind === "typeddict" || kind === "namedtuple"
        ? !wrappers.includes("ClassVar") && (given?.init ?? !(rules.mayBeModel && isClassLevel))
        : false,
    initOnly: wrappers.includes("InitVar"),
    keywordOnly: kind === "dataclass" && (rules.keywordOnly || given?.keywordOnly === true),
    ...(given && Object.keys(given.limits).length > 0 ? { limits: given.limits } : {}),
    span: context.span(name),
  };
}

function requiredness(
  rules: FieldRules,
  wrappers: readonly string[],
  hasDefault: boolean,
  explicit: boolean,
  optional: boolean,
): FieldFact["required"] {
  if (wrappers.includes("ClassVar")) return "never";
  switch (rules.kind) {
    case "typeddict":
      if (wrappers.includes("NotRequired")) return "never";
      return wrappers.includes("Required") || rules.total ? "always" : "never";
    case "pydantic":
      if (hasDefault) return "never";
      return optional && !explicit ? "pydantic2" : "always";
    case "dataclass":
    case "namedtuple":
      return hasDefault ? "never" : "always";
    default:
      if (!rules.mayBeModel || hasDefault || wrappers.includes("NotRequired")) return "never";
      return optional && !explicit ? "pydantic2" : "always";
  }
}

/** `x = v`: a field of pydantic 1 models and of attrs classes, a member of an enum, a class attribute of others. */
function undeclared(name: Node, value: Node | null, context: FactContext, rules: FieldRules): FieldFact | null {
  if (!value) return null;
  const text = name.text;
  const base = { ...plainField(text, name, context), default: fold(value.text), required: "never" as const };
  const call = value.type === "call" ? value : null;
  switch (rules.kind) {
    case "pydantic": {
      if (text.startsWith("_") || text === "model_config") return null;
      const isMethod =
        value.type === "lambda" ||
        (call !== null && NO_FIELD_CALLS.test(calleeName(call) ?? typeName(innerCallee(call), context.module) ?? ""));
      if (isMethod) return { ...base, init: false };
      const given = specifier(value, context);
      return { ...base, init: true, ...(given ? { default: given.default, aliases: given.aliases } : {}) };
    }
    case "dataclass": {
      const given = specifier(value, context);
      // `LIMIT = 10`: no field, but an attribute of every instance.
      if (!given || !call || !/^(?:ib|attrib)$/.test(calleeName(call) ?? ""))
        return /^__\w+__$/.test(text) ? null : { ...base, init: false };
      return {
        ...base,
        default: given.default,
        required: given.default === null ? "always" : "never",
        init: given.init,
        keywordOnly: rules.keywordOnly || given.keywordOnly,
      };
    }
    case "enum":
      return text.startsWith("_") ? null : { ...base, init: false };
    case "plain":
    case "protocol":
    case "namedtuple":
      return /^__\w+__$/.test(text) ? null : { ...base, init: false };
    default:
      return null;
  }
}

/** `validator("x")(f)`: the decorator that is applied by hand. */
function innerCallee(call: Node): Node | null {
  const callee = call.child("function");
  return callee?.type === "call" ? callee.child("function") : callee;
}

function specifier(value: Node | null, context: FactContext): Specifier | null {
  const call = value && unwrap(value);
  if (call?.type !== "call") return null;
  const name = calleeName(call);
  if (!name || !SPECIFIERS.has(name)) return null;
  const { positional, keywords, dictionarySplat } = callArguments(call);
  const found: Specifier = {
    default: null,
    required: false,
    aliases: [],
    init: true,
    keywordOnly: false,
    private: name === "PrivateAttr",
    limits: name === "Field" ? readLimits(call.text) : {},
  };
  const [first] = name === "Field" || name === "ib" || name === "attrib" ? positional : [];
  if (first?.type === "ellipsis") found.required = true;
  else if (first && !(first.type === "identifier" && first.text === "Undefined")) found.default = fold(first.text);
  for (const { name: keyword, value: given } of keywords) {
    if (keyword === "default") {
      if (given.type === "ellipsis") found.required = true;
      else if (!/(^|\.)(MISSING|NOTHING|PydanticUndefined|Undefined)$/.test(given.text)) found.default = fold(given.text);
    } else if (keyword === "default_factory" || keyword === "factory") found.default ??= `${keyword}=${fold(given.text)}`;
    else if (keyword === "alias" || keyword === "validation_alias") found.aliases.push(...aliasNames(given, context));
    else if (keyword === "init") found.init = given.text !== "False";
    else if (keyword === "kw_only") found.keywordOnly = given.text === "True";
  }
  // `Field(**options)` may hold a default.
  if (dictionarySplat && found.default === null && !found.required) found.default = "**";
  return found;
}

/** `"toolId"` or a constant, `AliasChoices("tool_id", "toolId")`; of `AliasPath("names", 0)` the first name is the keyword. */
function aliasNames(value: Node, context: FactContext): string[] {
  const [text, ...more] = readText(value, context.module) ?? [];
  if (typeof text === "string" && more.length === 0) return [text];
  const { positional } = value.type === "call" ? callArguments(value) : { positional: [] };
  const name = value.type === "call" ? calleeName(value) : null;
  const choices = name === "AliasChoices" ? positional : name === "AliasPath" ? positional.slice(0, 1) : [];
  return choices.flatMap((choice) => aliasNames(choice, context));
}

/** What a name of this file stands for: `Named = Annotated[str, Field(alias="givenName")]`. */
function aliasedType(type: Node, { module }: FactContext): Node | null {
  const node = unwrap(type.type === "type" ? (type.operands[0] ?? type) : type);
  return node.type === "identifier" ? (module.binding(node.text, node)?.value ?? null) : null;
}

function targets(left: Node | null): Node[] {
  if (left?.type === "identifier") return [left];
  return left?.type === "pattern_list" || left?.type === "tuple_pattern"
    ? left.operands.filter((name) => name.type === "identifier")
    : [];
}

/** What methods set on `self`: `self.x = v`, `self.x: T = v`, also under `if`, `try` and `with`; the first one of each name, `__init__` before others. */
export function attributesOfMethods(methods: readonly Node[], context: FactContext): FieldFact[] {
  const fields = new Map<string, FieldFact>();
  const isInit = (method: Node): boolean => method.child("name")?.text === "__init__";
  for (const method of [...methods].sort((a, b) => Number(isInit(b)) - Number(isInit(a)))) {
    for (const field of attributesOf(method, context)) if (!fields.has(field.name)) fields.set(field.name, field);
  }
  return [...fields.values()];
}

function attributesOf(method: Node, context: FactContext): FieldFact[] {
  const self = method.child("parameters")?.operands[0];
  const receiver = self?.type === "identifier" ? self.text : (self?.operands[0]?.text ?? "self");
  const body = method.child("body");
  const fields: FieldFact[] = [];
  if (!body) return fields;
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition") return false;
    if (node.type !== "assignment") return;
    const type = node.child("type");
    const value = node.child("right");
    const left = node.child("left");
    const names =
      left?.type === "attribute" ? [left] : left?.type === "pattern_list" || left?.type === "tuple_pattern" ? left.operands : [];
    for (const target of names) {
      const name = target.type === "attribute" && target.child("object")?.text === receiver ? target.child("attribute") : null;
      if (!name) continue;
      const parameter = value?.type === "identifier" ? context.module.binding(value.text, value) : null;
      const annotation = type ?? (parameter?.kind === "parameter" ? parameter.annotation : null);
      fields.push({
        ...plainField(name.text, name, context),
        annotation: annotation ? readType(annotation, context.module) : null,
        default: value ? fold(value.text) : null,
        required: "never",
        init: false,
      });
    }
  });
  return fields;
}
