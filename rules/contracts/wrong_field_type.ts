import { ancestor, callArguments, type Node } from "../../server/code/index.ts";
import { takesNone, type DeclaredType } from "../../server/code/types/declared.ts";
import type { ContractClass, ContractField, ContractParameter, Evidence } from "../../server/facts/contracts.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { constructionOf } from "../shared/constructions.ts";
import { givenBy, type Given } from "../shared/given-values.ts";
import { isExpectedToFail } from "../shared/guards.ts";
import { isService } from "../shared/members.ts";
import { receiverOf } from "../shared/receivers.ts";
import { refuses, type Taker } from "../shared/refusals.ts";
import { problemOf } from "../shared/type-words.ts";

export default defineRule({
  id: "wrong_field_type",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python"],
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
  python: {
    call(node, context) {
      for (const { value, place } of [...fieldsGiven(node, context), ...argumentsGiven(node, context)]) {
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
    },
  },
});

/** A field, or a parameter. */
interface Place {
  /** The model, or the service with its method. */
  owner: string;
  name: string;
  parameter: boolean;
  type: DeclaredType;
  annotation: string;
  taker: Taker;
  evidence: Evidence;
}

interface Giving {
  value: Node;
  place: Place;
}

function fieldsGiven(call: Node, context: CodeContext): Giving[] {
  const built = constructionOf(call, context);
  if (!built || built.model.kind === "class" || built.model.validatesWhole) return [];
  const { model } = built;
  const { positional, keywords, splat } = callArguments(call);
  const byPlace = built.byKeyword || splat ? [] : model.fields.filter(({ keywordOnly }) => !keywordOnly);
  const given = [
    ...positional.map((value, at) => ({ value, field: byPlace[at] })),
    ...keywords.map(({ name, value }) => ({
      value,
      field: model.fields.find((field) => field.name === name || field.aliases.includes(name)),
    })),
  ];
  return given.flatMap(({ value, field }) => {
    const place = field && placeOf(model, field);
    return place ? [{ value, place }] : [];
  });
}

function placeOf(model: ContractClass, field: ContractField): Place | null {
  if (field.converted || field.annotation === null) return null;
  return {
    owner: model.name,
    name: field.name,
    parameter: false,
    // Version 1 takes None where it is the default.
    type: field.default === "None" ? orNone(field.type) : field.type,
    annotation: field.annotation,
    taker: model.kind === "pydantic" ? "pydantic" : "plain",
    evidence: field.evidence,
  };
}

function orNone(type: DeclaredType): DeclaredType {
  return takesNone(type) ? type : { kind: "union", of: [type, { kind: "none" }] };
}

function argumentsGiven(call: Node, context: CodeContext): Giving[] {
  const callee = call.child("function");
  if (callee?.type !== "attribute") return [];
  const receiver = receiverOf(callee.child("object"), context);
  const called = callee.child("attribute")?.text;
  const method =
    receiver && !receiver.mock && isService(receiver.class) ? receiver.class.methods.find(({ name }) => name === called) : null;
  if (!receiver || !method) return [];
  const { positional, keywords, splat } = callArguments(call);
  const places = method.parameters.filter(({ kind }) => kind === "positional");
  const given: { value: Node; parameter: ContractParameter | undefined }[] = [
    ...(splat ? [] : positional.map((value, at) => ({ value, parameter: places[at] }))),
    ...keywords.map(({ name, value }) => ({
      value,
      parameter: method.parameters.find((one) => one.name === name && one.kind !== "keywords"),
    })),
  ];
  return given.flatMap(({ value, parameter }) => {
    if (!parameter || parameter.annotation === null || parameter.kind === "rest") return [];
    const type = parameter.default === "None" ? orNone(parameter.type) : parameter.type;
    const owner = `${receiver.class.name}.${method.name}`;
    const place: Place = {
      owner,
      name: parameter.name,
      parameter: true,
      type,
      annotation: parameter.annotation,
      taker: "plain",
      evidence: method.evidence,
    };
    return [{ value, place }];
  });
}

/** A test that tries what must fail. */
function isMeant(call: Node, context: CodeContext): boolean {
  return isExpectedToFail(call) || (context.isTest && ancestor(call, "try_statement") !== null);
}

/** The value, or the part of it, that the type can not take. */
function wrong(value: Node, place: Place, context: CodeContext): { at: Node; problem: string } | null {
  const { type, taker } = place;
  const given = givenBy(value, context);
  // A dict in a packet's place is raw_dict_packet's, wherever it was made.
  if (!given || (given.kind === "dict" && place.parameter && /packet/i.test(place.name))) return null;
  const classAt = (dotted: string): ContractClass | null => context.project.contracts.classAt(dotted);
  if (refuses(type, given, taker, classAt)) return { at: value, problem: problemOf(type, given, classAt) };
  const count = taker === "pydantic" ? miscounted(type, given) : null;
  if (count !== null) return { at: value, problem: count };
  return inside(type, given, taker, context);
}

/** The first part of a display that its place can not take. */
function inside(type: DeclaredType, given: Given, taker: Taker, context: CodeContext): { at: Node; problem: string } | null {
  const parts = partsOf(type, given, context);
  for (const { value, type: part } of parts) {
    const place: Place = {
      owner: "",
      name: "",
      parameter: false,
      type: part,
      annotation: "",
      taker,
      evidence: { path: "", span: null, rank: "workspace" },
    };
    const found = wrong(value, place, context);
    if (found) return found;
  }
  return null;
}

function partsOf(type: DeclaredType, given: Given, context: CodeContext): { value: Node; type: DeclaredType }[] {
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
  const model = one.kind === "class" ? context.project.contracts.classAt(one.name) : null;
  if (model?.kind !== "pydantic" || !model.complete || model.validatesWhole || model.ownConstructor) return [];
  return given.entries.flatMap(({ key, value }) => {
    const field = model.fields.find(({ name, aliases }) => name === key || aliases.includes(key));
    const place = field && placeOf(model, field);
    return place ? [{ value, type: place.type }] : [];
  });
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
