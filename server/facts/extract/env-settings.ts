import type { Node } from "../../syntax/tree.ts";
import { dictEntries } from "../../code/fields.ts";
import { calleeName, callArguments, keywordArgument, lastName, stringValue, walk } from "../../code/read.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import { readType } from "../../code/types/read.ts";
import type { FactContext } from "../context.ts";

/** Bases above a class that are followed. */
const MAX_BASES = 4;

/** A class that derives, through classes of this file, from one that is called settings. */
export function isSettings(definition: Node, context: FactContext, depth = 0): boolean {
  return (definition.child("superclasses")?.operands ?? []).some((base) => {
    if (base.type === "keyword_argument") return false;
    if (/Settings$/.test(context.module.resolve(base)?.split(".").at(-1) ?? lastName(base) ?? "")) return true;
    const binding = base.type === "identifier" && depth < MAX_BASES ? context.module.binding(base.text, base) : null;
    return binding?.kind === "class" && isSettings(binding.statement, context, depth + 1);
  });
}

/** The variables that the fields of a pydantic settings class are read from. */
export function emitSettings(definition: Node, context: FactContext): void {
  const prefix = envPrefix(definition, context, 0);
  const given = explicitNames(definition, context);
  for (const statement of definition.child("body")?.operands ?? []) {
    const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    const name = field?.child("left");
    const type = field?.child("type");
    if (field?.type !== "assignment" || name?.type !== "identifier" || !type) continue;
    if (name.text.startsWith("_") || name.text === "model_config" || /\b(ClassVar|PrivateAttr)\b/.test(type.text)) continue;
    const value = field.child("right");
    // `Annotated[str, Field(validation_alias="…")]`
    const made = [value, ...annotatedCalls(type)].filter((call) => call?.type === "call");
    const own = made.flatMap((call) => (call ? fieldNames(call, context) : []));
    const derived: TextFact = [...(prefix ?? []), name.text.toUpperCase()];
    const explicit = [...own, ...(given.get(name.text) ?? [])];
    const isAliased = made.some((call) => call && keywordArgument(call, "alias"));
    // Pydantic 1 takes no notice of an alias, pydantic 2 of nothing else: either may be meant. What a function makes of names is not known.
    const alias = configValue(definition, "alias_generator", context) && explicit.length === 0 ? [null] : null;
    const names = explicit.length > 0 && !isAliased ? explicit : [...explicit, derived];
    const delimiter = configValue(definition, "env_nested_delimiter", context);
    const nested = isNested(type) || (delimiter !== null && modelOf(type, context) !== null);
    context.emit("env", { kind: "setting", names: alias ? [alias] : names, nested, span: context.span(name) });
    const behind = delimiter ? (readText(delimiter, context.module) ?? [null]) : null;
    if (behind) emitInner(type, { before: [...(names.at(-1) ?? [null]), ...behind], behind, at: name, depth: 0 }, context);
  }
}

interface Inner {
  /** What the variables of the model's fields begin with. */
  before: TextFact;
  behind: TextFact;
  at: Node;
  depth: number;
}

/** With a delimiter each field of a model has a variable of its own: `ORDERS_DB__HOST`. A model of another file may have any. */
function emitInner(type: Node, { before, behind, at, depth }: Inner, context: FactContext): void {
  const model = depth < MAX_BASES ? modelOf(type, context) : null;
  const emit = (name: TextFact): void =>
    context.emit("env", { kind: "setting", names: [name], nested: true, span: context.span(at) });
  if (!model && isNestedName(readType(type, context.module).name)) emit([...before, null]);
  for (const statement of model?.child("body")?.operands ?? []) {
    const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    const own = field?.child("left");
    const inner = field?.child("type");
    if (field?.type !== "assignment" || own?.type !== "identifier" || !inner) continue;
    const name = [...before, own.text.toUpperCase()];
    emit(name);
    emitInner(inner, { before: [...name, ...behind], behind, at, depth: depth + 1 }, context);
  }
}

/** The class of this file that a type names. */
function modelOf(type: Node, { module }: FactContext): Node | null {
  const { name } = readType(type, module);
  return (name === null ? undefined : module.global(name).find(({ kind }) => kind === "class"))?.statement ?? null;
}

/** The calls among the arguments of `Annotated[…]`. */
function annotatedCalls(type: Node): Node[] {
  const found: Node[] = [];
  if (/\bAnnotated\b/.test(type.text))
    walk(type, (node) => {
      if (node.type === "call") found.push(node);
      return node.type !== "call";
    });
  return found;
}

/** `env=`, `alias=`, `validation_alias=` of a `Field(…)`. */
function fieldNames(call: Node, context: FactContext): TextFact[] {
  return ["env", "validation_alias", "alias"].flatMap((keyword) => {
    const value = keywordArgument(call, keyword);
    if (!value) return [];
    if (value.type === "none") return [];
    const isChoice = value.type === "call" && calleeName(value) === "AliasChoices";
    const parts = isChoice ? callArguments(value).positional : /^(list|tuple|set)$/.test(value.type) ? value.operands : [value];
    // What is computed may be any name.
    const names = parts.filter((part) => part.type !== "call" || calleeName(part) !== "AliasPath");
    return names.map((part) => readText(part, context.module) ?? [null]);
  });
}

/** The `env_prefix` of `model_config`, `class Config`, a class keyword, or a base class of the same file. */
function envPrefix(definition: Node, context: FactContext, depth: number): TextFact | null {
  const bases = definition.child("superclasses");
  const keyword = bases?.operands.find((base) => base.type === "keyword_argument" && base.child("name")?.text === "env_prefix");
  const written = keyword?.child("value") ?? configValue(definition, "env_prefix", context);
  if (written) return readText(written, context.module) ?? [null];
  for (const base of bases?.operands ?? []) {
    const binding = base.type === "identifier" ? context.module.binding(base.text, base) : null;
    if (binding?.kind === "class" && depth < MAX_BASES) {
      const inherited = envPrefix(binding.statement, context, depth + 1);
      if (inherited) return inherited;
    } else if (binding?.target?.name && binding.target.name !== "BaseSettings") return [null];
  }
  return null;
}

/** A setting of `model_config = SettingsConfigDict(…)` or of `class Config:`. */
function configValue(definition: Node, key: string, context: FactContext): Node | null {
  for (const statement of definition.child("body")?.operands ?? []) {
    const assignment = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    if (assignment?.type === "assignment" && assignment.child("left")?.text === "model_config") {
      const written = assignment.child("right");
      // `model_config = CONFIG`, of the same file
      const value = written?.type === "identifier" ? (context.module.binding(written.text, written)?.value ?? written) : written;
      const entry = dictEntries(value)?.find((candidate) => candidate.key === key)?.value;
      return entry ?? (value?.type === "call" ? keywordArgument(value, key) : null);
    }
    if (statement.type !== "class_definition" || statement.child("name")?.text !== "Config") continue;
    for (const line of statement.child("body")?.operands ?? []) {
      const inner = line.type === "expression_statement" ? line.operands[0] : undefined;
      if (inner?.type === "assignment" && inner.child("left")?.text === key) return inner.child("right");
    }
  }
  return null;
}

/** Pydantic 1: `class Config: fields = {"token": {"env": "ORDERS_TOKEN"}}`. */
function explicitNames(definition: Node, context: FactContext): Map<string, TextFact[]> {
  const names = new Map<string, TextFact[]>();
  for (const { key, value } of dictEntries(configValue(definition, "fields", context)) ?? []) {
    const written = dictEntries(value)?.find((entry) => entry.key === "env")?.value;
    const texts = (written?.type === "string" ? [written] : (written?.operands ?? []))
      .map(stringValue)
      .filter((text) => text !== null);
    if (key !== null && texts.length > 0)
      names.set(
        key,
        texts.map((text) => [text]),
      );
  }
  return names;
}

/** A type that names a class of the repository: its fields have variables of their own. */
function isNested(type: Node): boolean {
  const name = String.raw`[A-Z]\w*(?:Settings|Config|Options|Model)`;
  return new RegExp(`^${name}(?:\\s*\\|\\s*None)?$|^Optional\\[${name}\\]$`).test(type.text);
}

/** A class that may be a model; none of the standard library's. */
function isNestedName(name: string | null): boolean {
  return name !== null && /(?:^|\.)[A-Z]\w*$/.test(name) && !/^(?:typing|datetime|uuid|decimal|pathlib|pydantic)\./.test(name);
}
