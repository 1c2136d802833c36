import { callArguments, calleeName, dictEntries, enclosingFunction, isNew, type Node } from "../../server/code/index.ts";
import type { ContractClass, ContractField } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import type { Giving, Place } from "./given-places.ts";
import { typescriptClass } from "./given-values-typescript.ts";
import type { TypeScriptTaker } from "./refusals-typescript.ts";

/**
 * What a node of TypeScript gives to the fields of a model: an object that a schema parses, that a variable or a function with a type holds or returns, that
 * `satisfies` a type, and what a class is built of. Objects that are passed on as arguments are not looked at, nor what `as` makes of them.
 */
export function givenInObject(node: Node, context: CodeContext): Giving[] {
  switch (node.type) {
    case "call":
      return isNew(node) ? built(node, context) : parsed(node, context);
    case "assignment":
      return typed(node.child("right"), node.child("type"), context);
    case "cast":
      return /\bsatisfies\b/.test(between(node)) ? typed(node.child("value"), node.child("type"), context) : [];
    case "return_statement":
      return typed(node.operands[0] ?? null, enclosingFunction(node)?.child("return_type") ?? null, context);
    case "lambda":
      return typed(node.child("body"), node.child("return_type"), context);
    default:
      return [];
  }
}

/** `Schema.parse({…})`, and `z.parse(Schema, {…})` of zod/mini. */
function parsed(call: Node, context: CodeContext): Giving[] {
  if (!/^(?:safeParse|parse)(?:Async)?$/.test(calleeName(call) ?? "")) return [];
  const object = call.child("function")?.child("object") ?? null;
  const { positional, splat } = callArguments(call);
  const [first, second] = positional;
  if (splat || !first) return [];
  const own = typescriptClass(object, context);
  const isMini = own === null && /^zod\b.*/.test(context.resolve(object) ?? "") && second !== undefined;
  const model = isMini ? typescriptClass(first, context) : own;
  const isTried = context.isTest && calleeName(call)?.startsWith("safe");
  return model?.kind === "zod" && !isTried ? fieldsOf(model, isMini ? second : first, "zod") : [];
}

/** `const order: Order = {…}`, `{…} satisfies Order`, `return {…}`. */
function typed(value: Node | null, annotation: Node | null, context: CodeContext): Giving[] {
  const object = value?.type === "parenthesized_expression" ? (value.operands[0] ?? null) : value;
  if (object?.type !== "dictionary" || !annotation) return [];
  const type = context.type(annotation);
  // It makes other types of the model's own.
  if (/\bJsonify\b/.test(type.text)) return [];
  const [only, ...more] = type.mentions.filter((name) => name !== "Promise");
  const model = context.contractClass(type.name === "Promise" && more.length === 0 ? (only ?? null) : type.name);
  const isModel = model !== null && /^(?:interface|protocol|class|zod)$/.test(model.kind);
  return isModel ? fieldsOf(model, object, "compiler") : [];
}

/** `new Order(…)` */
function built(call: Node, context: CodeContext): Giving[] {
  const model = typescriptClass(call.child("function"), context);
  const { positional, splat } = callArguments(call);
  if (!model?.takes || model.kind !== "class" || splat) return [];
  return positional.flatMap((value, at) => {
    const field = model.takes?.[at];
    const place = field && placeOf(model.name, field, "compiler");
    return place ? [{ value, place: { ...place, owner: `new ${model.name}`, parameter: true } }] : [];
  });
}

function fieldsOf(model: ContractClass, object: Node, taker: TypeScriptTaker): Giving[] {
  // What a spread brings first, a later entry may replace, so each entry stands for itself.
  const entries = object.type === "dictionary" ? (dictEntries(object) ?? []) : [];
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  if (!model.complete) return [];
  return [...last.values()].flatMap(({ key, value, node }) => {
    const field = model.fields.find(({ name }) => name === key);
    const isReplaced = object.operands.some(({ type, start }) => type === "list_splat" && start > node.start);
    const place = field && !isReplaced && placeOf(model.name, field, taker);
    return place ? [{ value, place }] : [];
  });
}

function placeOf(owner: string, field: ContractField, taker: TypeScriptTaker): Place | null {
  if (field.annotation === null) return null;
  return {
    owner,
    name: field.name,
    parameter: false,
    type: field.type,
    annotation: field.annotation,
    taker,
    evidence: field.evidence,
  };
}

/** What stands between a value and its type. */
function between(cast: Node): string {
  const [value, type] = [cast.child("value"), cast.child("type")];
  return value && type ? cast.source.text.value.slice(value.end, type.start) : "";
}
