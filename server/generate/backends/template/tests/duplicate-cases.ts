import { pythonName } from "../design/names.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { typeWritten } from "../code/storing.ts";
import { entryLines, payloadField, typeField } from "./handling-cases.ts";
import { accepted, answered, changed, delivery, type Scene } from "./scene.ts";

/** A second delivery: known by the contracts' mechanism, answered as the policy says, and without effect. */
export function duplicateCases(scene: Scene): TestCase[] {
  const { dedupe } = scene.design;
  if (!dedupe) return noDedupeCases(scene);
  const cases: TestCase[] = [];
  if (dedupe.mechanism !== "memory_cache") cases.push(...secondCases(scene, true));
  if (dedupe.mechanism !== "substrate_lookup") cases.push(...secondCases(scene, false), ...cacheCases(scene));
  return [...cases, otherDeliveryCase(scene), ...keyCases(scene), ...otherRouteCase(scene)];
}

function mocks({ design }: Scene): string[] {
  const { runtime, outbound } = design;
  return [
    "substrate: MagicMock",
    ...(runtime ? ["runtime: MagicMock"] : []),
    ...(outbound.client ? [`${outbound.client.injected}: MagicMock`] : []),
  ];
}

/** Everything that must have happened once after two deliveries. */
function onceLines({ design }: Scene): string[] {
  const { runtime, outbound, substrate } = design;
  const sent = (outbound.client?.calls ?? []).filter(({ role }) => role !== "action");
  return [
    `assert substrate.${substrate.write.method}.await_count == 2`,
    ...(runtime ? [`runtime.${runtime.method}.assert_awaited_once()`] : []),
    ...sent.map(({ name }) => `${outbound.client?.injected ?? ""}.${name}.assert_awaited_once()`),
  ];
}

/** @param seeded the substrate finds the first answer; else the memory does */
function secondCases(scene: Scene, seeded: boolean): TestCase[] {
  const { design, expressions } = scene;
  const { dedupe, substrate, names, policy } = design;
  if (!dedupe) return [];
  const both = dedupe.mechanism === "both";
  const search = substrate.search?.method ?? "";
  // With both, a handler that remembers nothing shows that the substrate is asked.
  const fresh = seeded && both;
  const subject = fresh ? (scene.http ? "client" : "handler") : scene.subjectName;
  const seed = seeded
    ? [
        "outbound = written(substrate)[-1]",
        `substrate.${search}.return_value = [stored(outbound)]`,
        ...(fresh ? ["handler._cache = ResponseCache()"] : []),
      ]
    : [];
  const parameters = [...(fresh && scene.http ? ["handler: " + names.handler] : []), scene.subject, ...mocks(scene)];
  const how = seeded ? "in the substrate" : "in memory";
  const compare = [
    ...(expressions.hasReply ? ["assert second.reply == first.reply"] : []),
    ...(expressions.hasResult ? ["assert second.result == first.result"] : []),
    `assert second.${dedupe.key} == first.${dedupe.key}`,
    "assert second.thread_uuid == first.thread_uuid",
  ];
  const suffix = both ? (seeded ? "_by_the_substrate" : "_by_memory") : "";
  const effects: TestCase = {
    topic: "duplicate",
    ...(dedupe.reject ? { answers: [policy.duplicate.status] } : {}),
    name: `duplicate_has_no_effect${suffix}`,
    words: "effect packet nobody nothing twice once",
    about: "all",
    spare: dedupe.reject ? 1 : 5,
    doc: `A second delivery is found ${how}: no packet is written and nobody is called.`,
    parameters,
    body: [
      `deliver(${subject}, EVENT)`,
      ...seed,
      ...(scene.http || !dedupe.reject
        ? [`deliver(${subject}, EVENT)`]
        : [`with pytest.raises(${names.error}):`, `    deliver(${subject}, EVENT)`]),
      ...onceLines(scene),
    ],
  };
  if (dedupe.reject) {
    const refused = scene.http
      ? [
          "with capture_logs() as logs:",
          `    response = deliver(${subject}, EVENT)`,
          ...entryLines(scene, "duplicate"),
          `assert response.status_code == ${policy.duplicate.status}`,
          `assert response.json()["detail"] == ${pyString(policy.duplicate.name)}`,
        ]
      : [
          "with capture_logs() as logs:",
          `    with pytest.raises(${names.error}) as caught:`,
          `        deliver(${subject}, EVENT)`,
          ...entryLines(scene, "duplicate"),
          `assert (caught.value.category, caught.value.status) == (${pyString(policy.duplicate.name)}, ${policy.duplicate.status})`,
        ];
    return [
      effects,
      {
        ...effects,
        name: `duplicate_refused${suffix}`,
        words: "refused rejected denied conflict",
        doc: `A second delivery is found ${how} and refused.`,
        body: [`deliver(${subject}, EVENT)`, ...seed, ...refused, ...onceLines(scene).slice(0, 1)],
      },
    ];
  }
  const same: TestCase = {
    ...effects,
    name: `duplicate_gets_the_first_answer${suffix}`,
    words: "answer answered first same cached",
    spare: 1,
    doc: `A second delivery is found ${how}: it gets the first answer, and nothing happens twice.`,
    body: [
      `first = ${scene.http ? `${names.response}(**deliver(${subject}, EVENT).json())` : `deliver(${subject}, EVENT)`}`,
      ...seed,
      "with capture_logs() as logs:",
      `    response = deliver(${subject}, EVENT)`,
      ...accepted(scene),
      ...entryLines(scene, "duplicate"),
      ...(scene.http ? [`second = ${answered(scene)}`] : ["second = response"]),
      "assert first.duplicate is False",
      "assert second.duplicate is True",
      ...compare,
      ...onceLines(scene),
    ],
  };
  return [same, effects];
}

function otherDeliveryCase(scene: Scene): TestCase {
  const { dedupe, substrate } = scene.design;
  const key = dedupe?.key ?? "";
  const payload = payloadField(scene);
  const seed =
    dedupe?.mechanism === "memory_cache"
      ? []
      : ["outbound = written(substrate)[-1]", `substrate.${substrate.search?.method ?? ""}.return_value = [stored(outbound)]`];
  return {
    topic: "other_delivery",
    name: "other_delivery_of_the_thread_is_processed",
    about: "all",
    spare: 2,
    doc: "An answer to another delivery of the same thread does not count.",
    parameters: [scene.subject, "substrate: MagicMock"],
    body: [
      `deliver(${scene.subjectName}, EVENT)`,
      ...seed,
      `deliver(${scene.subjectName}, ${changed({ [key]: "other" })})`,
      `keys = [packet.${payload}["${key}"] for packet in written(substrate)]`,
      `assert keys == [${pyString(`${key}-1`)}, ${pyString(`${key}-1`)}, "other", "other"]`,
    ],
  };
}

/** The fallback of the delivery's key. */
function keyCases(scene: Scene): TestCase[] {
  const { dedupe, names } = scene.design;
  if (!dedupe || (dedupe.fallback === null && !dedupe.hashed)) return [];
  return [
    {
      topic: "other_delivery",
      name: "delivery_key_has_a_fallback",
      about: "all",
      spare: 1,
      doc: `Without \`${dedupe.key}\`, ${dedupe.hashed ? "the whole event" : `\`${dedupe.fallback ?? ""}\``} tells two deliveries apart.`,
      parameters: [scene.subject, "substrate: MagicMock"],
      body: [
        `event = {name: value for name, value in EVENT.items() if name != "${dedupe.key}"}`,
        `deliver(${scene.subjectName}, event)`,
        `key = delivery_key(${names.event}(**event))`,
        `assert written(substrate)[0].${payloadField(scene)}["${dedupe.key}"] == key`,
        ...(dedupe.hashed
          ? [`assert delivery_key(${names.event}(**{**event, "note": "other"})) != key`, "assert len(key) == 64"]
          : [`assert key == EVENT["${dedupe.fallback ?? ""}"]`]),
        `assert delivery_key(${names.event}(**EVENT)) == EVENT["${dedupe.key}"]`,
      ],
    },
  ];
}

/** The same key by another way in is another delivery. */
function otherRouteCase(scene: Scene): TestCase[] {
  const { design, expressions, http } = scene;
  const other = design.spec.inbound[1];
  if (!expressions.several || !other) return [];
  const { search } = design.substrate;
  const seed = search
    ? ["outbound = written(substrate)[-1]", `substrate.${search.method}.return_value = [stored(outbound)]`]
    : [];
  const name = pythonName(other.name);
  return [
    {
      topic: "other_delivery",
      name: `same_key_of_${name}_is_processed`,
      about: "all",
      spare: 2,
      doc: "What came by one way in is no duplicate of what comes by another.",
      parameters: [scene.subject, "substrate: MagicMock"],
      body: [
        `deliver(${scene.subjectName}, EVENT)`,
        ...seed,
        http
          ? `${delivery(other, 1)}(client, EVENT)`
          : `asyncio.run(handler.handle(${design.names.event}(**EVENT), ${pyString(name)}))`,
        `inbounds = [packet.${payloadField(scene)}["inbound"] for packet in written(substrate)]`,
        `assert inbounds == [${[design.spec.inbound[0]?.name ?? "", design.spec.inbound[0]?.name ?? "", other.name, other.name].map((one) => pyString(pythonName(one))).join(", ")}]`,
      ],
    },
  ];
}

/** Without idempotency a second delivery is handled like the first. */
function noDedupeCases(scene: Scene): TestCase[] {
  const { packets } = scene.design;
  return [
    {
      topic: "every_delivery",
      name: "second_delivery_is_handled_like_the_first",
      about: "all",
      spare: 3,
      doc: "The spec asks for no idempotency: every delivery is handled.",
      parameters: [scene.subject, "substrate: MagicMock"],
      body: [
        `deliver(${scene.subjectName}, EVENT)`,
        `deliver(${scene.subjectName}, EVENT)`,
        `types = [packet.${typeField(scene)} for packet in written(substrate)]`,
        `assert types == [${[packets.types.in, packets.types.out, packets.types.in, packets.types.out].map((type) => typeWritten(scene.design, pyString(type))).join(", ")}]`,
      ],
    },
  ];
}

function cacheCases({ design }: Scene): TestCase[] {
  const { names, dedupe } = design;
  if (!dedupe) return [];
  const answer = (key: string): string => `${names.response}(${dedupe.key}=${pyString(key)}, thread_uuid=THREAD_UUID)`;
  return [
    {
      topic: "cache",
      name: "memory_of_answers_is_bounded",
      about: "all",
      spare: 1,
      doc: "The oldest answer goes when there are too many, and none outlives its time.",
      parameters: ["monkeypatch: pytest.MonkeyPatch"],
      body: [
        "answers = ResponseCache(ttl_seconds=60, max_entries=2)",
        'for key in ("a", "b", "c"):',
        `    answers.put(key, ${names.response}(${dedupe.key}=key, thread_uuid=THREAD_UUID))`,
        'assert answers.get("a") is None',
        `assert answers.get("b") == ${answer("b")}`,
        `assert answers.get("c") == ${answer("c")}`,
        "later = time.monotonic() + 61",
        'monkeypatch.setattr(time, "monotonic", lambda: later)',
        'assert answers.get("c") is None',
        `assert CACHE_TTL_SECONDS == ${dedupe.ttlSeconds}`,
      ],
    },
  ];
}
