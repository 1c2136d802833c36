import { ancestor, calleeName, type Node } from "../../server/code/index.ts";
import type { DeclaredType } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { givenInCall, placeOf, type Place } from "../shared/given-places.ts";
import { givenInObject } from "../shared/given-places-typescript.ts";
import { givenBy, type Given } from "../shared/given-values.ts";
import { givenInTypeScript } from "../shared/given-values-typescript.ts";
import { isExpectedToFail } from "../shared/guards.ts";
import { refuses } from "../shared/refusals.ts";
import { refusesInTypeScript } from "../shared/refusals-typescript.ts";
import { problemOf } from "../shared/type-words.ts";
import { problemInTypeScript } from "../shared/type-words-typescript.ts";

export default defineRule({
  id: "wrong_field_type",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  yieldsTo: [
    "raw_dict_packet",
    "string_thread_id",
    "random_uuid",
    "tool_name_identity",
    "identity_mixing",
    "unknown_service_method",
    "placeholder_seed",
  ],
  what: "A value given to a contract model's field, or to a parameter of a contract service's method, that can not be of the declared type.",
  why: "A model refuses the value every time this line runs; where nothing checks it, what reads it later meets another type than the contract says.",
  instead: "Give a value of the declared type: parse or derive ids, build nested models, use the enum's own members.",
  examples: [
    {
      bad: 'from memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(source="shop", parent_packet="first")\n',
      good: 'from uuid import uuid4\n\nfrom memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(source="shop", parent_packet=uuid4())\n',
    },
  ],
  code: { visit: { call: visit, assignment: visit, cast: visit, return_statement: visit, lambda: visit } },
});

function visit(node: Node, context: CodeContext): void {
  const isPython = node.source.language === "python";
  const given = isPython ? (node.type === "call" ? givenInCall(node, context) : []) : givenInObject(node, context);
  for (const { value, place } of given) {
    const found = wrong(value, place, context);
    if (!found || isMeant(node, context)) continue;
    const { owner, name, evidence } = place;
    context.report({
      at: found.at,
      message: `${owner}${place.parameter ? ` takes \`${name}\`` : `.${name} is declared`} as \`${place.annotation}\`, ${found.problem}`,
      related: evidence.span
        ? [
            {
              path: evidence.path,
              at: evidence.span,
              message: `${place.parameter ? owner : `${owner}.${name}`} is declared here`,
            },
          ]
        : [],
      data: { model: owner, field: name, declared: place.annotation },
    });
  }
}

/** A test that tries what must fail. */
function isMeant(node: Node, context: CodeContext): boolean {
  if (isExpectedToFail(node)) return true;
  if (!context.isTest) return false;
  return ancestor(node, "try_statement") !== null || (node.source.language === "typescript" && isChecked(node));
}

/** `expect(() => Order.parse({…})).toThrow()`, `assert.throws(() => …)`, or below a comment that expects the compiler's error. */
function isChecked(node: Node): boolean {
  for (let call = ancestor(node, "call"); call; call = ancestor(call, "call"))
    if (/^(?:expect|assert|throws|rejects|doesNotThrow)$/.test(calleeName(call) ?? "")) return true;
  const before = node.source.text.value.slice(0, node.start).split("\n");
  return /@ts-expect-error/.test(before.at(-2) ?? "");
}

/** The value, or the part of it, that the type can not take. */
function wrong(value: Node, place: Place, context: CodeContext): { at: Node; problem: string } | null {
  const { type, taker } = place;
  const isPython = value.source.language === "python";
  const given = isPython ? givenBy(value, context) : givenInTypeScript(value, context, 0);
  // A dict in a packet's place is raw_dict_packet's, wherever it was made.
  if (!given || (given.kind === "dict" && place.parameter && /packet/i.test(place.name))) return null;
  const classAt = (dotted: string): ContractClass | null =>
    context.project.contracts.classAt(dotted, isPython ? "python" : "typescript");
  if (taker === "zod" || taker === "compiler") {
    if (refusesInTypeScript(type, given, taker, classAt))
      return { at: value, problem: problemInTypeScript(type, given, classAt) };
  } else if (refuses(type, given, taker, classAt)) return { at: value, problem: problemOf(type, given, classAt) };
  const count = taker === "pydantic" || taker === "zod" ? miscounted(type, given) : null;
  if (count !== null) return { at: value, problem: count };
  return inside(type, given, place, context);
}

/** The first part of a display that its place can not take. */
function inside(type: DeclaredType, given: Given, around: Place, context: CodeContext): { at: Node; problem: string } | null {
  for (const { value, type: part } of partsOf(type, given, around, context)) {
    const found = wrong(value, { ...around, name: "", parameter: false, type: part }, context);
    if (found) return found;
  }
  return null;
}

function partsOf(
  type: DeclaredType,
  given: Given,
  { taker }: Place,
  context: CodeContext,
): { value: Node; type: DeclaredType }[] {
  const only = type.kind === "union" ? type.of.filter(({ kind }) => kind !== "none") : [type];
  const [one] = only;
  if (!one || only.length > 1) return [];
  if ("items" in one && "items" in given && one.kind !== "sequence") {
    const items = given.items ?? [];
    if (one.fixed)
      return one.items.length === items.length
        ? items.flatMap((value, at) => (one.items[at] ? [{ value, type: one.items[at] }] : []))
        : [];
    const [item] = one.items;
    return item ? items.map((value) => ({ value, type: item })) : [];
  }
  if (given.kind !== "dict" || !given.entries) return [];
  if (one.kind === "dict") return given.entries.map(({ value }) => ({ value, type: one.value }));
  const isPython = taker === "pydantic" || taker === "plain";
  const typeOf =
    one.kind === "object"
      ? (key: string) => one.fields.find(({ name }) => name === key)?.type
      : one.kind === "class"
        ? fieldTypes(context.project.contracts.classAt(one.name, isPython ? "python" : "typescript"))
        : null;
  return given.entries.flatMap(({ key, value }) => {
    const declared = typeOf?.(key);
    return declared ? [{ value, type: declared }] : [];
  });
}

/** The types of a model's fields, where a dict, in TypeScript an object, may stand for it. */
function fieldTypes(model: ContractClass | null): ((key: string) => DeclaredType | undefined) | null {
  if (!model?.complete) return null;
  if (/^(?:interface|protocol|zod)$/.test(model.kind)) return (key) => model.fields.find(({ name }) => name === key)?.type;
  if (model.kind !== "pydantic" || model.validatesWhole || model.ownConstructor) return null;
  return (key) => {
    const field = model.fields.find(({ name, aliases }) => name === key || aliases.includes(key));
    return field && placeOf(model, field)?.type;
  };
}

/** How many items a display has, against what the type demands. */
function miscounted(type: DeclaredType, given: Given): string | null {
  if (!("items" in given) || given.items === null || !("items" in type)) return null;
  const count = given.items.length;
  if (type.kind === "tuple" && type.fixed)
    return count === type.items.length ? null : `which has ${type.items.length} places; this has ${count}.`;
  const { minLength, maxLength } = type.limits;
  // Equal items of a set count once.
  if (given.kind === "set" || type.kind === "set" || type.kind === "frozenset")
    return count < (minLength ?? 0) ? `with at least ${minLength ?? 0} items; this has ${count}.` : null;
  if (count < (minLength ?? 0)) return `with at least ${minLength ?? 0} items; this has ${count}.`;
  return count > (maxLength ?? Infinity) ? `with at most ${maxLength ?? 0} items; this has ${count}.` : null;
}
