import { callArguments, type Node } from "../../server/code/index.ts";
import { takesNone, type DeclaredType } from "../../server/code/types/declared.ts";
import type { ContractClass, ContractField, ContractParameter, Evidence } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { constructionOf } from "./constructions.ts";
import { isService } from "./members.ts";
import { receiverOf } from "./receivers.ts";
import type { Taker } from "./refusals.ts";
import type { TypeScriptTaker } from "./refusals-typescript.ts";

/** A field, or a parameter. */
export interface Place {
  /** The model, or the service with its method. */
  owner: string;
  name: string;
  parameter: boolean;
  type: DeclaredType;
  annotation: string;
  taker: Taker | TypeScriptTaker;
  evidence: Evidence;
}

export interface Giving {
  value: Node;
  place: Place;
}

/** What a call of Python gives to the fields of a model that it builds, and to the parameters of a service's method that it calls. */
export function givenInCall(call: Node, context: CodeContext): Giving[] {
  return [...fieldsGiven(call, context), ...argumentsGiven(call, context)];
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

/** A field as a place for a value; null where anything may be given. */
export function placeOf(model: ContractClass, field: ContractField): Place | null {
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
