import { functionNameValue, nameSources } from "../../server/facts/extract/tool-schemas.ts";
import type { Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { canonicalFix, readsCanonical, toolIdentity, wrongReads } from "../shared/identity.ts";

export default defineRule({
  id: "function_name_identity",
  family: "contracts",
  check: "identity_resolved",
  severity: "error",
  languages: ["python"],
  fix: "unsafe",
  what: "A tool schema for the model whose function name is taken from the tool's display name.",
  why: "The model calls the function by that name, and a display name does not lead back to the tool.",
  instead: "Take the function's name from the identity field, `tool_id`, or derive it from it.",
  examples: [
    {
      bad: 'def schema(tool: ToolBinding) -> ToolSchema:\n    return ToolSchema(type="function", function={"name": tool.tool_name})\n',
      good: 'def schema(tool: ToolBinding) -> ToolSchema:\n    return ToolSchema(type="function", function={"name": tool.tool_id.replace(".", "_")})\n',
    },
  ],
  python: { pair: check, keyword_argument: check, assignment: check },
});

function check(node: Node, context: CodeContext): void {
  const value = functionNameValue(node);
  if (!value) return;
  const identity = toolIdentity(context.project);
  const sources = nameSources(value);
  if (sources.some((source) => readsCanonical(source, identity))) return;
  const fields = sources.flatMap((source) => wrongReads(source, identity, context));
  const [first] = fields;
  if (!first) return;
  context.report({
    at: value,
    message: `The function's name is taken from \`${first.name}\`, so the model's call does not lead back to the tool: take it from \`${identity.canonical}\`.`,
    data: { field: first.name, canonical: identity.canonical },
    fix: canonicalFix(fields, identity, context),
  });
}
