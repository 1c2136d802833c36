import type { ContractClass } from "../../server/facts/contracts.ts";
import { callArguments, type PyNode } from "../../server/facts/python/index.ts";
import { defineRule, type PythonContext } from "../define.ts";
import { hasMember, isModel, listed, unknownMember } from "../shared/members.ts";

export default defineRule({
  id: "assumed_result_field",
  family: "contracts",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "`ok`, `completed`, `duplicate` or `status` read from, or given to, a contract result whose schema lacks it.",
  why: "These fields look natural on any result, so they are assumed; the result does not have them and the check never holds.",
  instead: "Use the fields that the result's schema has.",
  examples: [],
  python: {
    call(node, context) {
      const callee = node.child("function");
      const model = context.contractClass(context.resolve(callee) ?? (callee?.type === "identifier" ? callee.text : null));
      if (!model || !isResult(model) || !model.complete || model.extraAllowed || model.ownConstructor) return;
      for (const { name, node: keyword } of callArguments(node).keywords) {
        const at = keyword.child("name");
        const known = hasMember(model, name) || model.fields.some(({ aliases }) => aliases.includes(name));
        if (at && !known) report(at, model, "given to", context);
      }
    },
    attribute(node, context) {
      const name = node.child("attribute");
      const receiver = name && isAssumed(name.text, context) ? unknownMember(node, context) : null;
      if (name && receiver && isResult(receiver.class) && !receiver.class.extraAllowed) report(name, receiver.class, "read from", context);
    },
  },
});

/** A model that says by its name that it is what a call gives back. */
function isResult(model: ContractClass): boolean {
  return isModel(model) && /(?:Result|Response|Outcome|Receipt)$/.test(model.name);
}

function isAssumed(name: string, { project }: PythonContext): boolean {
  return project.profile.executor_contract.assumed_fields.includes(name);
}

function report(at: PyNode, model: ContractClass, how: string, context: PythonContext): void {
  if (!isAssumed(at.text, context)) return;
  context.report({
    at,
    message: `\`${at.text}\` is ${how} ${model.name}, which has no such field; its fields are ${listed(model.fields.map(({ name }) => name))}.`,
    related: model.evidence.span ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }] : [],
    data: { model: model.name, field: at.text },
  });
}
