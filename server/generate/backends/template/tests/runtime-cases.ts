import type { Failure } from "../design/policy.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { contentOf } from "../code/client.ts";
import { swapped } from "../code/adapter.ts";
import { actionsOf } from "../code/reasoning.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { sampleOf } from "./samples.ts";
import { accepted, answered, BOUND_TOOL, CORRELATION, expectedAnswer, outcome, threadValue, type Scene } from "./scene.ts";

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

/** AIOS' step that asks for a tool. @param args the arguments, as Python */
function stepFor(scene: Scene, tool: string, args: string): string {
  const { runtime, contracts } = scene.design;
  const model = runtime && contracts.model(runtime.result.model);
  if (!runtime || !model) return "";
  return sampleOf(
    model,
    {
      [runtime.result.tool ?? ""]: tool,
      ...(runtime.result.arguments ? { [runtime.result.arguments]: args } : {}),
      ...(runtime.result.textIsOptional ? {} : { [runtime.result.text]: "ANSWER" }),
    },
    8,
  );
}

function stepLine(scene: Scene, tool: string, args: string): string {
  return `aios_runtime.${scene.design.runtime?.method ?? ""}.return_value = ${stepFor(scene, tool, args)}`;
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

/** What follows a failure: the answer that the policy says, and the error packet. */
function failureLines(scene: Scene, failure: Failure, reason?: string): string[] {
  const { design, http } = scene;
  const { names, packets } = design;
  const payload = payloadField(scene);
  const error = packets.types.error
    ? [
        "error_packet = written(substrate_service)[-1]",
        `assert error_packet.${typeField(scene)} == ${pyString(packets.types.error)}`,
        `assert error_packet.${payload}["category"] == ${pyString(failure.name)}`,
        ...(reason ? [`assert error_packet.${payload}["error"] == ${pyString(reason)}`] : []),
      ]
    : [`assert [packet.${typeField(scene)} for packet in written(substrate_service)] == [${pyString(packets.types.in)}]`];
  if (failure.swallow)
    return [
      `response = deliver(${scene.subjectName}, EVENT)`,
      ...accepted(scene),
      `assert ${answered(scene)} == ${expectedAnswer(scene, [])}`,
      ...error,
    ];
  if (http)
    return [
      `response = deliver(${scene.subjectName}, EVENT)`,
      `assert response.status_code == ${failure.status}`,
      `assert response.json()["detail"] == ${pyString(failure.name)}`,
      ...error,
    ];
  return [
    `with pytest.raises(${names.error}) as caught:`,
    `    deliver(${scene.subjectName}, EVENT)`,
    `assert caught.value.status == ${failure.status}`,
    ...error,
  ];
}

function failureCase(scene: Scene, topic: "aios_failure", failure: Failure): TestCase {
  const { runtime } = scene.design;
  return {
    topic,
    name: "aios_failure_writes_error_packet",
    about: "all",
    spare: 1,
    doc: `When AIOS fails the answer is ${failure.swallow ? "the one of a handled event" : `a ${failure.status}`}, and the failure is a packet.`,
    parameters: [scene.subject, SUBSTRATE, RUNTIME],
    body: [
      `aios_runtime.${runtime?.method ?? ""}.side_effect = httpx.ConnectError("no route to AIOS")`,
      ...failureLines(scene, failure, "no route to AIOS"),
    ],
  };
}

/** The calls that are made for every event. */
function sentCases(scene: Scene): TestCase[] {
  const { client } = scene.design.outbound;
  if (!client) return [];
  return client.calls
    .filter(({ role }) => role !== "action")
    .map((one): TestCase => {
      const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}=${pyString(`${name}-1`)}`);
      const swap = swapped(scene.design).map((entry) => entry.replace(/: event\.(\w+)$/, ': "$1-1"'));
      const body =
        one.role === "reply" ? `{${['"reply": ANSWER', ...swap].join(", ")}}` : contentOf(one) === "body" ? scene.stored : "{}";
      return {
        topic: "outbound",
        name: `${one.name}_sent`,
        words: one.name,
        about: "all",
        spare: 1,
        doc: `${one.verb} ${one.endpoint} is called with what belongs to the event.`,
        parameters: [scene.subject, `${client.injected}: MagicMock`],
        body: [
          `deliver(${scene.subjectName}, EVENT)`,
          call(
            `${client.injected}.${one.name}.assert_awaited_once_with`,
            [...own, `${contentOf(one)}=${body}`, `correlation_id=${pyString(CORRELATION)}`],
            4,
          ),
        ],
      };
    });
}

/** The calls that AIOS asks for. */
function actionCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const { client } = design.outbound;
  if (!client) return [];
  return actionsOf(design).map((one): TestCase => {
    const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => name);
    const given = Object.fromEntries(own.map((name) => [name, `${name}-2`]));
    const args = `{${[...Object.entries(given).map(([name, value]) => `${pyString(name)}: ${pyString(value)}`), '"title": "Lunch"'].join(", ")}}`;
    return {
      topic: "outbound",
      name: `${one.name}_made_when_asked_for`,
      words: one.name,
      about: "all",
      spare: 1,
      doc: `${one.verb} ${one.endpoint} is called with what AIOS proposes, and its answer is kept.`,
      parameters: [scene.subject, SUBSTRATE, RUNTIME, `${client.injected}: MagicMock`],
      body: [
        stepLine(scene, pyString(`${design.task.module.id}.${one.name}`), args),
        `deliver(${scene.subjectName}, EVENT)`,
        call(
          `${client.injected}.${one.name}.assert_awaited_once_with`,
          [
            ...own.map((name) => `${name}=${pyString(`${name}-2`)}`),
            `${contentOf(one)}={"title": "Lunch"}`,
            `correlation_id=${pyString(CORRELATION)}`,
          ],
          4,
        ),
        `assert written(substrate_service)[-1].${payloadField(scene)}["result"] == RESULT`,
      ],
    };
  });
}

/** An outbound call that fails, and one that lacks what it is about. */
function failedCalls(scene: Scene): TestCase[] {
  const { design } = scene;
  const { client } = design.outbound;
  const { policy, runtime, fields } = design;
  if (!client) return [];
  const actions = actionsOf(design);
  const sent = client.calls.find(({ role }) => role !== "action");
  const one = sent ?? actions[0];
  if (!one) return [];
  const known = (action: OutboundCall): string[] => action.parameters.filter(({ setting }) => !setting).map(({ name }) => name);
  const step = sent
    ? []
    : [
        stepLine(
          scene,
          pyString(`${design.task.module.id}.${one.name}`),
          `{${known(one)
            .map((name) => `"${name}": "1"`)
            .join(", ")}}`,
        ),
      ];
  const cases: TestCase[] = [
    {
      topic: "outbound_failure",
      name: "failed_call_writes_error_packet",
      words: one.name,
      about: "all",
      spare: 1,
      doc: `When ${one.name} fails the answer is ${policy.outbound.swallow ? "the one of a handled event" : `a ${policy.outbound.status}`}, and the failure is a packet.`,
      parameters: [scene.subject, SUBSTRATE, ...(runtime && step.length > 0 ? [RUNTIME] : []), `${client.injected}: MagicMock`],
      body: [
        ...step,
        `${client.injected}.${one.name}.side_effect = httpx.ConnectError("no route")`,
        ...failureLines(scene, policy.outbound, "no route"),
      ],
    },
  ];
  const lacking = actions.find((action) => known(action).some((name) => fields.every((field) => field.name !== name)));
  if (lacking) {
    const name = known(lacking).find((parameter) => fields.every((field) => field.name !== parameter)) ?? "";
    const rest = known(lacking).filter((parameter) => parameter !== name);
    cases.push({
      topic: "tools",
      name: "missing_argument_writes_error_packet",
      about: "all",
      spare: 3,
      doc: `A call that nothing gives \`${name}\` is not made.`,
      parameters: [scene.subject, SUBSTRATE, RUNTIME],
      body: [
        stepLine(
          scene,
          pyString(`${design.task.module.id}.${lacking.name}`),
          `{${rest.map((parameter) => `"${parameter}": "1"`).join(", ")}}`,
        ),
        ...failureLines(scene, policy.outbound, `nothing gives ${name}`),
      ],
    });
  }
  const fromEvent = actions.find(
    (action) => known(action).length > 0 && known(action).every((name) => fields.some((field) => field.name === name)),
  );
  if (fromEvent) {
    cases.push({
      topic: "tools",
      name: "arguments_fall_back_to_the_event",
      about: "all",
      spare: 3,
      doc: "What AIOS does not say is taken from the event.",
      parameters: [scene.subject, RUNTIME, `${client.injected}: MagicMock`],
      body: [
        stepLine(scene, pyString(`${design.task.module.id}.${fromEvent.name}`), "{}"),
        `deliver(${scene.subjectName}, EVENT)`,
        call(
          `${client.injected}.${fromEvent.name}.assert_awaited_once_with`,
          [
            ...known(fromEvent).map((name) => `${name}=${pyString(`${name}-1`)}`),
            `${contentOf(fromEvent)}={}`,
            `correlation_id=${pyString(CORRELATION)}`,
          ],
          4,
        ),
      ],
    });
  }
  return cases;
}

/** A substrate that fails, where the policy says what then. */
function storageCases(scene: Scene): TestCase[] {
  const { design, http } = scene;
  const { policy, substrate, names } = design;
  const { storage } = policy;
  if (!storage) return [];
  const method = `substrate_service.${substrate.write.method}`;
  const setUp = `${method}.side_effect = RuntimeError("disk full")`;
  const base = { topic: "storage_failure" as const, about: "all" as const, spare: 2 };
  if (storage.swallow) {
    return [
      {
        ...base,
        name: "storage_failure_does_not_stop_the_event",
        doc: "When the substrate fails, that is logged and the event is handled all the same.",
        parameters: [scene.subject, SUBSTRATE],
        body: [
          setUp,
          "with capture_logs() as logs:",
          `    response = deliver(${scene.subjectName}, EVENT)`,
          ...accepted(scene),
          `assert ${answered(scene)} == ${expectedAnswer(scene, outcome(scene))}`,
          `assert [entry["category"] for entry in logs if entry["event"] == "${names.py}_storage_failed"] == [${pyString(storage.name)}, ${pyString(storage.name)}]`,
          `assert ${method}.await_count == 2`,
        ],
      },
      ...(substrate.search
        ? [
            {
              ...base,
              spare: 3,
              name: "failed_lookup_does_not_stop_the_event",
              doc: "When the substrate can not be searched, the event is handled as a first one.",
              parameters: [scene.subject, SUBSTRATE],
              body: [
                `substrate_service.${substrate.search.method}.side_effect = RuntimeError("no index")`,
                `response = deliver(${scene.subjectName}, EVENT)`,
                ...accepted(scene),
                `assert ${answered(scene)} == ${expectedAnswer(scene, outcome(scene))}`,
              ],
            },
          ]
        : []),
    ];
  }
  const refused = http
    ? [
        `response = deliver(${scene.subjectName}, EVENT)`,
        `assert response.status_code == ${storage.status}`,
        `assert response.json()["detail"] == ${pyString(storage.name)}`,
      ]
    : [
        `with pytest.raises(${names.error}) as caught:`,
        `    deliver(${scene.subjectName}, EVENT)`,
        `assert caught.value.status == ${storage.status}`,
      ];
  return [
    {
      ...base,
      name: "storage_failure_is_told",
      doc: `When the substrate fails, the answer is a ${storage.status}.`,
      parameters: [scene.subject, SUBSTRATE],
      body: [setUp, ...refused, `${method}.assert_awaited_once()`],
    },
  ];
}
