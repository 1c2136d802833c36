import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { constructionOf, givenNames, takes } from "../shared/constructions.ts";
import { isExpectedToFail, isGivenHere } from "../shared/guards.ts";
import { didYouMean, fieldNames, isContractModel, listed, meantNames, renameFix, unknownMember } from "../shared/members.ts";

export default defineRule({
  id: "unknown_model_field",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python"],
  fix: "unsafe",
  yieldsTo: ["assumed_result_field", "function_name_identity", "identity_mixing", "tool_name_identity", "unknown_service_method"],
  what: "A keyword given to a contract model, or an attribute read from it, that its schema does not have.",
  why: "pydantic drops an unknown keyword without a word, or refuses it at run time: either way the value never arrives.",
  instead: "Use a field of the model; what has no field of its own goes into the payload or the metadata.",
  examples: [
    {
      bad: 'from memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(source="shop", task_id="t-1")\n',
      good: 'from memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(source="shop")\n',
    },
  ],
  python: {
    call(node, context) {
      const built = constructionOf(node, context);
      if (!built || isExpectedToFail(node)) return;
      const given = givenNames(built);
      for (const { name, at } of built.keywords) if (!takes(built, name)) report(at, built.model, context, given);
    },
    attribute(node, context) {
      const name = node.child("attribute");
      const receiver = unknownMember(node, context);
      if (!name || !receiver || !isContractModel(receiver.class, context) || receiver.class.extraAllowed) return;
      // A model refuses to be given another attribute; any other object takes it, and may be asked for it afterwards.
      if (receiver.class.kind !== "pydantic" && isGivenHere(node)) return;
      report(name, receiver.class, context);
    },
  },
});

/** @param given fields that the call gives already: none of them was meant by a second name */
function report(at: Node, model: ContractClass, context: CodeContext, given: ReadonlySet<string> = new Set()): void {
  const names = fieldNames(model);
  const meant = meantNames(
    at.text,
    names.filter((name) => !given.has(name)),
  );
  context.report({
    at,
    message: `${model.name} has no field \`${at.text}\`; its fields are ${listed(names)}.${elsewhere(at.text, model, context) || didYouMean(meant)}`,
    related: model.evidence.span
      ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }]
      : [],
    fix: renameFix(at, meant),
    data: { model: model.name, field: at.text },
  });
}

/** A field of the model whose own model has the name: ` PacketMetadata, its field \`metadata\`, has it.` */
function elsewhere(name: string, model: ContractClass, { project: { contracts } }: CodeContext): string {
  for (const field of model.fields) {
    const inner = field.className?.includes(".") ? contracts.classAt(field.className) : null;
    if (inner?.fields.some((other) => other.name === name)) return ` ${inner.name}, its field \`${field.name}\`, has it.`;
  }
  return "";
}
