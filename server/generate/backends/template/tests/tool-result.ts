import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { pyString } from "../python/dedent.ts";
import { sampleOf } from "./samples.ts";

/** The result of a call, as its model. */
export function expectedResult({ identity, task }: Design, { result }: ToolDesign, success: boolean, value: string): string {
  const given: Record<string, string> = { [identity]: pyString(task.module.id) };
  if (result.call) given[result.call] = "CALL_ID";
  if (result.success) given[result.success] = success ? "True" : "False";
  const holder = success ? result.value : result.error;
  if (holder) given[holder] = value;
  return sampleOf(result.model, given, 4);
}

/** What the calls give together. */
export function resultValue({ outbound }: Design): string {
  const calls = outbound.client?.calls ?? [];
  return calls.length === 1 ? "RESULT" : `{${calls.map(({ name }) => `"${name}": RESULT`).join(", ")}}`;
}
