import { defineRule } from "../define.ts";
import { constructionOf, notGiven } from "../shared/constructions.ts";
import { isExpectedToFail } from "../shared/guards.ts";

export default defineRule({
  id: "missing_model_field",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A contract model constructed without a field that it requires.",
  why: "The constructor raises an error every time this line runs.",
  instead: "Give every required field, or spread a value that holds them.",
  examples: [
    {
      bad: "from memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(parent_packet=None)\n",
      good: 'from memory.substrate_models import PacketProvenance\n\nprovenance = PacketProvenance(source="shop")\n',
    },
  ],
  python: {
    call(node, context) {
      const built = constructionOf(node, context);
      const missing = built ? notGiven(built) : [];
      const callee = node.child("function");
      if (!built || !callee || missing.length === 0 || isExpectedToFail(node)) return;
      const { model } = built;
      const effect = model.kind === "typeddict" ? "what reads it finds no such key" : "this raises an error when it runs";
      context.report({
        at: callee,
        message: `${model.name} is built without ${missing.map((name) => `\`${name}\``).join(" and ")}, which it requires: ${effect}.`,
        related: model.evidence.span
          ? [{ path: model.evidence.path, at: model.evidence.span, message: `${model.name} is defined here` }]
          : [],
        data: { model: model.name, fields: missing },
      });
    },
  },
});
