import type { Design } from "../design/shape.ts";
import type { Refusal } from "../design/policy.ts";
import { py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";

/** Something that is caught may happen: the error class and the error packet are needed. */
export function canFail({ runtime, outbound, policy, dedupe, executor }: Design): boolean {
  return (
    executor !== null ||
    runtime !== null ||
    outbound.client !== null ||
    dedupe?.reject === true ||
    (policy.storage !== null && !policy.storage.swallow)
  );
}

/** A failure may come out of the handler: every one that the policy does not answer as handled. A tool answers each with a result, a governance module with a denial. */
export function raisesOut(design: Design): boolean {
  const { policy, runtime, outbound, dedupe, tool, governance, executor } = design;
  if (tool || governance || !canFail(design)) return false;
  return (
    dedupe?.reject === true ||
    executor !== null ||
    (runtime !== null && (!policy.aios.swallow || !policy.unknownTool.swallow)) ||
    (outbound.client !== null && !policy.outbound.swallow) ||
    (policy.storage !== null && !policy.storage.swallow)
  );
}

/** The module's own error: its category, and the status where someone is answered with it. */
export function errorBlock(design: Design): Block {
  const status = raisesOut(design);
  return {
    defines: [design.names.error],
    code: py`
      class ${design.names.error}(Exception):
          """Something that the error policy has a category for."""

          def __init__(self, category: str, ${status && "status: int, "}reason: str) -> None:
              super().__init__(reason)
              self.category = category
              ${status && "self.status = status"}
    `,
  };
}

/** `raise OrdersError("aios_failure", 502, str(error))`. @param reason as Python */
export function raising(design: Design, { name, status }: Refusal, reason: string): string {
  return `raise ${design.names.error}(${[pyString(name), ...(raisesOut(design) ? [String(status)] : []), reason].join(", ")})`;
}
