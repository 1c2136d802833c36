import type { Design } from "../design/shape.ts";
import { call, py, pyString } from "../python/dedent.ts";
import { canFail, raising } from "./errors.ts";
import { cacheKey, expressionsOf, responseCall } from "./expressions.ts";
import { processes } from "./processing.ts";

/** The handler's one way in: look for an earlier answer, store what came, work, store what came of it. */
export function handleMethod(design: Design): string {
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
            ...(dedupe.reject
              ? [`if await self._was_handled(event, thread_uuid${inboundArgument}):`]
              : [`earlier = await self._find_response(event, thread_uuid${inboundArgument})`, "if earlier is not None:"]),
            `    ${logged("duplicate").replaceAll("\n", "\n    ")}`,
            dedupe.reject
              ? `    ${raising(design, policy.duplicate, `f"handled before: {${key ?? ""}}"`)}`
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

/** What a failure leaves behind, and what it is answered with. */
export function failedMethod(design: Design): string {
  const { names, policy, packets, runtime, outbound } = design;
  const { inboundParameter, inboundArgument } = expressionsOf(design);
  const failures = [
    ...(runtime ? [policy.aios] : []),
    ...(outbound.client ? [policy.outbound] : []),
    ...(runtime ? [policy.unknownTool] : []),
  ];
  const some = failures.some(({ swallow }) => swallow);
  const raises = failures.some(({ swallow }) => !swallow);
  if (failures.length === 0) return "";
  const [response, values] = responseCall(design, expressionsOf(design), []);
  return py`
    ${call("async def _failed", ["self", `error: ${names.error}`, `event: ${names.event}`, "thread_uuid: UUID", ...(inboundParameter ? ["inbound: str"] : []), `inbound_packet: Optional[${design.substrate.write.idType}]`, "started: float"], 4, ` -> ${names.response}:`)}
        ${call("logger.error", [pyString(`${names.py}_failed`), "thread_uuid=str(thread_uuid)", "category=error.category", "error=str(error)", "elapsed_ms=_elapsed_ms(started)"], 8)}
        ${packets.types.error && call("await self._write", ["PACKET_ERROR", "event", "thread_uuid", ...(inboundArgument ? ["inbound"] : []), '{"category": error.category, "error": str(error)}', "inbound_packet"], 8)}
        ${raises && some && ["if error.status >= 300:", "    raise error"]}
        ${some ? call(`return ${response}`, values, 8) : "raise error"}
  `;
}
