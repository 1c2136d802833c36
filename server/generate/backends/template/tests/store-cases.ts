import { effectOf } from "../code/governance.ts";
import { made } from "../code/policy-store.ts";
import { typeWritten } from "../code/storing.ts";
import { DEFAULT_TTL, type GovernanceDesign } from "../design/governance.ts";
import type { FileSource, LoaderSource } from "../design/policy-source.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asking, storing } from "./governance-cases.ts";
import { askedWith, auditedAs, policyCall } from "./governance-support.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { keptIn } from "./policy-source.ts";
import type { Scene } from "./scene.ts";

/** How policies are read, kept, read again, and what becomes of a request when they can not be. */
export function storeCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { source } = governance;
  return [
    ...(source.kind === "loader" ? notGivenCases(scene, governance, source) : unreadableCases(scene, governance, source)),
    lostCase(scene, governance),
    keptCase(scene, governance),
    onceCase(scene, governance),
    ...(source.kind === "folder" ? [folderCase(scene, governance, source)] : []),
  ];
}

/** What all of these have, and what they end with. */
function unreadable(
  scene: Scene,
  governance: GovernanceDesign,
): { base: Pick<TestCase, "topic" | "about" | "answers">; told: string[] } {
  const { design } = scene;
  const { policies } = design.policy;
  const { error } = design.packets.types;
  const category = pyString(policies.name);
  const payload = payloadField(scene);
  return {
    base: { topic: "unreadable", about: "all", answers: [policies.status, 403] },
    told: [
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
    ],
  };
}

/** Contents of which no policies can be read. */
const CONTENTS = ["", "{", "[]", "{}", '{"policies": ["allow"]}'];
/** Is read by what makes any object of Python that a file names, and so would be a program. */
const PROGRAM = "policies: !!python/tuple []";

function unreadableCases(scene: Scene, governance: GovernanceDesign, source: FileSource): TestCase[] {
  const { base, told } = unreadable(scene, governance);
  const { name } = keptIn(governance);
  const isFile = source.kind === "file";
  const contents = [...CONTENTS, ...(source.format === "yaml" ? [PROGRAM] : [])].map((one) =>
    one.includes('"') ? `'${one}'` : pyString(one),
  );
  const write = `${isFile ? name : `(${name} / "policies.${source.format}")`}.write_text(content, encoding="utf-8")`;
  return [
    {
      ...base,
      name: "unreadable_policies_deny_everything",
      spare: 0,
      doc: `Without the ${source.kind}, or with ${isFile ? "one" : "a file"} that holds no policies, nothing is allowed: the denial is audited, and the failure is told.`,
      decorators: [`@pytest.mark.parametrize("content", [${["None", ...contents].join(", ")}])`],
      parameters: asking(scene, ...storing(governance), "content: Optional[str]"),
      body: [
        "if content is None:",
        isFile ? `    ${name}.unlink()` : `    ${name}.rename(${name}.with_name("moved"))`,
        "else:",
        `    ${write}`,
        ...told,
      ],
    },
    invalidCase(scene, governance),
  ];
}

function notGivenCases(scene: Scene, governance: GovernanceDesign, source: LoaderSource): TestCase[] {
  const { base, told } = unreadable(scene, governance);
  const one = made(governance, 'policy("allow-event")');
  const odd = source.entries
    ? ['["allow"]']
    : ['["allow"]', `[${one}, None]`, ...wrongFields(governance).map((field) => `[${one}, replace(${one}, ${field})]`)];
  return [
    {
      ...base,
      name: "unreadable_policies_deny_everything",
      spare: 0,
      doc: "Where the loader fails or gives something else than policies, nothing is allowed: the denial is audited, and the failure is told.",
      decorators: [
        "@pytest.mark.parametrize(",
        '    "given",',
        "    [",
        ...['RuntimeError("not there")', "None", ...odd].map((one) => `        ${one},`),
        "    ],",
        ")",
      ],
      parameters: asking(scene, ...storing(governance), "given: Any"),
      body: [`policy_loader.${source.method}.side_effect = [given]`, ...told],
    },
    ...(source.entries ? [invalidCase(scene, governance)] : []),
  ];
}

function invalidCase(scene: Scene, governance: GovernanceDesign): TestCase {
  const { base, told } = unreadable(scene, governance);
  return {
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
    parameters: asking(scene, ...storing(governance), "changes: Dict[str, Any]"),
    body: [`filed(${keptIn(governance).name}, policy("allow-event"), {**policy("odd"), **changes})`, ...told],
  };
}

/** What a dataclass takes although it may not hold it. */
function wrongFields({ policy }: GovernanceDesign): string[] {
  if (policy.kind !== "dataclass") return [];
  return [
    `${policy.id}=1`,
    `${policy.effect}="maybe"`,
    `${policy.priority}="high"`,
    ...(policy.enabled === null ? [] : [`${policy.enabled}="no"`]),
    `${policy.conditions}=[None]`,
  ];
}

/** What makes no policy of one; a model of the contracts may take keys and texts that the module's own does not. */
function invalidChanges({ policy, condition }: GovernanceDesign): string[] {
  const first = (change: string): string => `{${pyString(policy.conditions)}: [{**IS_EVENT, ${change}}]}`;
  return [
    `{${pyString(policy.effect)}: "maybe"}`,
    `{${pyString(policy.priority)}: "high"}`,
    first(`${pyString(condition.operator)}: "resembles"`),
    ...(policy.kind === "dataclass"
      ? [
          `{${pyString(policy.id)}: 1}`,
          ...(policy.enabled === null ? [] : [`{${pyString(policy.enabled)}: "no"}`]),
          first(`${pyString(condition.field)}: 1`),
        ]
      : []),
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

function lostCase(scene: Scene, governance: GovernanceDesign): TestCase {
  const { design } = scene;
  const { policies } = design.policy;
  const { name, parameter, arguments: given } = keptIn(governance);
  const { source, store } = governance;
  const broken =
    source.kind === "loader"
      ? `${name}.${source.method}.side_effect = RuntimeError("not there")`
      : `${source.kind === "file" ? name : `(${name} / "policies.${source.format}")`}.write_text("{", encoding="utf-8")`;
  return {
    topic: "lost",
    name: "policies_that_become_unreadable_deny_everything",
    about: "all",
    answers: [policies.status, 403],
    spare: 1,
    doc: "What was read before does not count once its time is over and it can not be read again; policies count again as soon as they can.",
    parameters: ["substrate: MagicMock", parameter],
    body: [
      `handler = ${call(design.names.handler, ["substrate_service=substrate", `policies=${store}(${given}, ttl_seconds=0)`], 14)}`,
      'assert decide(handler) == by_policy("allow-event")',
      broken,
      `assert decide(handler) == denial(${pyString(policies.name)})`,
      ...(source.kind === "loader" ? [`${name}.${source.method}.side_effect = None`] : []),
      `filed(${name}, policy("mended"))`,
      'assert decide(handler) == by_policy("mended")',
    ],
  };
}

function keptCase(scene: Scene, governance: GovernanceDesign): TestCase {
  const { name, parameter } = keptIn(governance);
  return {
    topic: "kept_policies",
    name: "policies_are_read_again_when_their_time_is_over",
    about: "all",
    spare: 1,
    doc: "Changed policies count after their time, and not before.",
    parameters: asking(scene, parameter, "monkeypatch: pytest.MonkeyPatch"),
    body: [
      'assert decide(handler) == by_policy("allow-event")',
      `filed(${name}, policy("second"))`,
      'assert decide(handler) == by_policy("allow-event")',
      `assert POLICY_TTL_SECONDS == ${DEFAULT_TTL}`,
      "later = time.monotonic() + POLICY_TTL_SECONDS",
      'monkeypatch.setattr(time, "monotonic", lambda: later)',
      'assert decide(handler) == by_policy("second")',
      `filed(${name}, policy("third"))`,
      'assert decide(handler) == by_policy("second")',
    ],
  };
}

function onceCase({ design, subject }: Scene, governance: GovernanceDesign): TestCase {
  const { names } = design;
  const { source } = governance;
  const { name, parameter } = keptIn(governance);
  const asked = askedWith(design, "EVENT").replace(`${names.event}(**EVENT)`, "event");
  const isLoader = source.kind === "loader";
  const runs = isLoader && source.async;
  const path = isLoader ? source.argument.replace("self._path", '"policies-1"') : `str(${name})`;
  const what = isLoader ? `${name}.${source.method}` : "read_policies";
  return {
    topic: "read_once",
    name: runs ? "policies_are_asked_for_once" : "policies_are_read_once_and_off_the_event_loop",
    about: "all",
    spare: 1,
    doc: runs
      ? "Requests that come together wait for one answer of the loader; the next ones ask for nothing."
      : "Requests that come together wait for one reading, which is a thread's; the next ones read nothing.",
    parameters: [subject, parameter, ...(runs ? [] : ["monkeypatch: pytest.MonkeyPatch"])],
    body: [
      ...(runs
        ? [
            `given = ${what}.return_value`,
            "",
            "async def later(*_: Any) -> List[Any]:",
            "    await asyncio.sleep(0)",
            "    return given",
            "",
            `${what}.side_effect = later`,
          ]
        : [
            "reading = create_autospec(asyncio.to_thread, side_effect=asyncio.to_thread)",
            'monkeypatch.setattr(asyncio, "to_thread", reading)',
          ]),
      "",
      `async def together() -> List[${names.response}]:`,
      `    event = ${names.event}(**EVENT)`,
      `    return await asyncio.gather(handler.evaluate(${asked}), handler.evaluate(${asked}))`,
      "",
      'assert asyncio.run(together()) == [by_policy("allow-event"), by_policy("allow-event")]',
      'assert decide(handler) == by_policy("allow-event")',
      runs
        ? `${what}.assert_awaited_once_with(${path})`
        : `reading.assert_awaited_once_with(${[what, ...(path === "" ? [] : [path])].join(", ")})`,
    ],
  };
}

function folderCase(scene: Scene, governance: GovernanceDesign, { format }: FileSource): TestCase {
  const { name, parameter } = keptIn(governance);
  const deny = `${governance.effect.model}.${governance.effect.deny.name}`;
  const [before, after] = governance.descending ? [20, 5] : [5, 20];
  const written = format === "yaml" ? "yaml.safe_dump" : "json.dumps";
  const file = (as: string, policy: string): string =>
    `(${name} / "${as}").write_text(${written}({"policies": [${policy}]}), encoding="utf-8")`;
  return {
    topic: "priority",
    name: "policies_of_every_file_of_the_folder_count",
    words: "files folder directory several",
    about: "all",
    answers: [200, 403],
    spare: 1,
    doc: "Policies of all files count by their priority, of equal ones those of the first file; a file of another kind is none.",
    parameters: asking(scene, parameter),
    body: [
      `(${name} / "README.md").write_text("policies: none", encoding="utf-8")`,
      file(`a.${format}`, policyCall(governance, "later", { priority: after, denies: true })),
      file(`z.${format}`, policyCall(governance, "equal", { denies: true })),
      'assert decide(handler) == by_policy("allow-event")',
      `without = read_policies(str(${name}))`,
      `assert [one.${governance.policy.id} for one in without] == ["allow-event", "equal", "later"]`,
      file(`b.${format}`, policyCall(governance, "first", { priority: before, denies: true })),
      `assert [${effectOf(governance, "one")} for one in read_policies(str(${name}))][:1] == [${deny}]`,
    ],
  };
}
