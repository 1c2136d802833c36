import type { Node } from "../../syntax/tree.ts";
import { dictEntries } from "../../code/fields.ts";
import { callArguments, keywordArgument, lastName, stringValue } from "../../code/read.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
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
  const given = explicitNames(definition);
  for (const statement of definition.child("body")?.operands ?? []) {
    const field = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    const name = field?.child("left");
    const type = field?.child("type");
    if (field?.type !== "assignment" || name?.type !== "identifier" || !type) continue;
    if (name.text.startsWith("_") || name.text === "model_config" || /\b(ClassVar|PrivateAttr)\b/.test(type.text)) continue;
    const value = field.child("right");
    const own = value?.type === "call" ? fieldNames(value, context) : [];
    const derived: TextFact = [...(prefix ?? []), name.text.toUpperCase()];
    const explicit = [...own, ...(given.get(name.text) ?? [])];
    // Pydantic 1 takes no notice of an alias, pydantic 2 of nothing else: either may be meant.
    const names = explicit.length > 0 && !(value && keywordArgument(value, "alias")) ? explicit : [...explicit, derived];
    context.emit("env", { kind: "setting", names, nested: isNested(type), span: context.span(name) });
  }
}

/** `env=`, `alias=`, `validation_alias=` of a `Field(…)`. */
function fieldNames(call: Node, context: FactContext): TextFact[] {
  return ["env", "validation_alias", "alias"].flatMap((keyword) => {
    const value = keywordArgument(call, keyword);
    if (!value) return [];
    const parts = /^(list|tuple|set)$/.test(value.type)
      ? value.operands
      : value.type === "call"
        ? callArguments(value).positional
        : [value];
    return parts.flatMap((part) => {
      const text = readText(part, context.module);
      return text ? [text] : [];
    });
  });
}

/** The `env_prefix` of `model_config`, `class Config`, a class keyword, or a base class of the same file. */
function envPrefix(definition: Node, context: FactContext, depth: number): TextFact | null {
  const bases = definition.child("superclasses");
  const keyword = bases?.operands.find((base) => base.type === "keyword_argument" && base.child("name")?.text === "env_prefix");
  const written = keyword?.child("value") ?? configValue(definition, "env_prefix");
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
function configValue(definition: Node, key: string): Node | null {
  for (const statement of definition.child("body")?.operands ?? []) {
    const assignment = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    if (assignment?.type === "assignment" && assignment.child("left")?.text === "model_config") {
      const value = assignment.child("right");
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
function explicitNames(definition: Node): Map<string, TextFact[]> {
  const names = new Map<string, TextFact[]>();
  for (const { key, value } of dictEntries(configValue(definition, "fields")) ?? []) {
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
  return /^[A-Z]\w*(Settings|Config|Options|Model)$/.test(type.text);
}
