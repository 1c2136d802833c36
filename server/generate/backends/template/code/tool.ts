import type { Design } from "../design/shape.ts";
import { packetExpression } from "../design/packets.ts";
import type { ToolDesign } from "../design/tool.ts";
import { call, docText, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { constantBlocks, ELAPSED, handlerBlock } from "./adapter.ts";
import { errorBlock, raising } from "./errors.ts";
import { guardedLookup, isAnswer, payloadOf, writing } from "./storing.ts";
import { correlation, correlationText, resultKeywords } from "./tool-answer.ts";
import { dedupeExpression, keyOf, toolKey } from "./tool-key.ts";
import { contentOf } from "./client.ts";

/** The class that does the work of a tool, its binding, and its registration. */
export function toolBlocks(design: Design): Block[] {
  const { tool } = design;
  if (!tool) return [];
  const methods = [
    callMethod(design, tool),
    processMethod(design),
    ...(design.dedupe ? [findMethod(design, tool)] : []),
    failedMethod(design, tool),
    writeMethod(design, tool),
  ];
  return [
    ...constantBlocks(design),
    errorBlock(design),
    bindingBlock(design, tool),
    ...(design.keyFields.length > 0 ? [threadBlock(design, tool)] : []),
    handlerBlock(design, methods),
    registerBlock(design, tool),
    ELAPSED,
  ];
}

function bindingBlock({ spec, task, names, identity, pydantic }: Design, { binding }: ToolDesign): Block {
  const schema = pydantic === 2 ? "model_json_schema" : "schema";
  const values = {
    display: pyString(task.module.name),
    description: pyString(docText(spec.purpose)),
    schema: `${names.event}.${schema}()`,
    agents: "[]",
  };
  const keywords = binding.keywords
    .filter(({ meaning }) => meaning !== "agents")
    .map(({ name, meaning }) => `${name}=${values[meaning]}`);
  return {
    defines: ["tool_binding"],
    code: py`
      def tool_binding() -> ${binding.model}:
          """The tool as agents are offered it."""
          ${call(`return ${binding.model}`, [`${identity}=TOOL_ID`, ...keywords], 4)}
    `,
  };
}

function threadBlock({ names, keyFields }: Design, tool: ToolDesign): Block {
  const parts = keyFields.map((name) => keyOf(tool, name));
  return {
    defines: ["thread_uuid_for"],
    code: py`
      def thread_uuid_for(request: ${tool.request.model}, arguments: ${names.event}) -> UUID:
          """The thread of a call: the same ${keyFields.map((name) => name.replaceAll("_", " ")).join(" and ")} give the same thread."""
          return uuid5(MODULE_NAMESPACE, ":".join((${parts.join(", ")}${parts.length === 1 ? "," : ""})))
    `,
  };
}

/** The thread of a call: made of key fields, or the one that the call brings. */
function threadLines({ keyFields }: Design, { request }: ToolDesign): string {
  if (keyFields.length > 0) return "thread_uuid = thread_uuid_for(request, arguments)";
  const given = `request.${request.thread ?? ""}`;
  return `thread_uuid = ${request.threadIsText ? `UUID(${given})` : given}`;
}

function callMethod(design: Design, tool: ToolDesign): string {
  const { names, dedupe, policy, identity } = design;
  const key = toolKey(design, tool);
  const model = tool.result.model.name;
  const logged = (event: string, indent: number): string =>
    call(
      "logger.info",
      [
        pyString(`${names.py}_${event}`),
        "thread_uuid=str(thread_uuid)",
        `${tool.request.call}=str(request.${tool.request.call})`,
        "elapsed_ms=_elapsed_ms(started)",
      ],
      indent,
    );
  const hasCache = dedupe && dedupe.mechanism !== "substrate_lookup";
  const keyArgument = key?.argument ?? "";
  const answer = call(hasCache ? `answer = ${model}` : `return ${model}`, resultKeywords(design, tool, true, "result"), 8);
  const fails = failsOfStorage(design);
  const rest = py`
    ${
      key && [
        ...(keyArgument ? [`key = ${dedupeExpression(design, tool) ?? ""}`] : []),
        ...(dedupe?.reject
          ? [`if await self._was_answered(request, thread_uuid${keyArgument}):`]
          : [`earlier = await self._find_result(request, thread_uuid${keyArgument})`, "if earlier is not None:"]),
        ...logged("duplicate", 12)
          .split("\n")
          .map((line) => `    ${line}`),
        ...(dedupe?.reject
          ? call(`return ${model}`, resultKeywords(design, tool, false, pyString(policy.duplicate.name)), 12)
              .split("\n")
              .map((line) => `    ${line}`)
          : ["    return earlier"]),
      ]
    }
    inbound_packet = await self._write(PACKET_IN, request, thread_uuid${keyArgument}, {"${tool.request.arguments}": request.${tool.request.arguments}}, None)
    try:
        result = await self._process(request, arguments)
    except ${names.error} as error:
        return await self._failed(error, request, thread_uuid${keyArgument}, inbound_packet, started)
    await self._write(PACKET_OUT, request, thread_uuid${keyArgument}, {"result": result}, inbound_packet)
    ${logged("processed", 8)}
    ${answer}
    ${hasCache && [`self._cache.put(${key?.expression ?? ""}, answer)`, "return answer"]}
  `;
  return py`
    async def call(self, request: ${tool.request.model}) -> ${model}:
        """Answer one call${dedupe ? (dedupe.reject ? "; one that was answered before is refused" : "; one that was answered before gets the same result again") : ""}."""
        started = time.monotonic()
        if request.${identity} != TOOL_ID:
            ${call(`return ${model}`, resultKeywords(design, tool, false, pyString("unknown_tool_id")), 12)}
        try:
            arguments = ${names.event}(**request.${tool.request.arguments})
        except ValueError as error:
            ${call("logger.warning", [pyString(`${names.py}_rejected`), `${tool.request.call}=str(request.${tool.request.call})`, `reason=${pyString(policy.invalidPayload.name)}`, "error=str(error)"], 12)}
            ${call(`return ${model}`, resultKeywords(design, tool, false, pyString(policy.invalidPayload.name)), 12)}
        ${threadLines(design, tool)}
        ${
          fails
            ? [
                "try:",
                "    return await self._answer(request, arguments, thread_uuid, started)",
                `except ${names.error} as error:`,
                `    ${call(`return ${model}`, resultKeywords(design, tool, false, "error.category"), 12).replaceAll("\n", "\n    ")}`,
              ]
            : rest
        }
    ${
      fails && [
        "",
        `async def _answer(self, request: ${tool.request.model}, arguments: ${names.event}, thread_uuid: UUID, started: float) -> ${model}:`,
        ...rest.split("\n").map((line) => (line === "" ? "" : `    ${line}`)),
      ]
    }
  `;
}

/** A substrate that fails ends the call, as the policy says. */
function failsOfStorage({ policy: { storage } }: Design): boolean {
  return storage !== null && !storage.swallow;
}

function processMethod(design: Design): string {
  const { names, outbound, tool, policy, pydantic } = design;
  const { client } = outbound;
  if (!client || !tool) return "";
  const dump = pydantic === 2 ? "model_dump" : "dict";
  const [only] = client.calls;
  const single = client.calls.length === 1 && only;
  const made = client.calls.map((one) => {
    const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => name);
    const rest =
      own.length > 0 ? `arguments.${dump}(exclude={${own.map((name) => `"${name}"`).join(", ")}})` : `arguments.${dump}()`;
    const args = [
      ...own.map((name) => `${name}=arguments.${name}`),
      `${contentOf(one)}=${rest}`,
      `correlation_id=${correlationText(tool)}`,
    ];
    return call(`${single ? "return" : `results[${pyString(one.name)}] =`} await self._${client.injected}.${one.name}`, args, 12);
  });
  return py`
    async def _process(self, request: ${tool.request.model}, arguments: ${names.event}) -> Any:
        ${!single && "results: Dict[str, Any] = {}"}
        try:
            ${made}
        except httpx.HTTPError as error:
            ${raising(design, policy.outbound, "str(error)")} from error
        ${!single && "return results"}
  `;
}

function findMethod(design: Design, tool: ToolDesign): string {
  const { dedupe, substrate } = design;
  if (!dedupe) return "";
  const model = tool.result.model.name;
  const { search } = substrate;
  const found = (value: string, indent: number, held = false): string =>
    dedupe.reject
      ? "return True"
      : call(`return ${model}`, resultKeywords(design, tool, true, value, { elapsed: "0", held }), indent);
  const [name, type, nothing] = dedupe.reject
    ? ["_was_answered", "bool", "False"]
    : ["_find_result", `Optional[${model}]`, "None"];
  const payload = search ? payloadOf(search) : "";
  const key = toolKey(design, tool);
  const condition = `${payload}.get("${key?.field ?? ""}") == ${key?.expression ?? ""}`;
  return py`
    ${call(`async def ${name}`, ["self", `request: ${tool.request.model}`, "thread_uuid: UUID", ...(key?.parameter ?? [])], 4, ` -> ${type}:`)}
        ${
          dedupe.mechanism !== "substrate_lookup" && [
            `cached = self._cache.get(${key?.expression ?? ""})`,
            "if cached is not None:",
            ...found(tool.result.value ? `cached.${tool.result.value.name}` : "None", 12, true)
              .split("\n")
              .map((line) => `    ${line}`),
          ]
        }
        ${
          search && [
            ...[guardedLookup(design, search, nothing)].flat(),
            "for packet in packets:",
            `    if ${isAnswer(design, search, [condition])}:`,
            ...found(`${payload}.get("result")`, 16)
              .split("\n")
              .map((line) => `        ${line}`),
          ]
        }
        return ${nothing}
  `;
}

function failedMethod(design: Design, tool: ToolDesign): string {
  const { names, packets } = design;
  const key = toolKey(design, tool);
  const parameters = [
    "self",
    `error: ${names.error}`,
    `request: ${tool.request.model}`,
    "thread_uuid: UUID",
    ...(key?.parameter ?? []),
    `inbound_packet: Optional[${design.substrate.write.idType}]`,
    "started: float",
  ];
  return py`
    ${call("async def _failed", parameters, 4, ` -> ${tool.result.model.name}:`)}
        ${call("logger.error", [pyString(`${names.py}_failed`), "thread_uuid=str(thread_uuid)", "category=error.category", "error=str(error)", "elapsed_ms=_elapsed_ms(started)"], 8)}
        ${packets.types.error && call("await self._write", ["PACKET_ERROR", "request", "thread_uuid", ...(key?.argument ? ["key"] : []), '{"category": error.category, "error": str(error)}', "inbound_packet"], 8)}
        ${call(`return ${tool.result.model.name}`, resultKeywords(design, tool, false, "error.category"), 8)}
  `;
}

function writeMethod(design: Design, tool: ToolDesign): string {
  const { packets } = design;
  const key = toolKey(design, tool);
  const extra = [
    `"${tool.request.call}": str(request.${tool.request.call})`,
    ...(key?.argument ? [`"${key.field}": ${key.expression}`] : []),
    ...(packets.paths.thread === null ? ['"thread_uuid": str(thread_uuid)'] : []),
    ...(packets.paths.correlation === null ? [`"correlation_id": ${correlationText(tool)}`] : []),
  ];
  const expression = packetExpression(
    packets,
    { payload: `{${[...extra, "**content"].join(", ")}}`, correlation: correlation(tool) },
    8,
  );
  const given = [`request: ${tool.request.model}`, "thread_uuid: UUID", ...(key?.parameter ?? [])];
  return writing(design, { given, expression, isLinked: true });
}

function registerBlock({ names }: Design, { registry }: ToolDesign): Block {
  const args = (registry.register?.arguments ?? []).map((argument) => (argument === "binding" ? "tool_binding()" : "tool.call"));
  return {
    defines: ["register_tool"],
    code: py`
      def register_tool(tool_registry: ${registry.service}, tool: ${names.handler}) -> None:
          """Makes the tool callable by its tool id."""
          tool_registry.${registry.register?.method ?? ""}(${args.join(", ")})
    `,
  };
}
