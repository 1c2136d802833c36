import { list, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { handlerParameter, LOOP, looped, otherValue, SUBSTRATE, textOf, type ExecutorScene } from "./executor-scene.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { typeWritten } from "../code/storing.ts";

/** A task that is given again: known by the contracts' mechanism, and run once. */
export function executorDuplicateCases(scene: ExecutorScene): TestCase[] {
  const { dedupe } = scene.design;
  if (!dedupe) return [];
  const seeded = dedupe.mechanism !== "memory_cache";
  return [
    ...(seeded ? [secondCase(scene, true)] : []),
    ...(dedupe.mechanism === "substrate_lookup" ? [] : [secondCase(scene, false), cacheCase(scene)]),
    otherCase(scene, seeded),
  ];
}

/** The earlier result, where the substrate finds it. */
function seedLines({ design: { substrate } }: ExecutorScene): string[] {
  return ["outbound = written(substrate)[-1]", `substrate.${substrate.search?.method ?? ""}.return_value = [stored(outbound)]`];
}

function secondCase(scene: ExecutorScene, seeded: boolean): TestCase {
  const { design, keyValue } = scene;
  const { dedupe, substrate, policy, names } = design;
  const { method, count } = looped(scene);
  const both = dedupe?.mechanism === "both";
  const run = dedupe?.reject
    ? [`    with pytest.raises(${names.error}) as caught:`, "        run_task(handler)"]
    : ["    second = run_task(handler)"];
  const told = dedupe?.reject
    ? [
        `assert (caught.value.category, caught.value.status) == (${pyString(policy.duplicate.name)}, ${policy.duplicate.status})`,
        `assert ${pyString(keyValue ?? "")} in str(caught.value)`,
      ]
    : ["assert second == first"];
  return {
    topic: "duplicate",
    ...(dedupe?.reject ? { answers: [policy.duplicate.status] } : {}),
    name: `duplicate_task_run_once${both ? (seeded ? "_by_the_substrate" : "_by_memory") : ""}`,
    about: "all",
    spare: 0,
    doc: `A task that is given again is found ${seeded ? "in the substrate" : "in memory"}: it is not run twice.`,
    parameters: [handlerParameter(scene), LOOP, SUBSTRATE],
    body: [
      `${dedupe?.reject ? "" : "first = "}run_task(handler)`,
      ...(seeded ? seedLines(scene) : []),
      ...(both && seeded ? ["handler._cache = ResponseCache()"] : []),
      "with capture_logs() as logs:",
      ...run,
      ...told,
      `assert entry_of(logs, "${names.py}_duplicate")["${dedupe?.key ?? ""}"] == ${pyString(keyValue ?? "")}`,
      `assert ${method}.${count} == 1`,
      `assert substrate.${substrate.write.method}.await_count == 2`,
    ],
  };
}

function otherCase(scene: ExecutorScene, seeded: boolean): TestCase {
  const { design, keyValue } = scene;
  const { dedupe, packets } = design;
  const key = dedupe?.key ?? "";
  const { method, count } = looped(scene);
  const other = otherValue(scene, key);
  const payload = payloadField(scene);
  const keys = [keyValue ?? "", textOf(other)].map(pyString).flatMap((one) => [one, one]);
  return {
    topic: "other_delivery",
    name: "other_task_of_the_thread_is_run",
    about: "all",
    spare: 1,
    doc: "The result of another task does not count.",
    parameters: [handlerParameter(scene), LOOP, SUBSTRATE],
    body: [
      "run_task(handler)",
      ...(seeded ? seedLines(scene) : []),
      `run_task(handler, ${key}=${other})`,
      `assert ${method}.${count} == 2`,
      list(`assert [packet.${payload}["${key}"] for packet in written(substrate)] == `, keys, 4),
      `assert written(substrate)[-1].${typeField(scene)} == ${typeWritten(design, pyString(packets.types.out))}`,
    ],
  };
}

function cacheCase({ design }: ExecutorScene): TestCase {
  return {
    topic: "cache",
    name: "memory_of_results_is_bounded",
    about: "all",
    spare: 1,
    doc: "The oldest result goes when there are too many, and none outlives its time.",
    parameters: ["monkeypatch: pytest.MonkeyPatch"],
    body: [
      "results = ResponseCache(ttl_seconds=60, max_entries=2)",
      'for key in ("a", "b", "c", "b", "d"):',
      "    results.put(key, RESULT)",
      'assert [results.get(key) for key in ("a", "b", "c", "d")] == [None, RESULT, None, RESULT]',
      "later = time.monotonic() + 61",
      'monkeypatch.setattr(time, "monotonic", lambda: later)',
      'assert results.get("d") is None',
      `assert CACHE_TTL_SECONDS == ${design.dedupe?.ttlSeconds ?? 0}`,
    ],
  };
}
