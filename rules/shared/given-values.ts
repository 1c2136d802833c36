import { callArguments, calleeName, dictEntries, stringValue, unwrap, type Node } from "../../server/code/index.ts";
import type { DeclaredType, ScalarName } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { classNamed } from "./named-classes.ts";
import { receiverOf } from "./receivers.ts";

/** What an expression certainly is. `value` is null where only the type is known. */
export type Given =
  | { readonly kind: "none" }
  /** `parts` are what is known of the text, in order; null for what is not. */
  | { readonly kind: "text"; readonly value: string | null; readonly parts: readonly (string | null)[] }
  | { readonly kind: "int" | "float"; readonly value: number | null }
  | { readonly kind: "bool"; readonly value: boolean | null }
  | { readonly kind: "uuid"; readonly version: number | null }
  | { readonly kind: "bytes" | "datetime" | "date" | "time" | "timedelta" | "Decimal" | "Path" }
  /** `items` is null where they are not all known. */
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Node[] | null }
  | {
      readonly kind: "dict";
      readonly entries: readonly { readonly key: string; readonly value: Node }[] | null;
      readonly empty: boolean;
    }
  /** A member of an enum; one that the enum does not have is `missing`. */
  | { readonly kind: "member"; readonly of: ContractClass; readonly name: string; readonly missing: boolean }
  | { readonly kind: "instance"; readonly of: ContractClass };

/** Names that are followed to what they were given. */
export const MAX_STEPS = 4;

export const SOME_TEXT: Given = { kind: "text", value: null, parts: [null] };

/** What an expression certainly is: a literal, a construction, a call with a known result, an annotated parameter. Null for anything else. */
export function givenBy(expression: Node, context: CodeContext, step = 0): Given | null {
  const node = unwrap(expression);
  if (step > MAX_STEPS) return null;
  switch (node.type) {
    case "none":
      return { kind: "none" };
    case "true":
    case "false":
      return { kind: "bool", value: node.type === "true" };
    case "integer":
    case "float":
    case "unary_operator":
      return numberOf(node);
    case "string":
    case "concatenated_string":
      return textOf(node);
    case "not_operator":
      return { kind: "bool", value: null };
    case "list":
    case "tuple":
    case "set":
      return { kind: node.type, items: node.operands.some(({ type }) => type === "list_splat") ? null : node.operands };
    case "list_comprehension":
      return { kind: "list", items: null };
    case "set_comprehension":
      return { kind: "set", items: null };
    case "dictionary":
      return dictOf(node);
    case "dictionary_comprehension":
      return { kind: "dict", entries: null, empty: false };
    case "binary_operator":
      return sumOf(node, context, step);
    case "call":
      return resultOf(node, context, step);
    case "attribute":
      return memberOf(node, context, step);
    case "identifier":
      return nameOf(node, context, step);
    default:
      return null;
  }
}

export function numberOf(node: Node): Given | null {
  const text = node.text.replaceAll("_", "");
  if (!/^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text)) return null;
  return { kind: /[.eE]/.test(text) ? "float" : "int", value: Number(text) };
}

export function textOf(node: Node): Given | null {
  const pieces = node.type === "string" ? [node] : node.operands;
  if (pieces.some((piece) => piece.type !== "string" || /^[a-zA-Z]*[bBtT][a-zA-Z]*["']/.test(piece.text)))
    return pieces.every((piece) => /^[rR]?[bB]/.test(piece.text)) ? { kind: "bytes" } : null;
  const value = stringValue(node);
  // Escapes are not read: what they stand for is not known.
  if (value !== null && !value.includes("\\")) return { kind: "text", value, parts: [value] };
  const parts = pieces.flatMap((piece) =>
    piece.children.flatMap((child) => {
      if (child.type === "string_content") return [child.text.includes("\\") ? null : child.text];
      return child.type === "interpolation" ? [null] : [];
    }),
  );
  return { kind: "text", value: null, parts };
}

export function dictOf(node: Node): Given {
  const entries = dictEntries(node) ?? [];
  const known = node.operands.every(({ type }) => type === "pair") && entries.every(({ key }) => key !== null);
  return {
    kind: "dict",
    entries: known ? entries.map(({ key, value }) => ({ key: key ?? "", value })) : null,
    empty: node.operands.length === 0,
  };
}

/** `"a" + x` and `"%s" % x` are texts, or they fail. */
function sumOf(node: Node, context: CodeContext, step: number): Given | null {
  const [left, right] = node.operands;
  const first = left ? givenBy(left, context, step + 1) : null;
  if (first?.kind !== "text" || !right) return null;
  const operator = node.text.slice((left as Node).end - node.start, right.start - node.start).trim();
  if (operator === "%") return SOME_TEXT;
  return operator === "+" ? { kind: "text", value: null, parts: [...first.parts, null] } : null;
}

/** What the standard library's functions and classes give. */
const RESULTS: Readonly<Record<string, Given>> = {
  str: SOME_TEXT,
  repr: SOME_TEXT,
  "json.dumps": SOME_TEXT,
  int: { kind: "int", value: null },
  len: { kind: "int", value: null },
  float: { kind: "float", value: null },
  bool: { kind: "bool", value: null },
  isinstance: { kind: "bool", value: null },
  bytes: { kind: "bytes" },
  list: { kind: "list", items: null },
  sorted: { kind: "list", items: null },
  tuple: { kind: "tuple", items: null },
  set: { kind: "set", items: null },
  dict: { kind: "dict", entries: null, empty: false },
  "uuid.uuid1": { kind: "uuid", version: 1 },
  "uuid.uuid3": { kind: "uuid", version: 3 },
  "uuid.uuid4": { kind: "uuid", version: 4 },
  "uuid.uuid5": { kind: "uuid", version: 5 },
  "uuid.UUID": { kind: "uuid", version: null },
  "datetime.datetime": { kind: "datetime" },
  "datetime.date": { kind: "date" },
  "datetime.date.today": { kind: "date" },
  "datetime.time": { kind: "time" },
  "datetime.timedelta": { kind: "timedelta" },
  "decimal.Decimal": { kind: "Decimal" },
  "pathlib.Path": { kind: "Path" },
  "time.time": { kind: "float", value: null },
  "time.monotonic": { kind: "float", value: null },
  "time.time_ns": { kind: "int", value: null },
  ...Object.fromEntries(
    "now utcnow today fromisoformat fromtimestamp utcfromtimestamp strptime combine"
      .split(" ")
      .map((name) => [`datetime.datetime.${name}`, { kind: "datetime" } as const]),
  ),
};

const TEXT_METHODS = /^(?:join|format|lower|upper|strip|lstrip|rstrip|replace|title|removeprefix|removesuffix)$/;

function resultOf(call: Node, context: CodeContext, step: number): Given | null {
  const callee = call.child("function");
  const dotted = callee && context.resolve(callee);
  if (dotted && Object.hasOwn(RESULTS, dotted)) {
    const result = RESULTS[dotted] as Given;
    // `dict()` and `list()` of nothing.
    const isEmpty = callArguments(call).positional.length === 0 && (call.child("arguments")?.operands.length ?? 0) === 0;
    return result.kind === "dict" ? { ...result, empty: isEmpty } : result;
  }
  const found = classNamed(callee, context);
  if (found?.complete && !found.methods.some(({ name }) => name === "__new__")) return { kind: "instance", of: found };
  const object = callee?.type === "attribute" ? callee.child("object") : null;
  const of = object && givenBy(object, context, step + 1);
  const method = calleeName(call) ?? "";
  if (of?.kind === "text") return method === "encode" ? { kind: "bytes" } : TEXT_METHODS.test(method) ? SOME_TEXT : null;
  return (of?.kind === "datetime" || of?.kind === "date") && method === "isoformat" ? SOME_TEXT : null;
}

function memberOf(node: Node, context: CodeContext, step: number): Given | null {
  const object = node.child("object");
  const name = node.child("attribute")?.text ?? "";
  if (!object) return null;
  const found = classNamed(object, context);
  if (found?.kind === "enum" && found.complete && found.members.length > 0) {
    if (found.members.some((member) => member.name === name)) return { kind: "member", of: found, name, missing: false };
    const other = found.attributes.includes(name) || found.methods.some((method) => method.name === name);
    return other || !/^[A-Z]/.test(name) ? null : { kind: "member", of: found, name, missing: true };
  }
  const of = givenBy(object, context, step + 1);
  if (of?.kind === "uuid") return name === "hex" ? SOME_TEXT : name === "int" ? { kind: "int", value: null } : null;
  if (of?.kind === "member" && name === "value") {
    const value = of.of.members.find((member) => member.name === of.name)?.value ?? null;
    return typeof value === "string" ? { kind: "text", value, parts: [value] } : null;
  }
  const receiver = receiverOf(object, context);
  // Only a model has checked what its fields hold.
  if (!receiver || receiver.mock || receiver.class.kind !== "pydantic" || !receiver.class.complete) return null;
  const field = receiver.class.fields.find((one) => one.name === name);
  return field ? ofType(field.type) : null;
}

function nameOf(node: Node, context: CodeContext, step: number): Given | null {
  const binding = context.binding(node);
  if (!binding || context.bindings(node).length !== 1) return null;
  if (binding.kind === "parameter") {
    if (!binding.annotation) return null;
    const { name, mentions, optional, text } = context.type(binding.annotation);
    const simple = !optional && mentions.length === 1 && name !== null && !/[[\]|'"]/.test(text);
    const scalar = simple && Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    return scalar ?? null;
  }
  const assignment = binding.node.parent;
  if (binding.kind !== "assignment" || !binding.value || assignment?.type !== "assignment" || binding.node.field !== "left")
    return null;
  const given = givenBy(binding.value, context, step + 1);
  // What has a name may be filled later.
  if (given?.kind === "dict") return { kind: "dict", entries: null, empty: false };
  return given?.kind === "list" || given?.kind === "set" ? { kind: given.kind, items: null } : given;
}

const PARAMETERS: Readonly<Record<string, Given>> = {
  str: SOME_TEXT,
  int: { kind: "int", value: null },
  float: { kind: "float", value: null },
  bool: { kind: "bool", value: null },
  bytes: { kind: "bytes" },
  "uuid.UUID": { kind: "uuid", version: null },
  "datetime.datetime": { kind: "datetime" },
  "datetime.timedelta": { kind: "timedelta" },
};

const HELD: Readonly<Partial<Record<ScalarName, Given>>> = {
  str: SOME_TEXT,
  int: { kind: "int", value: null },
  float: { kind: "float", value: null },
  bool: { kind: "bool", value: null },
  bytes: { kind: "bytes" },
  UUID: { kind: "uuid", version: null },
  datetime: { kind: "datetime" },
  timedelta: { kind: "timedelta" },
  Decimal: { kind: "Decimal" },
  Path: { kind: "Path" },
};

function ofType(type: DeclaredType): Given | null {
  return type.kind === "scalar" ? (HELD[type.name] ?? null) : null;
}
