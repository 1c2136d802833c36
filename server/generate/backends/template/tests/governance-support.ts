import { expressionsOf } from "../code/expressions.ts";
import type { GovernanceDesign } from "../design/governance.ts";
import { pythonName } from "../design/names.ts";
import type { Design } from "../design/shape.ts";
import { call, enclosed, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { mockBlocks, resultBlock, writtenBlock } from "./packet-support.ts";
import { keptIn } from "./policy-source.ts";
import { pyValue } from "./samples.ts";
import { sceneOf, settingValue } from "./scene.ts";
import { firstPacketConstant } from "./support.ts";

/** The field by which the tests' policies tell requests apart. */
export function toldBy({ keyFields }: Design): string {
  return keyFields.at(-1) ?? "";
}

/** Constants, helpers and fixtures of the tests; a test file gets those that its tests use. */
export function governanceSupport(design: Design, governance: GovernanceDesign): Block[] {
  const { environment, names, substrate } = design;
  const { event, threadSeed } = sceneOf(design);
  const constant = (name: string, value: string): Block => ({ defines: [name], code: `${name} = ${value}`, tight: true });
  const equals = governance.operator.members.find(({ kind }) => kind === "equals")?.value;
  const isEvent = {
    [governance.condition.field]: toldBy(design),
    [governance.condition.operator]: equals,
    [governance.condition.value]: event[toldBy(design)],
  };
  const kept = keptIn(governance);
  const setting = { design, expressions: expressionsOf(design) };
  const lines = Object.entries(event).map(([name, value]) => `    ${pyString(name)}: ${pyValue(value)},`);
  return [
    ...(environment.settings.length > 0
      ? [
          constant(
            "CONFIG",
            call(
              names.config,
              environment.settings.map((one) => `${one.field}=${settingValue(one, design)}`),
              9,
            ),
          ),
        ]
      : []),
    { defines: ["EVENT"], code: `EVENT: Dict[str, Any] = {\n${lines.join("\n")}\n}`, tight: true },
    constant("THREAD_UUID", `uuid5(MODULE_NAMESPACE, ${pyString(threadSeed)})`),
    {
      defines: ["IS_EVENT"],
      code: `IS_EVENT: Dict[str, Any] = ${pyValue(isEvent)}`,
      tight: true,
    },
    ...(substrate.write.id ? [firstPacketConstant(design)] : []),
    policyBlock(governance),
    ...kept.filing,
    {
      defines: ["decide"],
      code: py`
        def decide(handler: ${names.handler}, event: Dict[str, Any] = EVENT) -> ${names.response}:
            """Ask as a caller does."""
            return asyncio.run(handler.evaluate(${askedWith(design, "event")}))
      `,
    },
    ...decisionBlocks(design, governance),
    writtenBlock(setting),
    ...auditBlock(design),
    ...resultBlock(setting),
    ...mockBlocks(setting),
    kept.fixture,
    {
      defines: ["handler"],
      code: py`
        @pytest.fixture
        def handler(substrate: MagicMock, ${kept.parameter}) -> ${names.handler}:
            """What is tested, with its services and these policies."""
            return ${names.handler}(substrate_service=substrate, policies=${governance.store}(${kept.arguments}))
      `,
    },
  ];
}

/** What `evaluate` is given of an event. */
export function askedWith(design: Design, event: string): string {
  const { names, spec } = design;
  const inbound = expressionsOf(design).several ? [pyString(pythonName(spec.inbound[0]?.name ?? ""))] : [];
  return [`${names.event}(**${event})`, ...inbound].join(", ");
}

/** What a test changes of the policy that allows EVENT. */
export interface PolicyChanges {
  denies?: true;
  priority?: number;
  enabled?: boolean;
  /** As Python. */
  conditions?: string;
}

/** A policy as tests write it. */
export function policyCall({ policy, effect }: GovernanceDesign, id: string, changes: PolicyChanges = {}): string {
  const { denies, priority, enabled, conditions } = changes;
  return call("policy", [
    pyString(id),
    ...(denies ? [`${policy.effect}=${pyString(effect.deny.value)}`] : []),
    ...(priority === undefined ? [] : [`${policy.priority}=${priority}`]),
    ...(enabled === undefined ? [] : [`${policy.enabled ?? ""}=${enabled ? "True" : "False"}`]),
    ...(conditions === undefined ? [] : [`${policy.conditions}=${conditions}`]),
  ]);
}

/** The condition that EVENT meets, with another value. @param value as Python */
export function anotherCondition({ condition }: GovernanceDesign, value: string): string {
  return `{**IS_EVENT, ${pyString(condition.value)}: ${value}}`;
}

/** A condition. @param parts field, operator and value as Python */
export function conditionOf({ condition }: GovernanceDesign, ...parts: readonly [string, string, string]): string {
  const names = [condition.field, condition.operator, condition.value];
  return `{${names.map((name, at) => `${pyString(name)}: ${parts[at] ?? ""}`).join(", ")}}`;
}

/** The decisions of the audit: their effect, policy and reason. */
export function auditedAs(
  { effect }: GovernanceDesign,
  rows: readonly (readonly [allowed: boolean, policy: string | null, reason: string])[],
): string[] {
  return rows.map(
    ([allowed, policy, reason]) =>
      `(${pyString(effect[allowed ? "allow" : "deny"].value)}, ${policy === null ? "None" : pyString(policy)}, ${pyString(reason)})`,
  );
}

function policyBlock({ policy, effect }: GovernanceDesign): Block {
  const entries = [
    `${pyString(policy.id)}: policy_id`,
    `${pyString(policy.effect)}: ${pyString(effect.allow.value)}`,
    `${pyString(policy.priority)}: 10`,
    ...policy.others.map(({ name, value }) => `${pyString(name)}: ${pyValue(value)}`),
    `${pyString(policy.conditions)}: [IS_EVENT]`,
    "**changes",
  ];
  return {
    defines: ["policy"],
    code: py`
      def policy(policy_id: str, **changes: Any) -> Dict[str, Any]:
          """A policy as it is written: it allows EVENT, unless something of it is changed."""
          return ${enclosed("{", entries, "}", 11)}
    `,
  };
}

/** The decisions that tests expect. */
function decisionBlocks({ names }: Design, { effect }: GovernanceDesign): Block[] {
  return [
    {
      defines: ["by_policy"],
      code: py`
        def by_policy(policy_id: str, effect: ${effect.model} = ${effect.model}.${effect.allow.name}) -> ${names.response}:
            """What a policy decided."""
            return ${names.response}(effect=effect, policy_id=policy_id, reason="policy_matched", thread_uuid=THREAD_UUID)
      `,
    },
    {
      defines: ["denial"],
      code: py`
        def denial(reason: str = "no_policy_matched") -> ${names.response}:
            """A denial that no policy decided."""
            return ${names.response}(effect=${effect.model}.${effect.deny.name}, reason=reason, thread_uuid=THREAD_UUID)
      `,
    },
  ];
}

/** What the audit says: the decisions, oldest first. */
function auditBlock({ packets }: Design): Block[] {
  const field = (meaning: "type" | "payload"): string =>
    packets.keywords.find((keyword) => keyword.meaning === meaning)?.name ?? meaning;
  const type =
    packets.forms.type?.kind === "member"
      ? `${packets.forms.type.of}(${pyString(packets.types.out)})`
      : pyString(packets.types.out);
  return [
    {
      defines: ["audited"],
      code: py`
        def audited(substrate: MagicMock) -> List[Tuple[str, Optional[str], str]]:
            """Effect, policy and reason of every decision that was audited, oldest first."""
            packets = [packet.${field("payload")} for packet in written(substrate) if packet.${field("type")} == ${type}]
            return [(payload["effect"], payload["policy_id"], payload["reason"]) for payload in packets]
      `,
    },
  ];
}
