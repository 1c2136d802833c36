import { pyString } from "../python/dedent.ts";
import { anotherPacket } from "./handling-cases.ts";
import type { TestCase } from "./case.ts";
import { handlerParameter, SUBSTRATE, type ExecutorScene } from "./executor-scene.ts";

/** A substrate that can not be written to, where the policy says what then. */
export function executorStorageCases(scene: ExecutorScene): TestCase[] {
  const { design } = scene;
  const { policy, names, substrate } = design;
  const { storage } = policy;
  if (!storage) return [];
  const run = storage.swallow
    ? ["    result = run_task(handler)"]
    : [`    with pytest.raises(${names.error}) as caught:`, "        run_task(handler)"];
  const ended = storage.swallow
    ? ["assert result == RESULT"]
    : [`assert (caught.value.category, caught.value.status) == (${pyString(storage.name)}, ${storage.status})`];
  const failing = (name: string, doc: string, effect: string, packet: string | null): TestCase => ({
    topic: "storage_failure",
    answers: [storage.swallow ? 200 : storage.status],
    name,
    about: "all",
    spare: 1,
    doc,
    parameters: [handlerParameter(scene), SUBSTRATE],
    body: [
      effect,
      "with capture_logs() as logs:",
      ...run,
      ...ended,
      `entry = next(one for one in logs if one["event"] == "${names.py}_storage_failed")`,
      `assert (entry["category"], entry["error"]) == (${pyString(storage.name)}, "disk full")`,
      ...(packet === null ? [] : [`assert entry["packet_type"] == ${pyString(packet)}`]),
      'assert entry["thread_uuid"] == str(THREAD_UUID)',
    ],
  });
  const { search } = substrate;
  const stored = substrate.write.result ? `write_result(${substrate.write.id ? anotherPacket(substrate) : ""})` : "None";
  return [
    failing(
      "storage_failure_answered_by_policy",
      `A packet that can not be written ${storage.swallow ? "is logged, and the task goes on" : "ends the task"}.`,
      `substrate.${substrate.write.method}.side_effect = RuntimeError("disk full")`,
      design.packets.types.in,
    ),
    failing(
      "result_that_can_not_be_stored_answered_by_policy",
      `A result that can not be written ${storage.swallow ? "is logged, and answered" : "is an error"}.`,
      `substrate.${substrate.write.method}.side_effect = [${stored}, RuntimeError("disk full")]`,
      design.packets.types.out,
    ),
    ...(search
      ? [
          failing(
            "lookup_failure_answered_by_policy",
            `Earlier results that can not be read ${storage.swallow ? "count as none" : "end the task"}.`,
            `substrate.${search.method}.side_effect = RuntimeError("disk full")`,
            null,
          ),
        ]
      : []),
  ];
}
