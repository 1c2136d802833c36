import { MATCHED, UNMATCHED } from "../code/governance.ts";
import type { GovernanceDesign } from "../design/governance.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asking, storing } from "./governance-cases.ts";
import { anotherCondition, auditedAs, policyCall, toldBy } from "./governance-support.ts";
import { anotherPacket, correlationOf, firstPacket, packetLines, payloadField, threadOf } from "./handling-cases.ts";
import { keptIn } from "./policy-source.ts";
import { changed, type Scene } from "./scene.ts";

/** What is left of a decision, and what becomes of one that nothing would be left of. */
export function auditCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  return [...packetCases(scene, governance), ...auditFailureCases(scene)];
}

function packetCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { design } = scene;
  const { packets, substrate } = design;
  const payload = payloadField(scene);
  const told = toldBy(design);
  const { parent } = packets.paths;
  const asksIn = packets.types.in !== "";
  const parents = asksIn && parent !== null && substrate.write.id !== null;
  const expected = asksIn ? ["inbound", "outbound"] : ["outbound"];
  return [
    {
      topic: "audit",
      name: "every_decision_is_audited",
      about: "all",
      answers: [200, 403],
      spare: 0,
      doc: "What is allowed, what a policy denies and what none knows: each decision is one packet with its effect, policy and reason.",
      parameters: asking(scene, ...storing(governance)),
      body: [
        `forbidden = ${anotherCondition(governance, '"forbidden"')}`,
        `filed(${keptIn(governance).name}, policy("allow-event"), ${policyCall(governance, "deny-other", { denies: true, conditions: "[forbidden]" })})`,
        "decide(handler)",
        `decide(handler, ${changed({ [told]: "forbidden" })})`,
        `decide(handler, ${changed({ [told]: "unheard-of" })})`,
        "assert audited(substrate) == [",
        ...auditedAs(governance, [
          [true, "allow-event", MATCHED],
          [false, "deny-other", MATCHED],
          [false, null, UNMATCHED],
        ]).map((row) => `    ${row},`),
        "]",
      ],
    },
    {
      topic: "packet",
      name: "decision_written_as_packets",
      about: "all",
      answers: [200, 403],
      spare: 0,
      doc: "A request and its decision are stored as typed packets with their metadata.",
      parameters: asking(scene, "substrate: MagicMock"),
      body: [
        "decide(handler)",
        `${expected.join(", ")}${asksIn ? "" : ","} = written(substrate)`,
        `assert isinstance(outbound, ${packets.envelope})`,
        ...(asksIn ? packetLines(scene, "inbound", packets.types.in) : []),
        `assert ${asksIn ? "inbound" : "outbound"}.${payload}["event"] == EVENT`,
        ...packetLines(scene, "outbound", packets.types.out),
        `assert outbound.${payload}["effect"] == ${pyString(governance.effect.allow.value)}`,
      ],
    },
    ...(asksIn
      ? [
          {
            topic: "links" as const,
            name: "packets_share_thread_and_correlation",
            about: "all" as const,
            spare: 1,
            doc: "The decision's packet is linked to the request's packet.",
            parameters: asking(scene, "substrate: MagicMock"),
            body: [
              ...(parents
                ? [
                    `substrate.${substrate.write.method}.side_effect = [write_result(FIRST_PACKET), write_result(${anotherPacket(substrate)})]`,
                  ]
                : []),
              "decide(handler)",
              "inbound, outbound = written(substrate)",
              `assert ${correlationOf(scene, "outbound")} == ${correlationOf(scene, "inbound")}`,
              `assert ${threadOf(scene, "outbound")} == ${threadOf(scene, "inbound")}`,
              ...(parents ? [`assert outbound.${parent} == ${firstPacket(packets.forms.parent)}`] : []),
            ],
          },
        ]
      : []),
  ];
}

/** An audit that can not be written. */
function auditFailureCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const { policy, substrate, names, packets } = design;
  const { storage } = policy;
  if (!storage) return [];
  const method = `substrate.${substrate.write.method}`;
  const expected = storage.swallow ? 'by_policy("allow-event")' : `denial(${pyString(storage.name)})`;
  const { in: first, out } = packets.types;
  const entries = (types: readonly string[]): string[] => [
    `entries = [one for one in logs if one["event"] == "${names.py}_storage_failed"]`,
    `assert {(one["category"], one["error"]) for one in entries} == {(${pyString(storage.name)}, "disk full")}`,
    `assert [one["packet_type"] for one in entries] == [${types.map(pyString).join(", ")}]`,
    'assert {one["thread_uuid"] for one in entries} == {str(THREAD_UUID)}',
  ];
  const stored = substrate.write.result ? `write_result(${substrate.write.id ? anotherPacket(substrate) : ""})` : "None";
  const failing = (name: string, effect: string, types: readonly string[], spare: number): TestCase => ({
    topic: "storage_failure",
    name,
    about: "all",
    answers: storage.swallow ? [200] : [storage.status],
    spare,
    doc: storage.swallow
      ? "A decision whose audit can not be written stands, and the failure is logged."
      : "What can not be audited is not allowed, whatever the policies say.",
    parameters: asking(scene, "substrate: MagicMock"),
    body: [
      `${method}.side_effect = ${effect}`,
      "with capture_logs() as logs:",
      "    decision = decide(handler)",
      `assert decision == ${expected}`,
      ...entries(types),
    ],
  });
  return [
    failing(
      storage.swallow ? "decision_stands_without_its_audit" : "decision_that_can_not_be_audited_is_a_denial",
      packets.types.in ? `[${stored}, RuntimeError("disk full")]` : '[RuntimeError("disk full")]',
      [out],
      1,
    ),
    ...(packets.types.in
      ? [
          failing(
            storage.swallow ? "decision_stands_without_packets" : "request_that_can_not_be_stored_is_denied",
            'RuntimeError("disk full")',
            storage.swallow ? [first, out] : [first],
            2,
          ),
        ]
      : []),
  ];
}
