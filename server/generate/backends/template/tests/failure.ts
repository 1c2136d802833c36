import { typeWritten } from "../code/storing.ts";
import type { Design } from "../design/shape.ts";
import type { Failure } from "../design/policy.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { accepted, answered, UNANSWERED, type Scene } from "./scene.ts";

/** The helper for an entry about an event. */
export const ENTRY: Block = {
  defines: ["entry_of"],
  code: py`
    def entry_of(logs: List[Any], event: str) -> Dict[str, Any]:
        """The first entry of its kind; it names the thread and the time."""
        entry = next(one for one in logs if one["event"] == event)
        assert entry["thread_uuid"] == str(THREAD_UUID)
        assert isinstance(entry["elapsed_ms"], int)
        return entry
  `,
};

/** The helper for what was refused before it was an event. */
export function rejectionsBlock({ design: { names } }: Scene): Block {
  return {
    defines: ["rejections"],
    code: py`
      def rejections(logs: List[Any]) -> List[Tuple[str, str]]:
          """What was refused, by its way in and the reason."""
          return [(one["inbound"], one["reason"]) for one in logs if one["event"] == "${names.py}_rejected"]
    `,
  };
}

/** What may fail while an event is handled. */
function failuresOf({ runtime, outbound, policy }: Design): Failure[] {
  return [...(runtime ? [policy.aios, policy.unknownTool] : []), ...(outbound.client ? [policy.outbound] : [])];
}

/** Failures are answered in different ways: the test must say in which. */
function differ({ design }: Scene): boolean {
  return new Set(failuresOf(design).map(answeredWith)).size > 1;
}

/** The helper for a delivery that fails: what is answered, and what is left behind. */
export function failureBlock(scene: Scene): Block {
  const { design } = scene;
  const { names, packets } = design;
  const payload = payloadField(scene);
  const [failure] = failuresOf(design);
  const left = packets.types.error
    ? [
        "error_packet = written(substrate)[-1]",
        `assert error_packet.${typeField(scene)} == ${typeWritten(design, pyString(packets.types.error))}`,
        `assert error_packet.${payload}["category"] == category`,
        `assert error_packet.${payload}["error"] == reason`,
      ]
    : [
        `assert [packet.${typeField(scene)} for packet in written(substrate)] == [${typeWritten(design, pyString(packets.types.in))}]`,
      ];
  const mixed = differ(scene);
  const parameters = [scene.subject, "substrate: MagicMock", "category: str", "reason: str", ...(mixed ? ["status: int"] : [])];
  return {
    defines: ["assert_failed"],
    code: py`
      ${call("def assert_failed", parameters, 0, " -> None:")}
          """A delivery that fails is answered as the policy says; the failure is a packet and an entry."""
          with capture_logs() as logs:
              ${sentLines(scene, mixed, failure)}
          ${left}
          entry = entry_of(logs, "${names.py}_failed")
          assert (entry["category"], entry["error"]) == (category, reason)
    `,
  };
}

function sentLines(scene: Scene, mixed: boolean, failure: Failure | undefined): string[] {
  const { design, http } = scene;
  const sent = `deliver(${scene.subjectName}, EVENT)`;
  const status = mixed ? "status" : String(failure?.status ?? 0);
  const handled = [...accepted(scene), `assert ${answered(scene)} == ${UNANSWERED}`];
  if (!http) {
    const raised = [
      `with pytest.raises(${design.names.error}) as caught:`,
      `    ${sent}`,
      `assert (caught.value.category, caught.value.status) == (category, ${status})`,
    ];
    if (!mixed) return failure?.swallow ? [`response = ${sent}`, ...handled] : raised;
    return [
      "if status == 200:",
      ...[`response = ${sent}`, ...handled].map((line) => `    ${line}`),
      "else:",
      ...raised.map((line) => `    ${line}`),
    ];
  }
  const refused = `assert response.json()["detail"] == category`;
  const told = failure?.swallow ? handled : [`assert response.status_code == ${status}`, refused];
  if (!mixed) return [`response = ${sent}`, ...told];
  return [
    `response = ${sent}`,
    "assert response.status_code == status",
    "if status == 200:",
    `    assert ${answered(scene)} == ${UNANSWERED}`,
    "else:",
    `    ${refused}`,
  ];
}

/** The status of what fails: 200 where the policy counts it as handled. */
export function answeredWith({ swallow, status }: Failure): number {
  return swallow ? 200 : status;
}

/** A delivery that fails. */
export function failureLine(scene: Scene, failure: Failure, reason: string): string {
  const status = differ(scene) ? [String(answeredWith(failure))] : [];
  return call("assert_failed", [scene.subjectName, "substrate", pyString(failure.name), pyString(reason), ...status], 4);
}
