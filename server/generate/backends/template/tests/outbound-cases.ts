import type { Failure } from "../design/policy.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { contentOf } from "../code/client.ts";
import { swapped } from "../code/adapter.ts";
import { actionsOf } from "../code/reasoning.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import { sampleOf } from "./samples.ts";
import { accepted, answered, CORRELATION, expectedAnswer, type Scene } from "./scene.ts";

const SUBSTRATE = "substrate_service: MagicMock";
const RUNTIME = "aios_runtime: MagicMock";

/** What follows a failure: the answer that the policy says, and the error packet. */
export function failureLines(scene: Scene, failure: Failure, reason?: string): string[] {
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

export function failureCase(scene: Scene, topic: "aios_failure", failure: Failure): TestCase {
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
export function sentCases(scene: Scene): TestCase[] {
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
export function actionCases(scene: Scene): TestCase[] {
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
export function failedCalls(scene: Scene): TestCase[] {
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

/** AIOS' step that asks for a tool. @param args the arguments, as Python */
export function stepFor(scene: Scene, tool: string, args: string): string {
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

export function stepLine(scene: Scene, tool: string, args: string): string {
  return `aios_runtime.${scene.design.runtime?.method ?? ""}.return_value = ${stepFor(scene, tool, args)}`;
}
