import type { ContractClass } from "../../../../facts/contracts.ts";
import { fieldFor, type Meaning } from "../design/contracts.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { storedResult, SUBSTRATE, type ExecutorScene } from "./executor-scene.ts";
import { payloadField } from "./handling-cases.ts";
import { ROUNDS } from "./executor-support.ts";
import { BOUND_TOOL } from "./scene.ts";

const RUNTIME = "runtime: MagicMock";
const REGISTRY = "registry: MagicMock";

/** What the shared loop makes of a task of this module: the loop itself runs, between stand-ins for AIOS and the registry. */
export function loopCases(scene: ExecutorScene): TestCase[] {
  return [contextCase(scene), dispatchCase(scene), ...boundCases(scene)];
}

function agentParameter({ design }: ExecutorScene): string {
  return `agent: ${design.names.handler}`;
}

/** Assertions on the fields that a model of the loop takes over from the task. */
function takenOver(scene: ExecutorScene, model: ContractClass | null, name: string, meanings: readonly Meaning[]): string[] {
  const { executor } = scene;
  return meanings.flatMap((meaning) => {
    const to = model && fieldFor(model, meaning);
    const from = fieldFor(executor.task.class, meaning);
    if (!to || !from || to.annotation !== from.annotation) return [];
    const changed = executor.task.changes.some((change) => change.name === from.name);
    const value =
      meaning === "thread" && changed
        ? executor.task.thread?.form.kind === "text"
          ? "str(THREAD_UUID)"
          : "THREAD_UUID"
        : `TASK["${from.name}"]`;
    return [`assert ${name}.${to.name} == ${value}`];
  });
}

function contextCase(scene: ExecutorScene): TestCase {
  const { executor, design } = scene;
  const { context } = executor.parts.runtime;
  const tools = fieldFor(context, "tools");
  const binding = design.contracts.model("tool_binding")?.name ?? "";
  return {
    topic: "context",
    name: "runtime_context_holds_the_task",
    about: "all",
    spare: 0,
    doc: "AIOS sees the task's agent, thread and correlation, and the tools that the agent may call.",
    parameters: [agentParameter(scene), RUNTIME],
    body: [
      "run_task(agent)",
      "context = context_of(runtime)",
      `assert isinstance(context, ${context.name})`,
      ...takenOver(scene, context, "context", ["agent", "thread", "correlation"]),
      ...(tools
        ? [
            `assert all(isinstance(tool, ${binding}) for tool in context.${tools.name})`,
            `assert [tool.${design.identity} for tool in context.${tools.name}] == [${pyString(BOUND_TOOL)}]`,
          ]
        : []),
    ],
  };
}

function dispatchCase(scene: ExecutorScene): TestCase {
  const { executor, design } = scene;
  const { dispatch } = executor.parts.registry;
  const { contracts, identity } = design;
  const request = contracts.model("tool_request");
  const result = contracts.model("tool_result");
  const args = request && fieldFor(request, "arguments");
  const record = `registry.${dispatch.name}.${dispatch.async ? "await_args" : "call_args"}`;
  const holder = executor.result.fields.find(({ type }) =>
    JSON.stringify(type).includes(`"${result?.module ?? ""}.${result?.name ?? ""}"`),
  );
  const own = result?.fields.find(({ name }) => name === identity);
  const { step } = executor.parts;
  const given = step.tool.kind === "request" || step.tool.arguments !== null;
  return {
    topic: "dispatch",
    name: "tools_called_by_their_identity",
    words: "tool dispatch",
    about: "all",
    spare: 0,
    doc: "A tool that AIOS asks for is called by its identity, with the contracts' request, and what it gives is kept.",
    parameters: [agentParameter(scene), REGISTRY],
    body: [
      "result = run_task(agent)",
      `call = ${record}`,
      "request = [*call.args, *call.kwargs.values()][-1]",
      `assert isinstance(request, ${request?.name ?? ""})`,
      `assert request.${identity} == ${pyString(BOUND_TOOL)}`,
      ...(args && given ? [`assert request.${args.name} == {"number": "7"}`] : []),
      ...takenOver(scene, request, "request", ["thread", "correlation"]),
      ...(holder
        ? [
            `outcome = result.${holder.name}[0]`,
            `assert isinstance(outcome, ${result?.name ?? ""})`,
            ...(own ? [`assert outcome.${own.name} == ${pyString(BOUND_TOOL)}`] : []),
            `assert outcome == TOOL_RESULT`,
          ]
        : [
            `outcome: ${result?.name ?? ""} = registry.${dispatch.name}.return_value`,
            `assert outcome.${own?.name ?? ""} == ${pyString(BOUND_TOOL)}`,
            `assert isinstance(result, ${executor.result.name})`,
          ]),
    ],
  };
}

/** The loop's own bound holds, and its own end. */
function boundCases(scene: ExecutorScene): TestCase[] {
  const { executor, design } = scene;
  const { runtime, limit } = executor.parts;
  const asked = `runtime.${runtime.method}`;
  const count = runtime.async ? "await_count" : "call_count";
  const rounds = limit?.where === "elsewhere" ? limit.default : ROUNDS;
  const changes = limit?.where === "task" ? `, ${limit.name}=${ROUNDS}` : "";
  return [
    {
      topic: "ended",
      name: "loop_ends_with_its_answer",
      words: "terminates ends answer",
      about: "all",
      spare: 1,
      doc: "AIOS is asked until it has an answer, and no more.",
      parameters: [agentParameter(scene), RUNTIME, REGISTRY, SUBSTRATE],
      body: [
        "result = run_task(agent)",
        `assert ${asked}.${count} == 2`,
        `assert registry.${executor.parts.registry.dispatch.name}.${executor.parts.registry.dispatch.async ? "await_count" : "call_count"} == 1`,
        `assert isinstance(result, ${executor.result.name})`,
        `assert written(substrate)[-1].${payloadField(scene)}["result"] == ${storedResult(scene, "result")}`,
      ],
    },
    ...(limit && rounds !== null
      ? [
          {
            topic: "bounded" as const,
            name: "iterations_are_bounded",
            words: "max iterations limit rounds",
            about: "all" as const,
            spare: 1,
            doc: "An AIOS that never comes to an end is asked no more often than the contracts' limit says.",
            parameters: [agentParameter(scene), RUNTIME],
            body: [
              `${asked}.side_effect = None`,
              `${asked}.return_value = TOOL_STEP`,
              `with suppress(${design.names.error}):`,
              `    run_task(agent${changes})`,
              "context = context_of(runtime)",
              `assert isinstance(context, ${runtime.context.name})`,
              ...takenOver(scene, runtime.context, "context", ["correlation", "agent"]).slice(0, 1),
              limit.exact ? `assert ${asked}.${count} == ${rounds}` : `assert 1 < ${asked}.${count} <= ${rounds + 1}`,
            ],
          },
        ]
      : []),
  ];
}
