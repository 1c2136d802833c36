import { actionsOf } from "../code/reasoning.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { sampleOf } from "./samples.ts";
import { answered, BOUND_TOOL, CORRELATION, expectedAnswer, outcome, threadValue, type Scene } from "./scene.ts";
import { failureCase, sentCases, actionCases, failedCalls, failureLines, stepLine } from "./outbound-cases.ts";
import { storageCases } from "./storage-cases.ts";

const SUBSTRATE = "substrate_service: MagicMock";
const RUNTIME = "aios_runtime: MagicMock";

/** AIOS and the outbound calls: what they are given, what is made of their answers, what happens when they fail. */
export function runtimeCases(scene: Scene): TestCase[] {
  const { runtime, outbound, policy } = scene.design;
  return [
    ...(runtime
      ? [
          contextCase(scene),
          answerCase(scene),
          ...toolCases(scene),
          ...actionCases(scene),
          failureCase(scene, "aios_failure", policy.aios),
        ]
      : []),
    ...sentCases(scene),
    ...(outbound.client ? failedCalls(scene) : []),
    ...storageCases(scene),
  ];
}

function contextCase(scene: Scene): TestCase {
  const { runtime, identity, task, contracts } = scene.design;
  const keywords = runtime?.context.keywords ?? [];
  const name = (meaning: string): string | null => keywords.find((keyword) => keyword.meaning === meaning)?.name ?? null;
  const tools = name("tools");
  const own = actionsOf(scene.design);
  const approved = runtime?.registry?.approved;
  const offered = [...(approved ? ["BINDING"] : []), ...(own.length > 0 ? ["*outbound_tools()"] : [])];
  const binding = runtime?.binding?.model;
  const [agent, thread] = [name("agent"), name("thread")];
  const context = contracts.model("RuntimeContext");
  void context;
  return {
    topic: "context",
    name: "runtime_context_holds_tool_bindings",
    about: "all",
    spare: 0,
    doc: `AIOS gets a RuntimeContext${tools ? " with the tools it may ask for, as bindings" : ""}.`,
    parameters: [scene.subject, RUNTIME, ...(approved ? ["tool_registry: MagicMock"] : [])],
    body: [
      `deliver(${scene.subjectName}, EVENT)`,
      "context = context_of(aios_runtime)",
      `assert isinstance(context, ${runtime?.context.model ?? ""})`,
      ...(agent ? [`assert context.${agent} == ${pyString(task.module.id)}`] : []),
      ...(thread ? [`assert context.${thread} == ${threadValue(scene) === "THREAD_UUID" ? "THREAD_UUID" : "THREAD_UUID"}`] : []),
      ...(tools && binding
        ? [
            `assert context.${tools} == [${offered.join(", ")}]`,
            `assert all(isinstance(tool, ${binding}) for tool in context.${tools})`,
            `assert [tool.${identity} for tool in context.${tools}] == [${[...(approved ? [BOUND_TOOL] : []), ...own.map((one) => `${task.module.id}.${one.name}`)].map(pyString).join(", ")}]`,
          ]
        : []),
      ...(approved ? [`tool_registry.${approved.method}.assert_called_once_with(${pyString(task.module.id)})`] : []),
    ],
  };
}

function answerCase(scene: Scene): TestCase {
  const { outbound } = scene.design;
  const reply = outbound.client?.calls.find(({ role }) => role === "reply");
  return {
    topic: "answer",
    name: "aios_response_forwarded",
    about: "all",
    spare: 2,
    doc: "AIOS' answer is what is written, answered" + (reply ? " and sent on." : "."),
    parameters: [
      scene.subject,
      SUBSTRATE,
      RUNTIME,
      ...(reply && outbound.client ? [`${outbound.client.injected}: MagicMock`] : []),
    ],
    body: [
      `response = deliver(${scene.subjectName}, EVENT)`,
      "assert context_of(aios_runtime) is not None",
      "outbound = written(substrate_service)[-1]",
      `assert outbound.${typeField(scene)} == ${pyString(scene.design.packets.types.out)}`,
      `assert outbound.${payloadField(scene)}["reply"] == ANSWER`,
      ...(reply && outbound.client
        ? [`assert ${outbound.client.injected}.${reply.name}.await_args.kwargs["body"]["reply"] == ANSWER`]
        : []),
      `assert ${answered(scene)} == ${expectedAnswer(scene, outcome(scene))}`,
    ].filter((line) => line !== "assert context_of(aios_runtime) is not None"),
  };
}

function toolCases(scene: Scene): TestCase[] {
  const { runtime, policy, identity, packets, names } = scene.design;
  if (!runtime?.result.tool) return [];
  const registry = runtime.registry?.approved ? runtime.registry : null;
  const cases: TestCase[] = [
    {
      topic: "tools",
      name: "unknown_tool_refused",
      words: "unknown",
      about: "all",
      spare: 1,
      doc: "AIOS may only ask for a tool that it was offered.",
      parameters: [scene.subject, SUBSTRATE, RUNTIME, ...(registry ? ["tool_registry: MagicMock"] : [])],
      body: [
        stepLine(scene, '"never.offered"', "{}"),
        ...failureLines(scene, policy.unknownTool),
        ...(registry ? [`tool_registry.${registry.dispatch.method}.assert_not_awaited()`] : []),
      ],
    },
  ];
  if (!registry) return cases;
  void names;
  const model = registry.result.model;
  const ok = sampleOf(
    model,
    {
      [identity]: pyString(BOUND_TOOL),
      ...(registry.result.success ? { [registry.result.success]: "True" } : {}),
      ...(registry.result.value ? { [registry.result.value]: '"Found."' } : {}),
    },
    8,
  );
  const failed = sampleOf(
    model,
    {
      [identity]: pyString(BOUND_TOOL),
      ...(registry.result.success ? { [registry.result.success]: "False" } : {}),
      ...(registry.result.error ? { [registry.result.error]: '"out of order"' } : {}),
    },
    8,
  );
  const at = registry.dispatch.arguments.findIndex((argument) => argument === "request");
  const requestAt = at >= 0 ? `args[${at}]` : 'kwargs["request"]';
  const idAt = registry.dispatch.arguments.findIndex((argument) => argument === "tool_id");
  const keywords = registry.request.keywords;
  const keyword = (meaning: string): string | null => keywords.find((one) => one.meaning === meaning)?.name ?? null;
  const replies =
    scene.design.outbound.client?.calls.some(({ role }) => role === "reply") === true || !scene.design.outbound.client;
  const found = replies
    ? `assert written(substrate_service)[-1].${payloadField(scene)}["reply"] == ${registry.result.value ? '"Found."' : "str(outcome)"}`
    : `assert written(substrate_service)[-1].${payloadField(scene)}["result"] == "Found."`;
  cases.push({
    topic: "dispatch",
    name: "approved_tool_dispatched",
    about: "all",
    spare: 1,
    doc: "A tool that AIOS asks for is called by its identity, and what it gives is the answer.",
    parameters: [scene.subject, SUBSTRATE, RUNTIME, "tool_registry: MagicMock"],
    body: [
      stepLine(scene, `BINDING.${identity}`, '{"number": "7"}'),
      `tool_registry.${registry.dispatch.method}.return_value = ${ok}`,
      `deliver(${scene.subjectName}, EVENT)`,
      `request = tool_registry.${registry.dispatch.method}.await_args.${requestAt}`,
      `assert isinstance(request, ${registry.request.model})`,
      ...(idAt >= 0
        ? [`assert tool_registry.${registry.dispatch.method}.await_args.args[${idAt}] == ${pyString(BOUND_TOOL)}`]
        : []),
      `assert request.${identity} == ${pyString(BOUND_TOOL)}`,
      ...(keyword("arguments") ? [`assert request.${keyword("arguments") ?? ""} == {"number": "7"}`] : []),
      ...(keyword("thread") ? [`assert request.${keyword("thread") ?? ""} == THREAD_UUID`] : []),
      ...(keyword("correlation") ? [`assert request.${keyword("correlation") ?? ""} == ${pyString(CORRELATION)}`] : []),
      found,
    ],
  });
  if (registry.result.success) {
    cases.push({
      topic: "outbound_failure",
      name: "failing_tool_writes_error_packet",
      words: "tool",
      about: "all",
      spare: 2,
      doc: "A tool that fails, or raises, is a failure of the module's own.",
      decorators: ['@pytest.mark.parametrize("raises", [False, True])'],
      parameters: [scene.subject, SUBSTRATE, RUNTIME, "tool_registry: MagicMock", "raises: bool"],
      body: [
        stepLine(scene, `BINDING.${identity}`, "{}"),
        `tool_registry.${registry.dispatch.method}.return_value = ${failed}`,
        "if raises:",
        `    tool_registry.${registry.dispatch.method}.side_effect = RuntimeError("out of order")`,
        ...failureLines(scene, policy.outbound, registry.result.error ? "out of order" : undefined),
      ],
    });
  }
  void packets;
  return cases;
}
