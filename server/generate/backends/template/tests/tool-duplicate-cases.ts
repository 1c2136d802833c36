import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { toolKey } from "../code/tool-key.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { expectedResult, resultValue } from "./tool-result.ts";

/** A second call: known by the contracts' mechanism, and without effect. */
export function toolDuplicateCases(design: Design, tool: ToolDesign): TestCase[] {
  const { dedupe } = design;
  if (!dedupe) return [];
  const seeded = dedupe.mechanism !== "memory_cache";
  const cases = [
    ...(seeded ? [secondCase(design, tool, true)] : []),
    ...(dedupe.mechanism === "substrate_lookup" ? [] : [secondCase(design, tool, false), cacheCase(design, tool)]),
  ];
  return [...cases, otherCase(design, tool, seeded)];
}

function secondCase(design: Design, tool: ToolDesign, seeded: boolean): TestCase {
  const { dedupe, substrate, outbound, policy, names } = design;
  const client = outbound.client;
  const both = dedupe?.mechanism === "both";
  const fresh = both && seeded;
  const expected = dedupe?.reject
    ? expectedResult(design, tool, false, pyString(policy.duplicate.name), "second")
    : expectedResult(design, tool, true, resultValue(design), "second");
  return {
    topic: "duplicate",
    ...(dedupe?.reject ? { answers: [policy.duplicate.status] } : {}),
    name: `duplicate_call_gets_the_first_result${both ? (seeded ? "_by_the_substrate" : "_by_memory") : ""}`,
    about: "all",
    spare: 1,
    doc: `A second call is found ${seeded ? "in the substrate" : "in memory"}: nothing happens twice.`,
    parameters: [
      "registry: MagicMock",
      "substrate: MagicMock",
      ...(client ? [`${client.injected}: MagicMock`] : []),
      ...(fresh ? [`handler: ${design.names.handler}`] : []),
    ],
    body: [
      "call_tool(registry)",
      ...(seeded
        ? ["outbound = written(substrate)[-1]", `substrate.${substrate.search?.method ?? ""}.return_value = [stored(outbound)]`]
        : []),
      ...(fresh ? ["handler._cache = ResponseCache()"] : []),
      "with capture_logs() as logs:",
      "    second = call_tool(registry)",
      `assert entry_of(logs, "${names.py}_duplicate")["${tool.request.call}"] == str(CALL_ID)`,
      `assert second == ${expected}`,
      `assert substrate.${substrate.write.method}.await_count == 2`,
      ...(client?.calls ?? []).map(({ name }) => `${client?.injected ?? ""}.${name}.assert_awaited_once()`),
    ],
  };
}

function otherCase(design: Design, tool: ToolDesign, seeded: boolean): TestCase {
  const { substrate, dedupe } = design;
  const key = dedupe?.key ?? "";
  const payload = design.packets.keywords.find(({ meaning }) => meaning === "payload")?.name ?? "payload";
  const other =
    key === tool.request.call
      ? "call_tool(registry, ARGUMENTS, FIRST_PACKET)"
      : `call_tool(registry, {**ARGUMENTS, "${key}": "other"})`;
  const first = key === tool.request.call ? "str(CALL_ID)" : `"${key}-1"`;
  const second = key === tool.request.call ? "str(FIRST_PACKET)" : '"other"';
  return {
    topic: "other_delivery",
    name: "other_call_of_the_thread_is_answered",
    about: "all",
    spare: 2,
    doc: "The result of another call does not count.",
    parameters: ["registry: MagicMock", "substrate: MagicMock"],
    body: [
      "call_tool(registry)",
      ...(seeded
        ? ["outbound = written(substrate)[-1]", `substrate.${substrate.search?.method ?? ""}.return_value = [stored(outbound)]`]
        : []),
      other,
      `keys = [packet.${payload}["${toolKey(design, tool)?.field ?? ""}"] for packet in written(substrate)]`,
      `assert keys == [${first}, ${first}, ${second}, ${second}]`,
    ],
  };
}

function cacheCase(design: Design, tool: ToolDesign): TestCase {
  const answer = expectedResult(design, tool, true, "RESULT", "made");
  const { elapsed, time } = tool.result;
  const made =
    elapsed || time
      ? answer.replace(/made\.(\w+)/g, (_, name: string) => (name === elapsed?.name ? "1" : '"2024-01-01T00:00:00"'))
      : answer;
  return {
    topic: "cache",
    name: "memory_of_results_is_bounded",
    about: "all",
    spare: 1,
    doc: "The oldest result goes when there are too many, and none outlives its time.",
    parameters: ["monkeypatch: pytest.MonkeyPatch"],
    body: [
      "answers = ResponseCache(ttl_seconds=60, max_entries=2)",
      `result = ${made}`,
      'for key in ("a", "b", "c"):',
      "    answers.put(key, result)",
      'assert answers.get("a") is None',
      'assert answers.get("b") == result',
      `assert answers.get("c") == ${made}`,
      "later = time.monotonic() + 61",
      'monkeypatch.setattr(time, "monotonic", lambda: later)',
      'assert answers.get("c") is None',
      `assert CACHE_TTL_SECONDS == ${design.dedupe?.ttlSeconds ?? 0}`,
    ],
  };
}
