import type { ContractClass, ContractField } from "../../facts/contracts.ts";
import { listedType } from "./field-types.ts";
import type { Listed } from "./repository.ts";

/** A class of which only an index speaks: what it lists exists, what it does not list may exist too. @param module where the index does not say */
export function describeListed(listed: Listed, module: string): ContractClass {
  return {
    name: listed.name,
    module: listed.module ?? module,
    kind: listed.fields.length > 0 ? "pydantic" : "class",
    fields: listed.fields.map(({ name, annotation, required, default: initial, evidence }): ContractField => ({
      name,
      annotation,
      type: listedType(annotation),
      converted: false,
      className: null,
      itemClass: null,
      keywordOnly: false,
      required: required === true && initial === null,
      default: initial,
      aliases: [],
      inheritedFrom: null,
      evidence,
    })),
    methods: listed.methods.map(({ name, parameters, evidence }) => ({
      name,
      parameters: parameters.map((parameter) => ({
        name: parameter,
        annotation: null,
        type: { kind: "any" },
        default: null,
        required: false,
        kind: "positional" as const,
      })),
      returns: null,
      returnsClass: null,
      returnsItem: null,
      async: false,
      inheritedFrom: null,
      evidence,
    })),
    attributes: [],
    attributeClasses: {},
    members: [],
    extraAllowed: false,
    ownConstructor: true,
    takes: null,
    validatesWhole: false,
    complete: false,
    evidence: listed.evidence,
  };
}
