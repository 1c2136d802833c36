import { typeWritten } from "../code/storing.ts";
import { DEFAULT_TTL, type GovernanceDesign } from "../design/governance.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asking, PARAMETERS } from "./governance-cases.ts";
import { askedWith, auditedAs } from "./governance-support.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import type { Scene } from "./scene.ts";

/** How policies are read, kept, read again, and what becomes of a request when they can not be. */
export function storeCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  return [...unreadableCases(scene, governance), lostCase(scene), keptCase(scene), onceCase(scene)];
}

function unreadableCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { design } = scene;
  const { policies } = design.policy;
  const { error } = design.packets.types;
  const category = pyString(policies.name);
  const payload = payloadField(scene);
  const base = { topic: "unreadable" as const, about: "all" as const, answers: [policies.status, 403] };
  const told = [
    "with capture_logs() as logs:",
    `    assert decide(handler) == denial(${category})`,
    `entry = next(one for one in logs if one["event"] == "${design.names.py}_failed")`,
    `assert (entry["category"], entry["thread_uuid"]) == (${category}, str(THREAD_UUID))`,
    `assert entry["error"] and ${category} not in entry["error"]`,
    `assert audited(substrate) == [${auditedAs(governance, [[false, null, policies.name]]).join(", ")}]`,
    ...(error
      ? [
          `failures = [one.${payload} for one in written(substrate) if one.${typeField(scene)} == ${typeWritten(design, pyString(error))}]`,
          `assert [(one["category"], one["error"]) for one in failures] == [(${category}, entry["error"])]`,
        ]
      : []),
  ];
  return [
    {
      ...base,
      name: "unreadable_policies_deny_everything",
      spare: 0,
      doc: "Without the file, or with one that holds no policies, nothing is allowed: the denial is audited, and the failure is told.",
      decorators: [`@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"policies": ["allow"]}'])`],
      parameters: asking(scene, ...PARAMETERS, "content: Optional[str]"),
      body: [
        "if content is None:",
        "    policy_file.unlink()",
        "else:",
        '    policy_file.write_text(content, encoding="utf-8")',
        ...told,
      ],
    },
    {
      ...base,
      name: "one_invalid_policy_denies_everything",
      words: "invalid policy unknown operator effect key",
      spare: 1,
      doc: "A policy with an unknown effect, operator or key could mean anything: the others do not count either.",
      decorators: [
        "@pytest.mark.parametrize(",
        '    "changes",',
        "    [",
        ...invalidChanges(governance).map((change) => `        ${change},`),
        "    ],",
        ")",
      ],
      parameters: asking(scene, ...PARAMETERS, "changes: Dict[str, Any]"),
      body: ['filed(policy_file, policy("allow-event"), {**policy("odd"), **changes})', ...told],
    },
  ];
}

/** What makes no policy of one; a model of the contracts may take keys and texts that the module's own does not. */
function invalidChanges({ policy, condition }: GovernanceDesign): string[] {
  const first = (change: string): string => `{${pyString(policy.conditions)}: [{**IS_EVENT, ${change}}]}`;
  return [
    `{${pyString(policy.effect)}: "maybe"}`,
    `{${pyString(policy.priority)}: "high"}`,
    first(`${pyString(condition.operator)}: "resembles"`),
    ...(policy.own
      ? [
          `{${pyString(policy.id)}: ""}`,
          `{${pyString(policy.conditions)}: None}`,
          '{"condition": []}',
          first(`${pyString(condition.field)}: ""`),
          first('"negated": True'),
        ]
      : []),
  ];
}

function lostCase(scene: Scene): TestCase {
  const { design } = scene;
  const { policies } = design.policy;
  return {
    topic: "lost",
    name: "policies_that_become_unreadable_deny_everything",
    about: "all",
    answers: [policies.status, 403],
    spare: 1,
    doc: "What was read before does not count once its time is over and the file can not be read; it counts again as soon as it can.",
    parameters: ["substrate: MagicMock", "policy_file: Path"],
    body: [
      `handler = ${call(design.names.handler, ["substrate_service=substrate", "policies=PolicyStore(str(policy_file), ttl_seconds=0)"], 14)}`,
      'assert decide(handler) == by_policy("allow-event")',
      'policy_file.write_text("{", encoding="utf-8")',
      `assert decide(handler) == denial(${pyString(policies.name)})`,
      'filed(policy_file, policy("mended"))',
      'assert decide(handler) == by_policy("mended")',
    ],
  };
}

function keptCase(scene: Scene): TestCase {
  return {
    topic: "kept_policies",
    name: "policies_are_read_again_when_their_time_is_over",
    about: "all",
    spare: 1,
    doc: "A changed file counts after its time, and not before.",
    parameters: asking(scene, "policy_file: Path", "monkeypatch: pytest.MonkeyPatch"),
    body: [
      'assert decide(handler) == by_policy("allow-event")',
      'filed(policy_file, policy("second"))',
      'assert decide(handler) == by_policy("allow-event")',
      `assert POLICY_TTL_SECONDS == ${DEFAULT_TTL}`,
      "later = time.monotonic() + POLICY_TTL_SECONDS",
      'monkeypatch.setattr(time, "monotonic", lambda: later)',
      'assert decide(handler) == by_policy("second")',
      'filed(policy_file, policy("third"))',
      'assert decide(handler) == by_policy("second")',
    ],
  };
}

function onceCase({ design, subject }: Scene): TestCase {
  const { names } = design;
  const asked = askedWith(design, "EVENT").replace(`${names.event}(**EVENT)`, "event");
  return {
    topic: "read_once",
    name: "policies_are_read_once_and_off_the_event_loop",
    about: "all",
    spare: 1,
    doc: "Requests that come together wait for one reading, which is a thread's; the next ones read nothing.",
    parameters: [subject, "policy_file: Path", "monkeypatch: pytest.MonkeyPatch"],
    body: [
      "reading = create_autospec(asyncio.to_thread, side_effect=asyncio.to_thread)",
      'monkeypatch.setattr(asyncio, "to_thread", reading)',
      "",
      `async def together() -> List[${names.response}]:`,
      `    event = ${names.event}(**EVENT)`,
      `    return await asyncio.gather(handler.evaluate(${asked}), handler.evaluate(${asked}))`,
      "",
      'assert asyncio.run(together()) == [by_policy("allow-event"), by_policy("allow-event")]',
      'assert decide(handler) == by_policy("allow-event")',
      "reading.assert_awaited_once_with(read_policies, str(policy_file))",
    ],
  };
}
