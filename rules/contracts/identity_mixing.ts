import type { Contracts } from "../../server/facts/contracts.ts";
import type { FactKinds } from "../../server/facts/kinds.ts";
import type { Span } from "../../server/code/index.ts";
import { defineRule, type Related } from "../define.ts";
import type { ContractPart } from "../profile/contract-parts.ts";
import { camelCase, snakeCase } from "../../server/code/spelling.ts";
import { identityNames, toolIdentity } from "../shared/identity.ts";

type IdentityFact = FactKinds["identity"];

/** A place that must name a tool by the same field, as one of the spine's or as a class that plays a part in it. */
interface Use {
  path: string;
  fact: IdentityFact;
  field: string;
  /** Uses of one place are one location of the spine. */
  place: string;
  /** In a message. */
  shown: string;
}

/** Where it is, in a message. */
const PLACE: Readonly<Record<Exclude<IdentityFact["location"], "model">, string>> = {
  "registry.dispatch": "this dispatch",
  "function.name": "the schema's function name",
  test: "this test",
  approved_tools: "`approved_tools`",
  "runtime_context.tools": "the runtime context's tools",
  tool_call: "the model's tool call",
  "context.tool_results": "`tool_results`",
};

/** Classes whose fields name tools; of a tool call that a model asks for, the place is the call. */
const MODELS: readonly ContractPart[] = ["tool_binding", "tool_request", "tool_result"];
const CALLS: readonly ContractPart[] = ["tool_call", "runtime_tool_call"];

/** Where a fact is in this repository; null where the class that is made plays no part. */
function placeOf({ location, model }: IdentityFact, contracts: Contracts): Pick<Use, "place" | "shown"> | null {
  const plays = (part: ContractPart): boolean => contracts.nameOf(part) === model;
  if (location === "model") {
    const part = MODELS.find(plays);
    if (part) return { place: part, shown: `\`${model ?? ""}\`` };
    return CALLS.some(plays) ? { place: "tool_call", shown: PLACE.tool_call } : null;
  }
  if (model !== null && !plays("runtime_context")) return null;
  return { place: location, shown: PLACE[location] };
}

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
    const { contracts } = context.project;
    const uses = module.files.flatMap(({ path, facts }) =>
      (facts?.identity ?? []).flatMap((fact): Use[] => {
        const field = snakeCase(fact.field);
        const at = names.has(field) ? placeOf(fact, contracts) : null;
        return at ? [{ path, fact, field, ...at }] : [];
      }),
    );
    if (uses.length === 0) return;
    const identity = toolIdentity(context.project);
    const right = uses.filter(({ field }) => field === identity.canonical);
    const shown = right.filter(({ place }, at) => right.findIndex((other) => other.place === place) === at);
    const reported = new Set<string>();
    for (const use of uses) {
      const { path, fact, field } = use;
      if (!identity.wrong.has(field)) continue;
      // A display field beside the identity is information.
      if (right.some((other) => other.path === path && belongTogether(other, use))) continue;
      // A display name that no repository uses as identity is wrong only where something must identify.
      if (!identity.rivals.includes(field) && MAY_BE_SHOWN.has(use.place)) continue;
      // What is read from a tool call and dispatched at once is two locations, but one mistake.
      const where = `${path}:${fact.span.start}-${fact.span.end}`;
      if (reported.has(where)) continue;
      reported.add(where);
      const related: Related[] = shown.slice(0, MAX_RELATED).map((other) => ({
        path: other.path,
        at: other.fact.span,
        message: `\`${other.fact.field}\` in ${other.shown}`,
      }));
      const canonical = fact.field === field ? identity.canonical : camelCase(identity.canonical);
      const others = right.length > 0 ? `, elsewhere in the module by \`${shown[0]?.fact.field ?? canonical}\`` : "";
      const message = `The tool is named by \`${fact.field}\` in ${use.shown}${others}: use \`${canonical}\` everywhere, or the tool is not found again.`;
      context.report(path, {
        at: fact.span,
        message,
        related,
        data: { location: use.place, field: fact.field, canonical: identity.canonical },
      });
    }
  },
});

/** Locations whose display fields are no identity by themselves: `assert binding.display_name == …` is a fair test. */
const MAY_BE_SHOWN: ReadonlySet<string> = new Set([...MODELS, "test", "tool_call", "runtime_context.tools"]);

function belongTogether({ place, fact: a }: Use, { place: other, fact: b }: Use): boolean {
  if (place !== other || !same(a.group, b.group)) return false;
  return place === "registry.dispatch" ? a.part !== b.part : a.part === b.part;
}

function same(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
