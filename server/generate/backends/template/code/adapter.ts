import type { Design } from "../design/design.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { call, docText, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { cacheKey, failedMethod, findMethod, writeMethod } from "./adapter-packets.ts";
import { contentOf } from "./client.ts";
import { expressionsOf, responseCall } from "./expressions.ts";
import { actionsOf, askBlocks, toolConstant } from "./reasoning.ts";

/** What the handler is given, in the order of its parameters. */
export function dependenciesOf({ substrate, runtime, outbound, dedupe }: Design): { name: string; type: string }[] {
  return [
    { name: "substrate_service", type: substrate.service },
    ...(runtime ? [{ name: "aios_runtime", type: runtime.service }] : []),
    ...(runtime?.registry?.approved ? [{ name: "tool_registry", type: runtime.registry.service }] : []),
    ...(outbound.client ? [{ name: outbound.client.injected, type: outbound.client.name }] : []),
    ...(dedupe && dedupe.mechanism !== "substrate_lookup" ? [{ name: "cache", type: "ResponseCache" }] : []),
  ];
}

/** Something that is caught may happen: the error class and the error packet are needed. */
export function canFail({ runtime, outbound, policy, dedupe }: Design): boolean {
  return (
    runtime !== null ||
    outbound.client !== null ||
    dedupe?.reject === true ||
    (policy.storage !== null && !policy.storage.swallow)
  );
}

export function constantBlocks(design: Design): Block[] {
  const { task, packets, runtime } = design;
  const constant = (name: string, value: string): Block => ({
    defines: [name],
    code: `${name} = ${pyString(value)}`,
    tight: true,
  });
  return [
    constant("TOOL_ID", task.module.id),
    ...(runtime ? [constant("AGENT_ID", task.module.id)] : []),
    ...actionsOf(design).map((one) => constant(toolConstant(one), `${task.module.id}.${one.name}`)),
    constant("PACKET_IN", packets.types.in),
    constant("PACKET_OUT", packets.types.out),
    ...(packets.types.error ? [constant("PACKET_ERROR", packets.types.error)] : []),
  ];
}

export const ELAPSED: Block = {
  defines: ["_elapsed_ms"],
  code: py`
    def _elapsed_ms(started: float) -> int:
        return int((time.monotonic() - started) * 1000)
  `,
};

export function errorBlock({ names }: Design): Block {
  return {
    defines: [names.error],
    code: py`
      class ${names.error}(Exception):
          """Something that the error policy has a category for."""

          def __init__(self, category: str, status: int, reason: str) -> None:
              super().__init__(reason)
              self.category = category
              self.status = status
    `,
  };
}

/** The class that does the work of an adapter or a service. */
export function adapterBlocks(design: Design): Block[] {
  const { names, task } = design;
  const dependencies = dependenciesOf(design);
  const parameters = ["self", ...dependencies.map(({ name, type }) => `${name}: ${type}`)];
  const asking = askBlocks(design);
  const methods = [
    handleMethod(design),
    ...(processes(design) ? [processMethod(design)] : []),
    ...asking.methods,
    ...(design.dedupe ? [findMethod(design)] : []),
    ...(canFail(design) ? [failedMethod(design)] : []),
    writeMethod(design),
  ];
  return [
    ...constantBlocks(design),
    ...(canFail(design) ? [errorBlock(design)] : []),
    ...asking.blocks,
    {
      defines: [names.handler],
      code: py`
        class ${names.handler}:
            """${docText(`${task.module.name}, with the services it is given`)}."""

            ${call("def __init__", parameters, 4, " -> None:")}
                ${dependencies.map(({ name }) => `self._${name} = ${name}`)}

            ${methods.join("\n\n")}
      `,
    },
    ELAPSED,
  ];
}

/** Something happens between the two packets. */
function processes({ runtime, outbound }: Design): boolean {
  return runtime !== null || outbound.client !== null;
}

function handleMethod(design: Design): string {
  const { names, dedupe, policy } = design;
  const { key, payload, hasReply, hasResult, inboundParameter, inboundArgument } = expressionsOf(design);
  const doc = dedupe
    ? dedupe.reject
      ? "one that was handled before is refused"
      : "one that was handled before gets the same answer again"
    : null;
  const logged = (event: string): string =>
    call(
      "logger.info",
      [
        pyString(`${names.py}_${event}`),
        "thread_uuid=str(thread_uuid)",
        ...(dedupe && key ? [`${dedupe.key}=${key}`] : []),
        "elapsed_ms=_elapsed_ms(started)",
      ],
      12,
    );
  const outcome = [...(hasReply ? ["reply"] : []), ...(hasResult ? ["result"] : [])];
  const processing = processes(design) ? `${outcome.join(", ")} = await self._process(event, thread_uuid)` : "";
  const guarded = processing && canFail(design);
  const [response, values] = responseCall(
    design,
    expressionsOf(design),
    outcome.map((name) => `${name}=${name}`),
  );
  const written = `await self._write(PACKET_OUT, event, thread_uuid${inboundArgument}, {${outcome.map((name) => `"${name}": ${name}`).join(", ")}}, inbound_packet)`;
  const hasCache = dedupe && dedupe.mechanism !== "substrate_lookup";
  const made = call(hasCache ? `response = ${response}` : `return ${response}`, values, 8);
  return py`
    async def handle(self, event: ${names.event}${inboundParameter}) -> ${names.response}:
        """Handle one event${doc ? `; ${doc}` : ""}."""
        started = time.monotonic()
        thread_uuid = thread_uuid_for(event)
        ${
          dedupe && [
            `earlier = await self._find_response(event, thread_uuid${inboundArgument})`,
            "if earlier is not None:",
            `    ${logged("duplicate").replaceAll("\n", "\n    ")}`,
            dedupe.reject
              ? `    raise ${names.error}(${pyString(policy.duplicate.name)}, ${policy.duplicate.status}, f"handled before: {${key ?? ""}}")`
              : "    return earlier",
          ]
        }
        inbound_packet = await self._write(PACKET_IN, event, thread_uuid${inboundArgument}, {"event": ${payload}}, None)
        ${
          guarded
            ? [
                "try:",
                `    ${processing}`,
                `except ${names.error} as error:`,
                `    return await self._failed(error, event, thread_uuid${inboundArgument}, inbound_packet, started)`,
              ]
            : processing
        }
        ${written}
        ${logged("processed")}
        ${made}
        ${hasCache && [`self._cache.put(${cacheKey(design)}, response)`, "return response"]}
  `;
}

function processMethod(design: Design): string {
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
          ${sendLine(design, reply)}
          return reply, result
    `;
    return `${process}\n\n${send}`;
  }
  const calls = outbound.client?.calls ?? [];
  const [only] = calls;
  const single = calls.length === 1 && only;
  return py`
    async def _process(self, event: ${names.event}, thread_uuid: UUID) -> Any:
        ${single ? [sendLine(design, only), "return result"] : ["results: Dict[str, Any] = {}", ...calls.flatMap((one) => [sendLine(design, one), `results[${pyString(one.name)}] = result`]), "return results"]}
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

/** One call of the client, its failure in the words of the error policy. */
function sendLine(design: Design, one: OutboundCall): string {
  const { outbound, names, policy } = design;
  const { payload } = expressionsOf(design);
  const client = outbound.client?.injected ?? "";
  const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}=event.${name}`);
  const body =
    one.role === "reply" ? `{${['"reply": reply', ...swapped(design)].join(", ")}}` : contentOf(one) === "body" ? payload : "{}";
  const args = [...own, `${contentOf(one)}=${body}`, "correlation_id=correlation_id_for(event)"];
  return py`
    try:
        ${call(`result = await self._${client}.${one.name}`, args, 12)}
    except httpx.HTTPError as error:
        raise ${names.error}(${pyString(policy.outbound.name)}, ${policy.outbound.status}, str(error)) from error
  `;
}

/** An answer goes the other way round: from the receiver of the event to its sender. */
export function swapped({ fields }: Pick<Design, "fields">): string[] {
  return fields.flatMap(({ name }) => {
    const other = name.startsWith("from_") ? `to_${name.slice(5)}` : name.startsWith("to_") ? `from_${name.slice(3)}` : null;
    return other !== null && fields.some((field) => field.name === other) ? [`"${name}": event.${other}`] : [];
  });
}
