import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { accepted, answered, expectedAnswer, outcome, type Scene } from "./scene.ts";

const SUBSTRATE = "substrate_service: MagicMock";

/** A substrate that fails, where the policy says what then. */
export function storageCases(scene: Scene): TestCase[] {
  const { design, http } = scene;
  const { policy, substrate, names } = design;
  const { storage } = policy;
  if (!storage) return [];
  const method = `substrate_service.${substrate.write.method}`;
  const setUp = `${method}.side_effect = RuntimeError("disk full")`;
  const base = { topic: "storage_failure" as const, about: "all" as const, spare: 2 };
  if (storage.swallow) {
    return [
      {
        ...base,
        name: "storage_failure_does_not_stop_the_event",
        doc: "When the substrate fails, that is logged and the event is handled all the same.",
        parameters: [scene.subject, SUBSTRATE],
        body: [
          setUp,
          "with capture_logs() as logs:",
          `    response = deliver(${scene.subjectName}, EVENT)`,
          ...accepted(scene),
          `assert ${answered(scene)} == ${expectedAnswer(scene, outcome(scene))}`,
          `assert [entry["category"] for entry in logs if entry["event"] == "${names.py}_storage_failed"] == [${pyString(storage.name)}, ${pyString(storage.name)}]`,
          `assert ${method}.await_count == 2`,
        ],
      },
      ...(substrate.search
        ? [
            {
              ...base,
              spare: 3,
              name: "failed_lookup_does_not_stop_the_event",
              doc: "When the substrate can not be searched, the event is handled as a first one.",
              parameters: [scene.subject, SUBSTRATE],
              body: [
                `substrate_service.${substrate.search.method}.side_effect = RuntimeError("no index")`,
                `response = deliver(${scene.subjectName}, EVENT)`,
                ...accepted(scene),
                `assert ${answered(scene)} == ${expectedAnswer(scene, outcome(scene))}`,
              ],
            },
          ]
        : []),
    ];
  }
  const refused = http
    ? [
        `response = deliver(${scene.subjectName}, EVENT)`,
        `assert response.status_code == ${storage.status}`,
        `assert response.json()["detail"] == ${pyString(storage.name)}`,
      ]
    : [
        `with pytest.raises(${names.error}) as caught:`,
        `    deliver(${scene.subjectName}, EVENT)`,
        `assert caught.value.status == ${storage.status}`,
      ];
  return [
    {
      ...base,
      name: "storage_failure_is_told",
      doc: `When the substrate fails, the answer is a ${storage.status}.`,
      parameters: [scene.subject, SUBSTRATE],
      body: [setUp, ...refused, `${method}.assert_awaited_once()`],
    },
  ];
}
