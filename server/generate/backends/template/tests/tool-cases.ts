import { contentOf } from "../code/client.ts";
import { typeWritten } from "../code/storing.ts";
import type { Design } from "../design/shape.ts";
import type { Refusal } from "../design/policy.ts";
import type { ToolDesign } from "../design/tool.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { clientCases } from "./client-cases.ts";
import { configCases } from "./config-cases.ts";
import { correlationId, held, searchArguments } from "./scene.ts";
import { packetCase, linksCase, packetField } from "./tool-packet-cases.ts";
import { calledBy, expectedResult, resultValue } from "./tool-result.ts";
import { toolDuplicateCases } from "./tool-duplicate-cases.ts";
import { toolStorageCases } from "./tool-storage-cases.ts";
import { toolArguments } from "./tool-support.ts";

const REGISTRY = "registry: MagicMock";
const SUBSTRATE = "substrate: MagicMock";

/** What a tool must keep: its identity, the models of a call, its packets, its failures. */
export function toolCasesOf(design: Design): TestCase[] {
  const { tool } = design;
  if (!tool) return [];
  return [
    dispatchCase(design, tool),
    resultCase(design, tool),
    packetCase(design, tool),
    linksCase(design),
    ...threadCases(design, tool),
    ...sentCases(design, tool),
    ...invalidCase(design, tool),
    unknownCase(design, tool),
    failureCase(design, tool),
    ...bindingCase(design, tool),
    ...toolDuplicateCases(design, tool),
    ...toolStorageCases(design, tool),
    ...configCases(design),
    ...clientCases(design),
    firstCase(design, tool),
  ];
}

/** The status of a call that fails; whatever the policy counts it as, its result says so. */
function failedWith({ status }: Refusal): number {
  return status < 400 ? 502 : status;
}

function dispatchCase({ identity, task }: Design, { registry, request }: ToolDesign): TestCase {
  const record = `registry.${registry.dispatch.method}.await_args`;
  const at = registry.dispatch.arguments.indexOf("request");
  const idAt = registry.dispatch.arguments.indexOf("tool_id");
  return {
    topic: "dispatch",
    name: `tool_dispatched_by_${identity}`,
    about: "all",
    spare: 0,
    doc: "The registry calls the tool by its identity, with the request's own model.",
    parameters: [REGISTRY],
    body: [
      "call_tool(registry)",
      `request = ${record}.${at >= 0 ? `args[${at}]` : 'kwargs["request"]'}`,
      `assert isinstance(request, ${request.model})`,
      `assert request.${identity} == ${pyString(task.module.id)}`,
      ...(idAt >= 0 ? [`assert ${record}.args[${idAt}] == ${pyString(task.module.id)}`] : []),
      `assert request.${request.arguments} == ARGUMENTS`,
    ],
  };
}

function resultCase(design: Design, tool: ToolDesign): TestCase {
  const { result } = tool;
  const model = result.model.name;
  const { identity, task } = design;
  const dump = design.pydantic === 2 ? "model_dump" : "dict";
  return {
    topic: "valid",
    name: "result_is_validated",
    words: "result answer",
    about: "all",
    spare: 0,
    doc: `What comes back is a ${model} of this call.`,
    parameters: [REGISTRY],
    body: [
      "result = call_tool(registry)",
      `validated = ${model}(**result.${dump}())`,
      ...(result.call ? [`assert validated.${result.call.name} == ${calledBy(tool)}`] : []),
      ...(result.model.fields.some(({ name }) => name === identity)
        ? [`assert validated.${identity} == ${pyString(task.module.id)}`]
        : []),
      ...(result.value ? [`assert validated.${result.value.name} == ${held(result.value.form, resultValue(design))}`] : []),
      `assert result == ${expectedResult(design, tool, true, resultValue(design))}`,
    ],
  };
}

function threadCases(design: Design, tool: ToolDesign): TestCase[] {
  const { names, keyFields } = design;
  const own = keyFields.filter((name) => !tool.ofRequest.includes(name));
  if (own.length === 0) return [];
  return [
    {
      topic: "thread",
      name: "thread_uuid_is_deterministic",
      about: "all",
      spare: 1,
      doc: "The same key fields give the same thread, a UUIDv5; each other one another.",
      decorators: [`@pytest.mark.parametrize("field", [${own.map(pyString).join(", ")}])`],
      parameters: ["field: str"],
      body: [
        "request = make_request(ARGUMENTS)",
        `thread = thread_uuid_for(request, ${names.event}(**ARGUMENTS))`,
        `other_thread = thread_uuid_for(request, ${names.event}(**{**ARGUMENTS, field: "other"}))`,
        "assert thread == THREAD_UUID",
        "assert thread.version == 5",
        "assert other_thread != thread",
      ],
    },
  ];
}

function sentCases(design: Design, tool: ToolDesign): TestCase[] {
  const { client } = design.outbound;
  if (!client) return [];
  return client.calls.map((one): TestCase => {
    const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => name);
    const rest = Object.entries(toolArguments(design)).filter(([name]) => !own.includes(name));
    const content = `{${rest.map(([name, value]) => `${pyString(name)}: ${pyString(String(value))}`).join(", ")}}`;
    const args = [
      ...own.map((name) => `${name}=${pyString(`${name}-1`)}`),
      `${contentOf(one)}=${content}`,
      `correlation_id=${tool.request.correlation ? pyString(correlationId(design)) : "str(CALL_ID)"}`,
    ];
    return {
      topic: "outbound",
      name: `${one.name}_called`,
      words: one.name,
      about: "all",
      spare: 1,
      doc: `${one.verb} ${one.endpoint} is called with the arguments.`,
      parameters: [REGISTRY, `${client.injected}: MagicMock`],
      body: ["call_tool(registry)", call(`${client.injected}.${one.name}.assert_awaited_once_with`, args, 4)],
    };
  });
}

function invalidCase(design: Design, tool: ToolDesign): TestCase[] {
  const { policy, substrate, fields, names } = design;
  const call_ = tool.request.call;
  const required = fields.filter((one) => one.required).map(({ name }) => name);
  if (required.length === 0) return [];
  const refused = expectedResult(design, tool, false, pyString(policy.invalidPayload.name));
  return [
    {
      topic: "invalid_payload",
      answers: [failedWith(policy.invalidPayload)],
      name: "invalid_arguments_rejected",
      about: "all",
      spare: 1,
      doc: "Arguments without a required one, or with an empty one, are a failed result and leave no packet.",
      decorators: [`@pytest.mark.parametrize("field", [${required.map(pyString).join(", ")}])`],
      parameters: [REGISTRY, SUBSTRATE, "field: str"],
      body: [
        "missing = {name: value for name, value in ARGUMENTS.items() if name != field}",
        'for arguments in (missing, {**ARGUMENTS, field: ""}):',
        "    with capture_logs() as logs:",
        "        result = call_tool(registry, arguments)",
        `    assert result == ${refused.replaceAll("\n", "\n    ")}`,
        `    substrate.${substrate.write.method}.assert_not_awaited()`,
        `    entry = next(one for one in logs if one["event"] == "${names.py}_rejected")`,
        `    assert (entry["${call_}"], entry["reason"]) == (str(CALL_ID), ${pyString(policy.invalidPayload.name)})`,
        '    assert field in entry["error"]',
      ],
    },
  ];
}

function unknownCase(design: Design, tool: ToolDesign): TestCase {
  const { substrate, identity, names, pydantic, policy } = design;
  const copy = pydantic === 2 ? "model_copy" : "copy";
  return {
    topic: "tools",
    answers: [failedWith(policy.unknownTool)],
    name: "other_tool_id_refused",
    words: "unknown",
    about: "all",
    spare: 2,
    doc: "A call that names another tool is refused, whoever handed it over.",
    parameters: [`handler: ${names.handler}`, SUBSTRATE],
    body: [
      `request = make_request(ARGUMENTS).${copy}(update={"${identity}": "another.tool"})`,
      "result = asyncio.run(handler.call(request))",
      `assert result == ${expectedResult(design, tool, false, '"unknown_tool_id"')}`,
      `substrate.${substrate.write.method}.assert_not_awaited()`,
    ],
  };
}

function failureCase(design: Design, tool: ToolDesign): TestCase {
  const { packets, policy, outbound, names } = design;
  const one = outbound.client?.calls[0]?.name ?? "";
  const payload = packetField(design, "payload");
  const type = packetField(design, "type");
  return {
    topic: "outbound_failure",
    answers: [failedWith(policy.outbound)],
    name: "failed_call_writes_error_packet",
    words: one,
    about: "all",
    spare: 1,
    doc: `When ${one} fails the result says so, and the failure is a packet.`,
    parameters: [REGISTRY, SUBSTRATE, `${outbound.client?.injected ?? ""}: MagicMock`],
    body: [
      `${outbound.client?.injected ?? ""}.${one}.side_effect = httpx.ConnectError("no route")`,
      "with capture_logs() as logs:",
      "    result = call_tool(registry)",
      `assert result == ${expectedResult(design, tool, false, pyString(policy.outbound.name))}`,
      `entry = entry_of(logs, "${names.py}_failed")`,
      `assert (entry["category"], entry["error"]) == (${pyString(policy.outbound.name)}, "no route")`,
      ...(packets.types.error
        ? [
            "error_packet = written(substrate)[-1]",
            `assert error_packet.${type} == ${typeWritten(design, pyString(packets.types.error))}`,
            `assert error_packet.${payload}["category"] == ${pyString(policy.outbound.name)}`,
            `assert error_packet.${payload}["error"] == "no route"`,
          ]
        : [`assert [packet.${type} for packet in written(substrate)] == [${typeWritten(design, pyString(packets.types.in))}]`]),
    ],
  };
}

function bindingCase({ identity, task, spec, names, pydantic }: Design, { binding }: ToolDesign): TestCase[] {
  const display = binding.keywords.find(({ meaning }) => meaning === "display")?.name;
  const schema = binding.keywords.find(({ meaning }) => meaning === "schema")?.name;
  const description = binding.keywords.find(({ meaning }) => meaning === "description")?.name;
  return [
    {
      topic: "context",
      name: "tool_is_offered_by_its_id",
      about: "all",
      spare: 2,
      doc: "The binding carries the module's id as the tool's identity; the name is for people.",
      parameters: [],
      body: [
        "binding = tool_binding()",
        `assert isinstance(binding, ${binding.model})`,
        `assert binding.${identity} == ${pyString(task.module.id)}`,
        ...(schema ? [`assert binding.${schema} == ${names.event}.${pydantic === 2 ? "model_json_schema" : "schema"}()`] : []),
        ...(display ? [`assert binding.${display} == ${pyString(task.module.name)}`] : []),
        ...(description ? [`assert binding.${description} == ${pyString(spec.purpose.replace(/\s+/g, " ").trim())}`] : []),
      ],
    },
  ];
}

function firstCase(design: Design, tool: ToolDesign): TestCase {
  const { names, dedupe, substrate } = design;
  const search = dedupe && dedupe.mechanism !== "memory_cache" ? substrate.search : null;
  return {
    topic: "first",
    name: "first_call_processed_fully",
    about: "all",
    spare: 2,
    doc: `The first call ${search ? "looks for an earlier result and " : ""}is one entry with its thread and its time.`,
    parameters: [REGISTRY, SUBSTRATE],
    body: [
      "with capture_logs() as logs:",
      "    result = call_tool(registry)",
      `assert entry_of(logs, "${names.py}_processed")["${tool.request.call}"] == str(CALL_ID)`,
      ...(search ? [`substrate.${search.method}.assert_awaited_once_with(${searchArguments(design).join(", ")})`] : []),
      `assert result == ${expectedResult(design, tool, true, resultValue(design))}`,
    ],
  };
}
