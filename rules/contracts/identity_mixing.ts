import type { FactKinds } from "../../server/facts/kinds.ts";
import type { Span } from "../../server/code/index.ts";
import { defineRule, type Related } from "../define.ts";
import { camelCase, snakeCase } from "../../server/code/spelling.ts";
import { identityNames, toolIdentity } from "../shared/identity.ts";

type IdentityFact = FactKinds["identity"];

/** Where it is, in a message. */
const PLACE: Readonly<Record<IdentityFact["location"], string>> = {
  ToolBinding: "`ToolBinding`",
  ToolCallRequest: "`ToolCallRequest`",
  ToolCallResult: "`ToolCallResult`",
  "registry.dispatch": "this dispatch",
  "function.name": "the schema's function name",
  test: "this test",
  approved_tools: "`approved_tools`",
  "runtime_context.tools": "the runtime context's tools",
  tool_call: "the model's tool call",
  "context.tool_results": "`tool_results`",
};

/** Right places shown with a finding: enough to see the other side. */
const MAX_RELATED = 5;

export default defineRule({
  id: "identity_mixing",
  family: "contracts",
  check: "identity_resolved",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "The places of one module that name a tool do not all use one identity field.",
  why: "A tool bound by one field and dispatched by another is not found, or the wrong one runs.",
  instead:
    "Use the identity field, `tool_id`, in the models, the dispatch, the model's tool schema, the results and the tests alike.",
  examples: [
    {
      bad: "def run(call: ToolCall) -> ToolCallResult:\n    request = ToolCallRequest(tool_id=call.tool_id)\n    return ToolCallResult(tool_name=request.tool_id)\n",
      good: "def run(call: ToolCall) -> ToolCallResult:\n    request = ToolCallRequest(tool_id=call.tool_id)\n    return ToolCallResult(tool_id=request.tool_id)\n",
    },
  ],
  module(module, context) {
    const names = identityNames(context.project.profile);
    const uses = module.files.flatMap(({ path, facts }) =>
      (facts?.identity ?? [])
        .map((fact) => ({ path, fact, field: snakeCase(fact.field) }))
        .filter(({ field }) => names.has(field)),
    );
    if (uses.length === 0) return;
    const identity = toolIdentity(context.project);
    const right = uses.filter(({ field }) => field === identity.canonical);
    const shown = right.filter(({ fact }, at) => right.findIndex((other) => other.fact.location === fact.location) === at);
    const reported = new Set<string>();
    for (const { path, fact, field } of uses) {
      if (!identity.wrong.has(field)) continue;
      // A display field beside the identity is information.
      if (right.some((other) => other.path === path && belongTogether(other.fact, fact))) continue;
      // A display name that no repository uses as identity is wrong only where something must identify.
      if (!identity.rivals.includes(field) && MAY_BE_SHOWN.has(fact.location)) continue;
      // What is read from a tool call and dispatched at once is two locations, but one mistake.
      const place = `${path}:${fact.span.start}-${fact.span.end}`;
      if (reported.has(place)) continue;
      reported.add(place);
      const related: Related[] = shown.slice(0, MAX_RELATED).map((other) => ({
        path: other.path,
        at: other.fact.span,
        message: `\`${other.fact.field}\` in ${PLACE[other.fact.location]}`,
      }));
      const canonical = fact.field === field ? identity.canonical : camelCase(identity.canonical);
      const others = right.length > 0 ? `, elsewhere in the module by \`${shown[0]?.fact.field ?? canonical}\`` : "";
      const message = `The tool is named by \`${fact.field}\` in ${PLACE[fact.location]}${others}: use \`${canonical}\` everywhere, or the tool is not found again.`;
      context.report(path, {
        at: fact.span,
        message,
        related,
        data: { location: fact.location, field: fact.field, canonical: identity.canonical },
      });
    }
  },
});

/** Locations whose display fields are no identity by themselves: `assert binding.display_name == …` is a fair test. */
const MAY_BE_SHOWN: ReadonlySet<IdentityFact["location"]> = new Set([
  "ToolBinding",
  "ToolCallRequest",
  "ToolCallResult",
  "test",
  "tool_call",
  "runtime_context.tools",
]);

function belongTogether(a: IdentityFact, b: IdentityFact): boolean {
  if (a.location !== b.location || !same(a.group, b.group)) return false;
  return a.location === "registry.dispatch" ? a.part !== b.part : a.part === b.part;
}

function same(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
