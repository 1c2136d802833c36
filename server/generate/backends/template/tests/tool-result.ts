import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { pyString } from "../python/dedent.ts";
import { sampleOf } from "./samples.ts";
import { held } from "./scene.ts";

/** The call's own id, as its result holds it. */
export function calledBy({ result, request }: ToolDesign): string {
  return held(result.call?.form ?? null, request.callKind === "text" ? "str(CALL_ID)" : "CALL_ID");
}

/** The result of a call, as its model. @param value what came of it, or why it failed @param actual the result that it must equal: how long it took is its own */
export function expectedResult(design: Design, tool: ToolDesign, success: boolean, value: string, actual = "result"): string {
  const { identity, task, contracts } = design;
  const { result } = tool;
  const given: Record<string, string> = { [identity]: pyString(task.module.id) };
  if (result.call) given[result.call.name] = calledBy(tool);
  for (const own of [result.elapsed, result.time]) if (own) given[own.name] = `${actual}.${own.name}`;
  if (result.success) given[result.success] = success ? "True" : "False";
  if (success && result.value) given[result.value.name] = held(result.value.form, value);
  if (!success && result.error) given[result.error] = value;
  return sampleOf(contracts, result.model, given, 4);
}

/** What the calls give together. */
export function resultValue({ outbound }: Design): string {
  const calls = outbound.client?.calls ?? [];
  return calls.length === 1 ? "RESULT" : `{${calls.map(({ name }) => `"${name}": RESULT`).join(", ")}}`;
}
