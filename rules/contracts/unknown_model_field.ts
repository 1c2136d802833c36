import type { ContractClass } from "../../server/facts/contracts.ts";
import { callArguments, type PyNode } from "../../server/facts/python/index.ts";
import { defineRule, type PythonContext } from "../define.ts";
import { didYouMean, isModel, listed, meantNames, renameFix, unknownMember } from "../shared/members.ts";

export default defineRule({
  id: "unknown_model_field",
  family: "contracts",
  severity: "error",
  languages: ["python"],
  fix: "unsafe",
  yieldsTo: ["assumed_result_field", "function_name_identity", "identity_mixing", "tool_name_identity"],
  what: "A keyword given to a contract model, or an attribute read from it, that its schema does not have.",
  why: "pydantic drops an unknown keyword without a word, or refuses it at run time: either way the value never arrives.",
  instead: "Use a field of the model; what has no field of its own goes into the payload or the metadata.",
  examples: [],
  python: {
    call(node, context) {
      const model = context.contractClass(context.resolve(node.child("function")) ?? localName(node));
      if (!model || !isModel(model) || !model.complete || model.extraAllowed || model.ownConstructor) return;
      for (const { name, node: keyword } of callArguments(node).keywords) {
        const at = keyword.child("name");
        if (at && !accepts(model, name)) report(at, model, context);
      }
    },
    attribute(node, context) {
      const name = node.child("attribute");
      const receiver = unknownMember(node, context);
      if (!name || !receiver || !isModel(receiver.class) || receiver.class.extraAllowed) return;
      report(name, receiver.class, context);
    },
  },
});

/** A class of the same file stands for itself. */
function localName(call: PyNode): string | null {
  const callee = call.child("function");
  return callee?.type === "identifier" ? callee.text : null;
}

function accepts(model: ContractClass, keyword: string): boolean {
  return model.fields.some(({ name, aliases }) => name === keyword || aliases.includes(keyword));
}

function report(at: PyNode, model: ContractClass, context: PythonContext): void {
  const names = model.fields.map(({ name }) => name);
  const meant = meantNames(at.text, names);
  context.report({
    at,
    message: `${model.name} has no field \`${at.text}\`; its fields are ${listed(names)}.${didYouMean(meant)}`,
    related: model.evidence.span ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }] : [],
    fix: renameFix(at, meant),
    data: { model: model.name, field: at.text },
  });
}
