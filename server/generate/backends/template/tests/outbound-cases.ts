import { contentOf } from "../code/client.ts";
import { swapped } from "../code/processing.ts";
import { actionsOf } from "../code/reasoning.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { answeredWith, failureLine } from "./failure.ts";
import { payloadField } from "./handling-cases.ts";
import { ownParameters, stepLine } from "./reasoning-cases.ts";
import { correlationId, type Scene } from "./scene.ts";

const SUBSTRATE = "substrate: MagicMock";
const RUNTIME = "runtime: MagicMock";

/** The outbound calls: what they are given, and what is made of their answers and failures. */
export function outboundCases(scene: Scene): TestCase[] {
  const { client } = scene.design.outbound;
  if (!client) return [];
  return [...sentCases(scene), ...actionCases(scene), ...failedCases(scene), ...lackingCase(scene), ...fallbackCase(scene)];
}

/** The calls that are made for every event. */
function sentCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const { client } = design.outbound;
  return (client?.calls ?? [])
    .filter(({ role }) => role !== "action")
    .map((one): TestCase => {
      const own = ownParameters(one).map((name) => `${name}=${pyString(`${name}-1`)}`);
      const swap = swapped(design).map((entry) => entry.replace(/: event\.(\w+)$/, ': "$1-1"'));
      const reply = `{${['"reply": ANSWER', ...swap].join(", ")}}`;
      const content = one.role === "reply" ? reply : contentOf(one) === "body" ? scene.stored : "{}";
      const args = [...own, `${contentOf(one)}=${content}`, `correlation_id=${pyString(correlationId(scene.design))}`];
      return {
        topic: "outbound",
        name: `${one.name}_sent`,
        words: one.name,
        about: "all",
        spare: 1,
        doc: `${one.verb} ${one.endpoint} is called with what belongs to the event.`,
        parameters: [scene.subject, `${client?.injected ?? ""}: MagicMock`],
        body: [
          `deliver(${scene.subjectName}, EVENT)`,
          call(`${client?.injected ?? ""}.${one.name}.assert_awaited_once_with`, args, 4),
        ],
      };
    });
}

/** The calls that AIOS asks for. */
function actionCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const client = design.outbound.client?.injected ?? "";
  return actionsOf(design).map((one): TestCase => {
    const own = ownParameters(one);
    const given = [...own.map((name) => `"${name}": "${name}-2"`), '"title": "Lunch"'];
    const args = [
      ...own.map((name) => `${name}="${name}-2"`),
      `${contentOf(one)}={"title": "Lunch"}`,
      `correlation_id=${pyString(correlationId(scene.design))}`,
    ];
    return {
      topic: "outbound",
      name: `${one.name}_made_when_asked_for`,
      words: one.name,
      about: "all",
      spare: 1,
      doc: `${one.verb} ${one.endpoint} is called with what AIOS proposes, and its answer is kept.`,
      parameters: [scene.subject, SUBSTRATE, RUNTIME, `${client}: MagicMock`],
      body: [
        stepLine(scene, pyString(`${design.task.module.id}.${one.name}`), `{${given.join(", ")}}`),
        `deliver(${scene.subjectName}, EVENT)`,
        call(`${client}.${one.name}.assert_awaited_once_with`, args, 4),
        `assert written(substrate)[-1].${payloadField(scene)}["result"] == RESULT`,
      ],
    };
  });
}

/** A failure of a call that is always made, and of one that AIOS asks for. */
function failedCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const { policy, outbound } = design;
  const sent = outbound.client?.calls.find(({ role }) => role !== "action");
  const [action] = actionsOf(design);
  const client = outbound.client?.injected ?? "";
  const ends = policy.outbound.swallow ? "the event still counts as handled" : `the answer is a ${policy.outbound.status}`;
  return [sent, action === sent ? undefined : action].flatMap((one, at): TestCase[] => {
    if (!one) return [];
    const known = ownParameters(one).map((name) => `"${name}": "1"`);
    const step = one === sent ? [] : [stepLine(scene, pyString(`${design.task.module.id}.${one.name}`), `{${known.join(", ")}}`)];
    return [
      {
        topic: "outbound_failure",
        answers: [answeredWith(policy.outbound)],
        name: at === 0 || !sent ? "failed_call_writes_error_packet" : `failed_${one.name}_writes_error_packet`,
        words: one.name,
        about: "all",
        spare: at === 0 || !sent ? 1 : 2,
        doc: `When ${one.name} fails, ${ends}, and the failure is a packet.`,
        parameters: [scene.subject, SUBSTRATE, ...(step.length > 0 ? [RUNTIME] : []), `${client}: MagicMock`],
        body: [
          ...step,
          `${client}.${one.name}.side_effect = httpx.ConnectError("no route")`,
          failureLine(scene, policy.outbound, "no route"),
        ],
      },
    ];
  });
}

/** A call that lacks what it is about is not made. */
function lackingCase(scene: Scene): TestCase[] {
  const { fields, policy, task } = scene.design;
  const unknown = (name: string): boolean => fields.every((field) => field.name !== name);
  const one = actionsOf(scene.design).find((action) => ownParameters(action).some(unknown));
  const name = one && ownParameters(one).find(unknown);
  if (!one || name === undefined) return [];
  const rest = ownParameters(one).filter((parameter) => parameter !== name);
  return [
    {
      topic: "tools",
      answers: [answeredWith(policy.outbound)],
      name: "missing_argument_writes_error_packet",
      words: "argument missing",
      about: "all",
      spare: 3,
      doc: `A call that nothing gives \`${name}\` is not made.`,
      parameters: [scene.subject, SUBSTRATE, RUNTIME],
      body: [
        stepLine(
          scene,
          pyString(`${task.module.id}.${one.name}`),
          `{${rest.map((parameter) => `"${parameter}": "1"`).join(", ")}}`,
        ),
        failureLine(scene, policy.outbound, `nothing gives ${name}`),
      ],
    },
  ];
}

/** What AIOS does not say is taken from the event. */
function fallbackCase(scene: Scene): TestCase[] {
  const { fields, task, outbound } = scene.design;
  const known = (name: string): boolean => fields.some((field) => field.name === name);
  const one = actionsOf(scene.design).find((action) => ownParameters(action).length > 0 && ownParameters(action).every(known));
  if (!one) return [];
  const args = [
    ...ownParameters(one).map((name) => `${name}=${pyString(`${name}-1`)}`),
    `${contentOf(one)}={}`,
    `correlation_id=${pyString(correlationId(scene.design))}`,
  ];
  return [
    {
      topic: "tools",
      name: "arguments_fall_back_to_the_event",
      words: "argument event",
      about: "all",
      spare: 2,
      doc: "What AIOS does not say is taken from the event.",
      parameters: [scene.subject, RUNTIME, `${outbound.client?.injected ?? ""}: MagicMock`],
      body: [
        stepLine(scene, pyString(`${task.module.id}.${one.name}`), "{}"),
        `deliver(${scene.subjectName}, EVENT)`,
        call(`${outbound.client?.injected ?? ""}.${one.name}.assert_awaited_once_with`, args, 4),
      ],
    },
  ];
}
