import type { Design } from "../design/shape.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { call, py, pyString } from "../python/dedent.ts";
import { contentOf } from "./client.ts";
import { raising } from "./errors.ts";
import { expressionsOf } from "./expressions.ts";
import { actionsOf } from "./reasoning.ts";

/** Something happens between the two packets. */
export function processes({ runtime, outbound }: Design): boolean {
  return runtime !== null || outbound.client !== null;
}

/** The method that does it: asks AIOS and sends its answer, or makes the calls one after the other. */
export function processMethod(design: Design): string {
  const { names, runtime, outbound } = design;
  if (runtime) {
    const { text, textIsOptional, tool } = runtime.result;
    const reply = outbound.client?.calls.find(({ role }) => role === "reply");
    const process = py`
      async def _process(self, event: ${names.event}, thread_uuid: UUID) -> ${outbound.client ? "Tuple[Optional[str], Any]" : "Optional[str]"}:
          ${toolsLines(design)}
          step = await self._ask(event, thread_uuid, tools)
          ${tool && [`if step.${tool} is not None:`, `    return await self._act(step, event, thread_uuid, tools)`]}
          ${reply ? `return await self._reply(event, step.${text}${textIsOptional ? ' or ""' : ""})` : `return step.${text}${outbound.client ? ", None" : ""}`}
    `;
    if (!reply) return process;
    const send = py`
      async def _reply(self, event: ${names.event}, reply: str) -> Tuple[Optional[str], Any]:
          ${guarded(design, [callOf(design, "result =", reply)])}
          return reply, result
    `;
    return `${process}\n\n${send}`;
  }
  const calls = outbound.client?.calls ?? [];
  const [only] = calls;
  const single = calls.length === 1 && only;
  return py`
    async def _process(self, event: ${names.event}, thread_uuid: UUID) -> Any:
        ${!single && "results: Dict[str, Any] = {}"}
        ${guarded(design, single ? [callOf(design, "return", only)] : calls.map((one) => callOf(design, `results[${pyString(one.name)}] =`, one)))}
        ${!single && "return results"}
  `;
}

function toolsLines({ runtime, ...design }: Design): string[] {
  const approved = runtime?.registry?.approved;
  const own = actionsOf({ runtime, ...design }).length > 0;
  const lines = approved ? `${approved.async ? "await " : ""}self._tool_registry.${approved.method}(AGENT_ID)` : "";
  const type = runtime?.binding?.model;
  if (!type) return ["tools: List[Any] = []"];
  if (approved && own) return [`tools = [*${lines}, *outbound_tools()]`];
  return [approved ? `tools = ${lines}` : own ? "tools = outbound_tools()" : `tools: List[${type}] = []`];
}

/** Calls of the client, a failure in the words of the error policy. */
function guarded(design: Design, calls: readonly string[]): string {
  return py`
    try:
        ${calls}
    except httpx.HTTPError as error:
        ${raising(design, design.policy.outbound, "str(error)")} from error
  `;
}

/** @param head what is done with the answer: `result =`, `return` */
function callOf(design: Design, head: string, one: OutboundCall): string {
  const { payload } = expressionsOf(design);
  const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}=event.${name}`);
  const body =
    one.role === "reply" ? `{${['"reply": reply', ...swapped(design)].join(", ")}}` : contentOf(one) === "body" ? payload : "{}";
  const args = [...own, `${contentOf(one)}=${body}`, "correlation_id=correlation_id_for(event)"];
  return call(`${head} await self._${design.outbound.client?.injected ?? ""}.${one.name}`, args, 12);
}

/** An answer goes the other way round: from the receiver of the event to its sender. */
export function swapped({ fields }: Pick<Design, "fields">): string[] {
  return fields.flatMap(({ name }) => {
    const other = name.startsWith("from_") ? `to_${name.slice(5)}` : name.startsWith("to_") ? `from_${name.slice(3)}` : null;
    return other !== null && fields.some((field) => field.name === other) ? [`"${name}": event.${other}`] : [];
  });
}
