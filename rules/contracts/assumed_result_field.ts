import type { ContractClass } from "../../server/facts/contracts.ts";
import { callArguments, stringValue, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { constructionOf, takes } from "../shared/constructions.ts";
import { fieldNames, hasMember, isContractModel, listed, unknownMember } from "../shared/members.ts";
import { receiverOf } from "../shared/receivers.ts";

export default defineRule({
  id: "assumed_result_field",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "`ok`, `completed`, `duplicate` or `status` read from, or given to, a contract result whose schema lacks it.",
  why: "These fields look natural on any result, so they are assumed; the result does not have them and the check never holds.",
  instead: "Use the fields that the result's schema has.",
  examples: [
    {
      bad: "from core.agents.schemas import AIOSResult\n\n\ndef answered(result: AIOSResult) -> bool:\n    return result.ok\n",
      good: "from core.agents.schemas import AIOSResult\n\n\ndef answered(result: AIOSResult) -> bool:\n    return bool(result.content)\n",
    },
  ],
  python: {
    call(node, context) {
      const read = readByName(node, context);
      if (read) return report(read.at, read.name, read.model, "read from", context);
      const built = constructionOf(node, context);
      if (!built || !isResult(built.model, context)) return;
      for (const { name, at } of built.keywords) if (!takes(built, name)) report(at, name, built.model, "given to", context);
    },
    attribute(node, context) {
      const name = node.child("attribute");
      const receiver = name && isAssumed(name.text, context) ? unknownMember(node, context) : null;
      if (!name || !receiver || !isResult(receiver.class, context) || receiver.class.extraAllowed) return;
      const isGiven = node.field === "left" && /assignment$/.test(node.parent?.type ?? "");
      report(name, name.text, receiver.class, isGiven ? "given to" : "read from", context);
    },
  },
});

/** `getattr(result, "ok")` without a default. */
function readByName(call: Node, context: CodeContext): { at: Node; name: string; model: ContractClass } | null {
  const { positional } = callArguments(call);
  const [value, member] = positional;
  if (!value || !member || positional.length !== 2 || context.resolve(call.child("function")) !== "getattr") return null;
  const name = stringValue(member);
  const model = name !== null && isAssumed(name, context) ? receiverOf(value, context)?.class : null;
  if (name === null || !model?.complete || model.extraAllowed || !isResult(model, context) || hasMember(model, name)) return null;
  return { at: member, name, model };
}

/** A model that says by its name that it is what a call gives back. */
function isResult(model: ContractClass, context: CodeContext): boolean {
  return /(?:Result|Response|Outcome|Receipt)$/.test(model.name) && isContractModel(model, context);
}

function isAssumed(name: string, { project }: CodeContext): boolean {
  return project.profile.executor_contract.assumed_fields.includes(name);
}

function report(at: Node, name: string, model: ContractClass, how: string, context: CodeContext): void {
  if (!isAssumed(name, context)) return;
  context.report({
    at,
    message: `\`${name}\` is ${how} ${model.name}, which has no such field; its fields are ${listed(fieldNames(model))}.`,
    related: model.evidence.span
      ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }]
      : [],
    data: { model: model.name, field: name },
  });
}
