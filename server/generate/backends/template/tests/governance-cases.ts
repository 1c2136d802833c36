import { typeWritten } from "../code/storing.ts";
import { UNMATCHED } from "../code/governance.ts";
import type { GovernanceDesign } from "../design/governance.ts";
import type { Design } from "../design/shape.ts";
import { makesUuid, uuidIn } from "../design/forms.ts";
import { namespaceOf } from "../code/schemas.ts";
import { pyString } from "../python/dedent.ts";
import { auditCases } from "./audit-cases.ts";
import type { TestCase } from "./case.ts";
import { configCases } from "./config-cases.ts";
import { auditedAs, policyCall, toldBy } from "./governance-support.ts";
import { correlationOf, fallback, threadKeyCase, threadOf, typeField } from "./handling-cases.ts";
import { requiredCase } from "./required-case.ts";
import { policyCases } from "./policy-cases.ts";
import { keptIn } from "./policy-source.ts";
import { changed, held, sceneOf, type Scene } from "./scene.ts";
import { storeCases } from "./store-cases.ts";

/** Everything that a governance module can show. */
export function governanceCasesOf(design: Design): TestCase[] {
  const { governance } = design;
  if (!governance) return [];
  const scene = sceneOf(design);
  return [
    ...decisionCases(scene, governance),
    ...policyCases(scene, governance),
    ...storeCases(scene, governance),
    ...auditCases(scene, governance),
    threadCase(scene),
    threadKeyCase(scene),
    correlationCase(scene),
    requiredCase(scene, design.keyFields),
    ...configCases(design),
  ];
}

export function storing(governance: GovernanceDesign): string[] {
  return ["substrate: MagicMock", keptIn(governance).parameter];
}

const DENIED: readonly number[] = [403];

/** The parameters of a test that asks, with what else it needs. */
export function asking({ subject }: Scene, ...more: readonly string[]): string[] {
  return [subject, ...more];
}

function decisionCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { design } = scene;
  const { names } = design;
  const { model, allow, deny } = governance.effect;
  const told = toldBy(design);
  const kept = keptIn(governance);
  return [
    {
      topic: "valid",
      name: "request_that_a_policy_allows_is_allowed",
      about: "all",
      spare: 0,
      doc: "A policy that matches and allows decides, and the decision says which it was.",
      parameters: asking(scene),
      body: [
        "with capture_logs() as logs:",
        "    decision = decide(handler)",
        'assert decision == by_policy("allow-event")',
        "assert decision.allowed is True",
        `entry = next(one for one in logs if one["event"] == "${names.py}_decided")`,
        `assert (entry["effect"], entry["policy_id"], entry["reason"]) == (${pyString(allow.value)}, "allow-event", "policy_matched")`,
        'assert entry["thread_uuid"] == str(THREAD_UUID)',
        'assert isinstance(entry["elapsed_ms"], int)',
      ],
    },
    {
      topic: "unmatched",
      name: "unknown_request_denied",
      about: "all",
      answers: DENIED,
      spare: 0,
      doc: "What no policy matches is denied, and so is everything where there are no policies.",
      parameters: asking(scene, ...storing(governance)),
      body: [
        `decision = decide(handler, ${changed({ [told]: "unheard-of" })})`,
        "assert decision.allowed is False",
        `assert decision.effect == ${model}.${deny.name}`,
        'assert (decision.policy_id, decision.reason) == (None, "no_policy_matched")',
        `filed(${kept.name})`,
        `without = ${names.handler}(substrate_service=substrate, policies=${governance.store}(${kept.arguments}))`,
        "assert decide(without) == denial()",
        `assert audited(substrate) == 2 * [${auditedAs(governance, [[false, null, UNMATCHED]]).join(", ")}]`,
      ],
    },
    {
      topic: "denied",
      name: "denying_policy_denies",
      about: "all",
      answers: DENIED,
      spare: 1,
      doc: "A policy may deny what it matches, and the decision names it.",
      parameters: asking(scene, keptIn(governance).parameter),
      body: [
        `filed(${keptIn(governance).name}, ${policyCall(governance, "deny-event", { denies: true })})`,
        "decision = decide(handler)",
        `assert decision == by_policy("deny-event", ${model}.${deny.name})`,
        "assert decision.allowed is False",
      ],
    },
  ];
}

function threadCase(scene: Scene): TestCase {
  const { design, threadSeed } = scene;
  const { keyFields, packets, names } = design;
  const { paths, forms } = packets;
  const first = paths.thread === null ? "UUID(first)" : uuidIn(forms.thread, "first");
  const type = `packet.${typeField(scene)} == ${typeWritten(design, pyString(packets.types.out))}`;
  return {
    topic: "thread",
    name: "thread_uuid_is_deterministic",
    about: "all",
    answers: [200, 403],
    spare: 1,
    doc: "The same key fields give the same thread, a UUIDv5 in the module's namespace; other ones another.",
    parameters: asking(scene, "substrate: MagicMock"),
    body: [
      `for event in (EVENT, ${changed({ note: "another" })}, ${changed({ [keyFields[0] ?? ""]: "other" })}):`,
      "    decide(handler, event)",
      `decisions = [packet for packet in written(substrate) if ${type}]`,
      `first, second, other = [${threadOf(scene, "packet")} for packet in decisions]`,
      `assert ${first} == uuid5(${namespaceOf(design)}, ${pyString(threadSeed)})`,
      `assert ${first}.version == 5`,
      "assert second == first",
      "assert other != first",
      `assert thread_uuid_for(${names.event}(**EVENT)) == ${first}`,
    ],
  };
}

function correlationCase(scene: Scene): TestCase {
  const { forms } = scene.design.packets;
  const last = correlationOf(scene, "written(substrate)[-1]");
  return {
    topic: "correlation",
    name: "correlation_id_propagates",
    about: "all",
    spare: 1,
    doc: "The request's correlation id is found on every packet of it; where there is none, the thread is.",
    parameters: asking(scene, "substrate: MagicMock"),
    body: [
      "decide(handler)",
      "for packet in written(substrate):",
      `    assert ${correlationOf(scene, "packet")} == ${held(forms.correlation, 'EVENT["correlation_id"]')}`,
      `decide(handler, ${changed({ correlation_id: null })})`,
      `assert ${last} == ${fallback(forms.correlation, "str(THREAD_UUID)")}`,
      ...(forms.correlation && makesUuid(forms.correlation)
        ? [
            `decide(handler, ${changed({ correlation_id: "corr-42" })})`,
            `assert ${last} == ${fallback(forms.correlation, '"corr-42"')}`,
          ]
        : []),
    ],
  };
}
