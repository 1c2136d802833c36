import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { answeredWith } from "./failure.ts";
import { accepted, answered, HANDLED, type Scene } from "./scene.ts";

/** A substrate that fails, where the policy says what then. */
export function storageCases(scene: Scene): TestCase[] {
  const { design, http } = scene;
  const { policy, substrate, names, packets } = design;
  const { storage } = policy;
  if (!storage) return [];
  const method = `substrate.${substrate.write.method}`;
  const parameters = [scene.subject, "substrate: MagicMock"];
  const deliver = `deliver(${scene.subjectName}, EVENT)`;
  const refused = http
    ? [
        "with capture_logs() as logs:",
        `    response = ${deliver}`,
        `assert response.status_code == ${storage.status}`,
        `assert response.json()["detail"] == ${pyString(storage.name)}`,
      ]
    : [
        "with capture_logs() as logs:",
        `    with pytest.raises(${names.error}) as caught:`,
        `        ${deliver}`,
        `assert caught.value.status == ${storage.status}`,
      ];
  const handled = [
    "with capture_logs() as logs:",
    `    response = ${deliver}`,
    ...accepted(scene),
    `assert ${answered(scene)} == ${HANDLED}`,
  ];
  const entries = (count: number, error: string): string[] => [
    `entries = [one for one in logs if one["event"] == "${names.py}_storage_failed"]`,
    `assert [one["category"] for one in entries] == [${Array(count).fill(pyString(storage.name)).join(", ")}]`,
    `assert {(one["thread_uuid"], one["error"]) for one in entries} == {(str(THREAD_UUID), ${pyString(error)})}`,
  ];
  const base = { topic: "storage_failure" as const, answers: [answeredWith(storage)], about: "all" as const, parameters };
  const search = substrate.search && `substrate.${substrate.search.method}.side_effect = RuntimeError("no index")`;
  return [
    {
      ...base,
      spare: 2,
      name: storage.swallow ? "storage_failure_does_not_stop_the_event" : "storage_failure_is_told",
      words: "write written packet",
      doc: storage.swallow
        ? "When the substrate fails, that is logged and the event is handled all the same."
        : `When the substrate fails, the answer is a ${storage.status}.`,
      body: [
        `${method}.side_effect = RuntimeError("disk full")`,
        ...(storage.swallow
          ? [
              ...handled,
              ...entries(2, "disk full"),
              `assert [one["packet_type"] for one in entries] == [${pyString(packets.types.in)}, ${pyString(packets.types.out)}]`,
              `assert ${method}.await_count == 2`,
            ]
          : [...refused, ...entries(1, "disk full"), `${method}.assert_awaited_once()`]),
      ],
    },
    ...(search
      ? [
          {
            ...base,
            spare: 3,
            name: storage.swallow ? "failed_lookup_does_not_stop_the_event" : "failed_lookup_is_told",
            words: "lookup search",
            doc: storage.swallow
              ? "When the substrate can not be searched, the event is handled as a first one."
              : `When the substrate can not be searched, nothing is written and the answer is a ${storage.status}.`,
            body: [
              search,
              ...(storage.swallow
                ? [...handled, ...entries(1, "no index")]
                : [...refused, ...entries(1, "no index"), `${method}.assert_not_awaited()`]),
            ],
          },
        ]
      : []),
  ];
}
