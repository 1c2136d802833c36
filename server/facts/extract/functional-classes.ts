import type { Node } from "../../syntax/tree.ts";
import { readType, typeName } from "../../code/types/python.ts";
import type { ClassFact, ClassKind, FieldFact } from "../kinds.ts";
import type { FactContext } from "../context.ts";
import { fold } from "./functions.ts";
import { plainClass, plainField } from "./plain-facts.ts";
import { callArguments, keywordArgument, stringValue } from "../../code/read.ts";

type Member = { name: string; at: Node; type: Node | null; default: string | null };

const MAKERS: Record<string, ClassKind> = {
  TypedDict: "typeddict",
  NamedTuple: "namedtuple",
  namedtuple: "namedtuple",
  create_model: "pydantic",
  Enum: "enum",
};
const LIBRARIES = /^(?:|typing|typing_extensions|collections|pydantic|enum)$/;

/** The class that a call makes: `X = TypedDict("X", {…})`, `NamedTuple`, `namedtuple`, pydantic's `create_model`, `Enum`; null for other assignments. */
export function functionalClass(assignment: Node, context: FactContext): ClassFact | null {
  const left = assignment.child("left");
  const call = assignment.child("right");
  if (left?.type !== "identifier" || call?.type !== "call") return null;
  const dotted = typeName(call.child("function"), context.module);
  const at = dotted?.lastIndexOf(".") ?? -1;
  const maker = dotted?.slice(at + 1) ?? "";
  const kind = Object.hasOwn(MAKERS, maker) ? MAKERS[maker] : undefined;
  const { positional, keywords, dictionarySplat } = callArguments(call);
  if (!kind || !LIBRARIES.test(dotted?.slice(0, Math.max(at, 0)) ?? "") || stringValue(positional[0] ?? null) === null)
    return null;
  const members =
    kind === "pydantic"
      ? keywords.filter(({ name }) => !name.startsWith("__")).map(modelMember)
      : membersOf(positional[1] ?? null);
  const total = keywordArgument(call, "total")?.text !== "False";
  const defaults = keywordArgument(call, "defaults")?.operands.length ?? 0;
  const base = keywordArgument(call, "__base__");
  return {
    ...plainClass(assignment, left, kind, context),
    bases: base
      ? [typeName(base, context.module) ?? ""].filter(Boolean)
      : [kind === "pydantic" ? "pydantic.BaseModel" : (dotted as string)],
    unknownBase: dictionarySplat || (base !== null && typeName(base, context.module) === null),
    // What a configuration that is given allows is not read.
    ...(keywordArgument(call, "__config__") ? { extra: "allow" as const, byName: true } : {}),
    fields: members.map((member, index) => fieldOf(member, kind, total, index >= members.length - defaults, context)),
    // `create_model` may be given validators.
    converts: kind === "pydantic" ? ["*"] : [],
  };
}

function fieldOf(member: Member, kind: ClassKind, total: boolean, defaulted: boolean, context: FactContext): FieldFact {
  const annotation = member.type ? readType(member.type, context.module) : null;
  const optional =
    kind === "enum" ||
    member.default !== null ||
    (kind === "typeddict" ? !total || /^\W*(?:\w+\.)?NotRequired\b/.test(member.type?.text ?? "") : defaulted);
  const required =
    kind === "typeddict" && /^\W*(?:\w+\.)?Required\b/.test(member.type?.text ?? "") ? "always" : optional ? "never" : "always";
  return { ...plainField(member.name, member.at, context), annotation, default: member.default, required, init: kind !== "enum" };
}

/** `a=(int, ...)`, `a=(int, 1)`, `a=1`. */
function modelMember({ name, value, node }: { name: string; value: Node; node: Node }): Member {
  const at = node.child("name") ?? node;
  if (value.type !== "tuple") return { name, at, type: null, default: fold(value.text) };
  const [type, preset] = value.operands;
  const required = !preset || preset.type === "ellipsis" || /^(?:\w+\.)?Field\(\s*\.\.\./.test(preset.text);
  return { name, at, type: type ?? null, default: required ? null : fold(preset.text) };
}

/** `{"a": int}`, `[("a", int)]`, `["a", "b"]`, `"a b"`, `"a, b"`. */
function membersOf(node: Node | null): Member[] {
  if (!node) return [];
  if (node.type === "dictionary") {
    return node.operands.flatMap((pair) => {
      const key = pair.child("key");
      const name = stringValue(key);
      return key && name !== null ? [{ name, at: key, type: pair.child("value"), default: null }] : [];
    });
  }
  if (node.type === "list" || node.type === "tuple") {
    return node.operands.flatMap((item) => {
      const [first, type] = item.type === "tuple" ? item.operands : [item];
      const name = stringValue(first ?? null);
      return first && name !== null ? [{ name, at: first, type: type ?? null, default: null }] : [];
    });
  }
  const names = stringValue(node);
  return (names?.split(/[\s,]+/) ?? []).filter(Boolean).map((name) => ({ name, at: node, type: null, default: null }));
}
