import type { OutboundCall } from "../design/outbound.ts";
import { actionsOf } from "../code/reasoning.ts";
import { typeWritten } from "../code/storing.ts";
import type { Form } from "../design/forms.ts";
import type { Failure } from "../design/policy.ts";
import { list, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { answeredWith, failureLine } from "./failure.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { sampleOf } from "./samples.ts";
import { answered, BOUND_TOOL, correlationId, delivery, held, HANDLED, type Scene } from "./scene.ts";

const SUBSTRATE = "substrate: MagicMock";
const RUNTIME = "runtime: MagicMock";
const REGISTRY = "registry: MagicMock";

/** AIOS: what it is given, what is made of its answer, what it may ask for. */
export function reasoningCases(scene: Scene): TestCase[] {
  const { runtime, policy } = scene.design;
  if (!runtime) return [];
  return [
    contextCase(scene),
    answerCase(scene),
    ...unknownToolCase(scene),
    ...dispatchCases(scene),
    {
      topic: "aios_failure",
      answers: [answeredWith(policy.aios)],
      name: "aios_failure_writes_error_packet",
      about: "all",
      spare: 1,
      doc: `When AIOS fails, ${policy.aios.swallow ? "the event still counts as handled" : `the answer is a ${policy.aios.status}`}, and the failure is a packet.`,
      parameters: [scene.subject, SUBSTRATE, RUNTIME],
      body: [
        `runtime.${runtime.method}.side_effect = httpx.ConnectError("no route to AIOS")`,
        failureLine(scene, policy.aios, "no route to AIOS"),
        ...otherRoutesFail(scene, policy.aios),
      ],
    },
  ];
}

/** Each route answers a failure by itself. */
function otherRoutesFail({ design, expressions, http }: Scene, failure: Failure): string[] {
  if (!http || !expressions.several) return [];
  return design.spec.inbound
    .map((route, at) => delivery(route, at))
    .slice(1)
    .map((send) => `assert ${send}(client, EVENT).status_code == ${answeredWith(failure)}`);
}

/** The path parameters that a request or AIOS gives. */
export function ownParameters({ parameters }: OutboundCall): string[] {
  return parameters.filter(({ setting }) => !setting).map(({ name }) => name);
}

/** What AIOS is told about the module's own calls. */
function offeredLines({ design }: Scene): string[] {
  const own = actionsOf(design);
  const binding = design.runtime?.binding;
  const keyword = (meaning: string): string | null => binding?.keywords.find((one) => one.meaning === meaning)?.name ?? null;
  const [description, schema, agents] = [keyword("description"), keyword("schema"), keyword("agents")];
  if (own.length === 0) return [];
  const endpoints = own.map(({ verb, endpoint }) => pyString(`${verb} ${endpoint}`));
  const parameters = own.map((one) => `[${ownParameters(one).map(pyString).join(", ")}]`);
  return [
    ...(description ? [list(`assert [tool.${description} for tool in outbound_tools()] == `, endpoints, 4)] : []),
    ...(schema ? [list(`assert [list(tool.${schema}["properties"]) for tool in outbound_tools()] == `, parameters, 4)] : []),
    ...(agents ? [`assert all(tool.${agents} == [${pyString(design.task.module.id)}] for tool in outbound_tools())`] : []),
  ];
}

function contextCase(scene: Scene): TestCase {
  const { runtime, identity, task } = scene.design;
  const keywords = runtime?.context.keywords ?? [];
  const name = (meaning: string): string | null => keywords.find((keyword) => keyword.meaning === meaning)?.name ?? null;
  const own = actionsOf(scene.design);
  const approved = runtime?.registry?.approved;
  const offered = [...(approved ? ["BINDING"] : []), ...(own.length > 0 ? ["*outbound_tools()"] : [])];
  const binding = runtime?.binding?.model;
  const [agent, thread, tools] = [name("agent"), name("thread"), name("tools")];
  const form = (meaning: string): Form | null => keywords.find((keyword) => keyword.meaning === meaning)?.form ?? null;
  return {
    topic: "context",
    name: "runtime_context_holds_tool_bindings",
    about: "all",
    spare: 0,
    doc: `AIOS gets a ${runtime?.context.model ?? "context"}${tools ? " with the tools it may ask for, as bindings" : ""}.`,
    parameters: [scene.subject, RUNTIME, ...(approved ? [REGISTRY] : [])],
    body: [
      `deliver(${scene.subjectName}, EVENT)`,
      "context = context_of(runtime)",
      `assert isinstance(context, ${runtime?.context.model ?? ""})`,
      ...(agent ? [`assert context.${agent} == ${held(form("agent"), pyString(task.module.id))}`] : []),
      ...(thread ? [`assert context.${thread} == ${held(form("thread"), "THREAD_UUID")}`] : []),
      ...(tools && binding
        ? [
            `assert context.${tools} == [${offered.join(", ")}]`,
            `assert all(isinstance(tool, ${binding}) for tool in context.${tools})`,
            list(
              `assert [tool.${identity} for tool in context.${tools}] == `,
              [...(approved ? [BOUND_TOOL] : []), ...own.map((one) => `${task.module.id}.${one.name}`)].map(pyString),
              4,
            ),
            ...offeredLines(scene),
          ]
        : []),
      ...(approved ? [`registry.${approved.method}.assert_called_once_with(${pyString(task.module.id)})`] : []),
    ],
  };
}

function answerCase(scene: Scene): TestCase {
  const { outbound, packets } = scene.design;
  const reply = outbound.client?.calls.find(({ role }) => role === "reply");
  const client = outbound.client?.injected ?? "";
  return {
    topic: "answer",
    name: "aios_response_forwarded",
    about: "all",
    spare: 3,
    doc: `AIOS' answer is what is written${reply ? ", answered and sent on" : " and answered"}.`,
    parameters: [scene.subject, SUBSTRATE, ...(reply ? [`${client}: MagicMock`] : [])],
    body: [
      `response = deliver(${scene.subjectName}, EVENT)`,
      "outbound = written(substrate)[-1]",
      `assert outbound.${typeField(scene)} == ${typeWritten(scene.design, pyString(packets.types.out))}`,
      `assert outbound.${payloadField(scene)}["reply"] == ANSWER`,
      ...(reply ? [`assert ${client}.${reply.name}.await_args.kwargs["body"]["reply"] == ANSWER`] : []),
      `assert ${answered(scene)} == ${HANDLED}`,
    ],
  };
}

/** AIOS asks for a tool. @param tool the id @param args the arguments, both as Python */
export function stepLine({ design }: Scene, tool: string, args: string): string {
  const { runtime, contracts } = design;
  const model = runtime && contracts.named(runtime.result.model);
  if (!runtime || !model) return "";
  const { result, method } = runtime;
  const given: Record<string, string> = {
    [result.tool ?? ""]: tool,
    ...(result.textIsOptional ? {} : { [result.text]: "ANSWER" }),
  };
  if (result.arguments) given[result.arguments] = args;
  return `runtime.${method}.return_value = ${sampleOf(contracts, model, given, 46)}`;
}

function unknownToolCase(scene: Scene): TestCase[] {
  const { runtime, policy } = scene.design;
  if (!runtime?.result.tool) return [];
  const registry = runtime.registry?.approved ? runtime.registry : null;
  return [
    {
      topic: "tools",
      answers: [answeredWith(policy.unknownTool)],
      name: "unknown_tool_refused",
      words: "unknown",
      about: "all",
      spare: 1,
      doc: "AIOS may only ask for a tool that it was offered.",
      parameters: [scene.subject, SUBSTRATE, RUNTIME, ...(registry ? [REGISTRY] : [])],
      body: [
        stepLine(scene, '"never.offered"', "{}"),
        failureLine(scene, policy.unknownTool, "AIOS asked for never.offered, which it was not offered"),
        ...(registry ? [`registry.${registry.dispatch.method}.assert_not_awaited()`] : []),
      ],
    },
  ];
}

/** Tools of the registry: called by their identity with a request of the contracts' model. */
function dispatchCases(scene: Scene): TestCase[] {
  const { runtime, policy, identity, outbound } = scene.design;
  const registry = runtime?.registry;
  if (!runtime?.result.tool || !registry?.approved) return [];
  const { model, success, value, error } = registry.result;
  const outcome = (fine: boolean): string =>
    sampleOf(
      scene.design.contracts,
      model,
      {
        [identity]: pyString(BOUND_TOOL),
        ...(success ? { [success]: fine ? "True" : "False" } : {}),
        ...(fine && value ? { [value.name]: '"Found."' } : {}),
        ...(!fine && error ? { [error]: '"out of order"' } : {}),
      },
      38,
    );
  const dispatch = `registry.${registry.dispatch.method}`;
  const at = registry.dispatch.arguments.indexOf("request");
  const idAt = registry.dispatch.arguments.indexOf("tool_id");
  const keyword = (meaning: string): { name: string; form: Form } | null =>
    registry.request.keywords.find((one) => one.meaning === meaning) ?? null;
  const [args, thread, correlation] = [keyword("arguments"), keyword("thread"), keyword("correlation")];
  const replies = !outbound.client || outbound.client.calls.some(({ role }) => role === "reply");
  const found = value
    ? `assert written(substrate)[-1].${payloadField(scene)}["${replies ? "reply" : "result"}"] == "Found."`
    : "";
  const parameters = [scene.subject, SUBSTRATE, RUNTIME, REGISTRY];
  const dispatched: TestCase = {
    topic: "dispatch",
    name: "approved_tool_dispatched",
    words: "tool dispatch",
    about: "all",
    spare: 1,
    doc: "A tool that AIOS asks for is called by its identity, and what it gives is the answer.",
    parameters,
    body: [
      stepLine(scene, `BINDING.${identity}`, '{"number": "7"}'),
      `${dispatch}.return_value = ${outcome(true)}`,
      `deliver(${scene.subjectName}, EVENT)`,
      `request = ${dispatch}.await_args.${at >= 0 ? `args[${at}]` : 'kwargs["request"]'}`,
      `assert isinstance(request, ${registry.request.model})`,
      ...(idAt >= 0 ? [`assert ${dispatch}.await_args.args[${idAt}] == ${pyString(BOUND_TOOL)}`] : []),
      `assert request.${identity} == ${pyString(BOUND_TOOL)}`,
      ...(args && runtime.result.arguments ? [`assert request.${args.name} == {"number": "7"}`] : []),
      ...(thread ? [`assert request.${thread.name} == ${held(thread.form, "THREAD_UUID")}`] : []),
      ...(correlation
        ? [`assert request.${correlation.name} == ${held(correlation.form, pyString(correlationId(scene.design)))}`]
        : []),
      ...(found === "" ? [] : [found]),
    ],
  };
  if (!success) return [dispatched];
  const failing: TestCase = {
    topic: "outbound_failure",
    answers: [answeredWith(policy.outbound)],
    name: "failing_tool_writes_error_packet",
    words: "tool",
    about: "all",
    spare: 2,
    doc: "A tool that fails, or raises, is a failure of the module's own.",
    decorators: ['@pytest.mark.parametrize("raised", [None, RuntimeError("out of order")])'],
    parameters: [...parameters, "raised: Any"],
    body: [
      stepLine(scene, `BINDING.${identity}`, "{}"),
      `${dispatch}.return_value = ${outcome(false)}`,
      `${dispatch}.side_effect = raised`,
      failureLine(scene, policy.outbound, error ? "out of order" : "the tool failed"),
    ],
  };
  return error ? [dispatched, failing] : [dispatched];
}
