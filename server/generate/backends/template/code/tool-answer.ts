import { written } from "../design/forms.ts";
import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";

/** What joins a call to the rest, of the type that the call has it in. */
export function correlation({ request }: ToolDesign): string {
  const { correlation: given, call: id } = request;
  if (!given) return `request.${id}`;
  const own = request.callKind === given.kind ? `request.${id}` : `str(request.${id})`;
  return given.optional ? `request.${given.name} or ${own}` : `request.${given.name}`;
}

/** The same as a text. */
export function correlationText(tool: ToolDesign): string {
  const { correlation: given, callKind } = tool.request;
  return (given?.kind ?? callKind) === "text" ? correlation(tool) : `str(${correlation(tool)})`;
}

/** The keywords of a result. */
/** @param elapsed how long the call took @param value what came of it; with `held` what a result already holds */
export function resultKeywords(
  { identity }: Design,
  { result, request }: ToolDesign,
  success: boolean,
  value: string,
  { elapsed = "_elapsed_ms(started)", held = false } = {},
): string[] {
  const call_ = result.call ? [`${result.call.name}=${written(result.call.form, `request.${request.call}`)}`] : [];
  const own = result.model.fields.some(({ name }) => name === identity) ? [`${identity}=TOOL_ID`] : [];
  const spent = [
    ...(result.elapsed ? [`${result.elapsed.name}=${written(result.elapsed.form, elapsed)}`] : []),
    ...(result.time ? [`${result.time.name}=${written(result.time.form, "datetime.now(timezone.utc)")}`] : []),
  ];
  const outcome = success
    ? result.value
      ? [`${result.value.name}=${held ? value : written(result.value.form, value)}`]
      : []
    : result.error
      ? [`${result.error}=${value}`]
      : [];
  return [...call_, ...own, ...(result.success ? [`${result.success}=${success ? "True" : "False"}`] : []), ...outcome, ...spent];
}
