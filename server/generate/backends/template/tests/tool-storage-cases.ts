import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { expectedResult, resultValue } from "./tool-result.ts";

/** A substrate that fails, where the policy says what then: the result tells it, or the call goes on. */
export function toolStorageCases(design: Design, tool: ToolDesign): TestCase[] {
  const { policy, substrate, names, packets, dedupe } = design;
  const { storage } = policy;
  if (!storage) return [];
  const write = `substrate.${substrate.write.method}`;
  const expected = storage.swallow
    ? expectedResult(design, tool, true, resultValue(design))
    : expectedResult(design, tool, false, pyString(storage.name));
  const search = dedupe && dedupe.mechanism !== "memory_cache" ? substrate.search : null;
  const failing = (name: string, effect: string, error: string, doc: string, more: readonly string[]): TestCase => ({
    topic: "storage_failure",
    name,
    about: "all",
    answers: [storage.swallow ? 200 : storage.status],
    spare: 2,
    doc,
    parameters: ["registry: MagicMock", "substrate: MagicMock"],
    body: [
      effect,
      "with capture_logs() as logs:",
      "    result = call_tool(registry)",
      `assert result == ${expected}`,
      `entry = next(one for one in logs if one["event"] == "${names.py}_storage_failed")`,
      `assert (entry["category"], entry["error"]) == (${pyString(storage.name)}, ${pyString(error)})`,
      'assert entry["thread_uuid"] == str(THREAD_UUID)',
      ...more,
    ],
  });
  return [
    failing(
      storage.swallow ? "storage_failure_does_not_stop_the_call" : "storage_failure_is_told",
      `${write}.side_effect = RuntimeError("disk full")`,
      "disk full",
      storage.swallow
        ? "When the substrate fails, that is logged and the call is answered all the same."
        : "When the substrate fails, the result says so, and nothing is called.",
      [
        `assert entry["packet_type"] == ${pyString(packets.types.in)}`,
        storage.swallow ? `assert ${write}.await_count == 2` : `${write}.assert_awaited_once()`,
      ],
    ),
    ...(search
      ? [
          failing(
            storage.swallow ? "failed_lookup_does_not_stop_the_call" : "failed_lookup_is_told",
            `substrate.${search.method}.side_effect = RuntimeError("no index")`,
            "no index",
            storage.swallow
              ? "When the substrate can not be searched, the call is answered as a first one."
              : "When the substrate can not be searched, the result says so, and nothing is written.",
            storage.swallow ? [] : [`${write}.assert_not_awaited()`],
          ),
        ]
      : []),
  ];
}
