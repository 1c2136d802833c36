import type { Failure } from "../design/policy.ts";
import { py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { accepted, answered, UNANSWERED, type Scene } from "./scene.ts";

/** The helper for what every failure leaves behind. */
export function failureBlock(scene: Scene): Block {
  const { names, packets } = scene.design;
  const payload = payloadField(scene);
  const lines = packets.types.error
    ? [
        "error_packet = written(substrate_service)[-1]",
        `assert error_packet.${typeField(scene)} == ${pyString(packets.types.error)}`,
        `assert error_packet.${payload}["category"] == category`,
        `assert error_packet.${payload}["error"] == reason`,
      ]
    : [`assert [packet.${typeField(scene)} for packet in written(substrate_service)] == [${pyString(packets.types.in)}]`];
  return {
    defines: ["assert_failed"],
    code: py`
      def assert_failed(substrate_service: MagicMock, logs: List[Any], category: str, reason: str) -> None:
          """A failure is a packet, and one entry with its thread, its time and its category."""
          ${lines}
          entry = next(one for one in logs if one["event"] == "${names.py}_failed")
          assert entry["category"] == category
          assert entry["thread_uuid"] == str(THREAD_UUID)
          assert isinstance(entry["elapsed_ms"], int)
    `,
  };
}

/** A delivery that fails: the answer that the policy says, the packet and the entry. */
export function failureLines(scene: Scene, failure: Failure, reason: string): string[] {
  const { design, http } = scene;
  const sent = `deliver(${scene.subjectName}, EVENT)`;
  const left = `assert_failed(substrate_service, logs, ${pyString(failure.name)}, ${pyString(reason)})`;
  if (!http && !failure.swallow) {
    return [
      "with capture_logs() as logs:",
      `    with pytest.raises(${design.names.error}) as caught:`,
      `        ${sent}`,
      `assert caught.value.status == ${failure.status}`,
      left,
    ];
  }
  const told = failure.swallow
    ? [...accepted(scene), `assert ${answered(scene)} == ${UNANSWERED}`]
    : [`assert response.status_code == ${failure.status}`, `assert response.json()["detail"] == ${pyString(failure.name)}`];
  return ["with capture_logs() as logs:", `    response = ${sent}`, ...told, left];
}
