import type { Failure } from "../design/policy.ts";
import { py, pyString } from "../python/dedent.ts";
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
          """A failure is a packet and an entry."""
          ${lines}
          entry = entry_of(logs, "${names.py}_failed")
          assert (entry["category"], entry["error"]) == (category, reason)
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
