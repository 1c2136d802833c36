import type { ContractField } from "../../server/facts/contracts.ts";
import { callArguments } from "../../server/facts/python/index.ts";
import { defineRule } from "../define.ts";
import { isModel } from "../shared/members.ts";

export default defineRule({
  id: "missing_model_field",
  family: "contracts",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A contract model constructed without a field that it requires.",
  why: "The constructor raises a validation error every time this line runs.",
  instead: "Give every required field, or spread a value that holds them.",
  examples: [],
  python: {
    call(node, context) {
      const callee = node.child("function");
      if (!callee) return;
      const model = context.contractClass(context.resolve(callee) ?? (callee.type === "identifier" ? callee.text : null));
      if (!model || !isModel(model) || !model.complete || model.ownConstructor || model.validatesWhole) return;
      const { positional, keywords, splat, dictionarySplat } = callArguments(node);
      if (splat || dictionarySplat) return;
      const given = new Set(keywords.map(({ name }) => name));
      // Dataclasses take their fields by position too; pydantic models do not.
      const left = model.kind === "dataclass" ? model.fields.slice(positional.length) : model.fields;
      const missing = left.filter((field) => field.required && !isGiven(field, given)).map(({ name }) => name);
      if (missing.length === 0) return;
      context.report({
        at: callee,
        message: `${model.name} is built without ${missing.map((name) => `\`${name}\``).join(" and ")}, which it requires: this raises a validation error.`,
        related: model.evidence.span ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }] : [],
        data: { model: model.name, fields: missing },
      });
    },
  },
});

function isGiven({ name, aliases }: ContractField, given: ReadonlySet<string>): boolean {
  return given.has(name) || aliases.some((alias) => given.has(alias));
}
