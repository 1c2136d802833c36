import { namespaceOf } from "../code/schemas.ts";
import { typeWritten } from "../code/storing.ts";
import type { ExecutorDesign } from "../design/executor.ts";
import { uuidIn } from "../design/forms.ts";
import type { Design } from "../design/shape.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { configCases } from "./config-cases.ts";
import { executorDuplicateCases } from "./executor-duplicate-cases.ts";
import { executorStorageCases } from "./executor-storage-cases.ts";
import { loopCases } from "./executor-loop-cases.ts";
import {
  executorScene,
  handlerParameter,
  LOOP,
  looped,
  loopTask,
  otherValue,
  storedResult,
  storedTask,
  SUBSTRATE,
  type ExecutorScene,
} from "./executor-scene.ts";
import {
  anotherPacket,
  correlationOf,
  firstPacket,
  noParent,
  packetLines,
  payloadField,
  threadOf,
  typeField,
} from "./handling-cases.ts";
import { held, searchArguments } from "./scene.ts";

/** What an executor must keep: the shared loop, its thread, its packets, one run for each task. */
export function executorCasesOf(design: Design, executor: ExecutorDesign): TestCase[] {
  const scene = executorScene(design, executor);
  return [
    packetCase(scene),
    firstCase(scene),
    linksCase(scene),
    ...threadCases(scene),
    ...correlationCases(scene),
    ...loopCases(scene),
    failureCase(scene),
    ...executorDuplicateCases(scene),
    ...executorStorageCases(scene),
    ...configCases(design),
  ];
}

/** What a call of the loop is given. */
function loopArguments(scene: ExecutorScene): string[] {
  return scene.executor.loop.arguments.map((argument) =>
    argument
      .replace(/(^|=)task$/, `$1${loopTask(scene)}`)
      .replace(/\bthread_uuid\b(?!=)/, "THREAD_UUID")
      .replace("correlation_id_for(task)", scene.correlation),
  );
}

function packetCase(scene: ExecutorScene): TestCase {
  const { design, keyValue, correlation } = scene;
  const { packets, dedupe } = design;
  const payload = payloadField(scene);
  const { parent } = packets.paths;
  const key = dedupe
    ? (name: string): string[] => [`assert ${name}.${payload}["${dedupe.key}"] == ${pyString(keyValue ?? "")}`]
    : () => [];
  return {
    topic: "packet",
    name: "task_and_result_written_as_packets",
    about: "all",
    spare: 0,
    doc: "A task and its result are stored as typed packets with their metadata.",
    parameters: [handlerParameter(scene), SUBSTRATE],
    body: [
      "run_task(handler)",
      "inbound, outbound = written(substrate)",
      `assert isinstance(inbound, ${packets.envelope})`,
      ...packetLines(scene, "inbound", packets.types.in, correlation),
      ...key("inbound"),
      `assert inbound.${payload}["task"] == ${storedTask(scene, "make_task()")}`,
      ...(parent ? [noParent(packets.forms.parent, `inbound.${parent}`)] : []),
      ...packetLines(scene, "outbound", packets.types.out, correlation),
      ...key("outbound"),
      `assert outbound.${payload}["result"] == ${storedResult(scene, "RESULT")}`,
    ],
  };
}

function firstCase(scene: ExecutorScene): TestCase {
  const { design, executor, keyValue } = scene;
  const { substrate, dedupe, packets, names } = design;
  const search = dedupe && dedupe.mechanism !== "memory_cache" ? substrate.search : null;
  const { method, once } = looped(scene);
  return {
    topic: "first",
    name: "task_is_run_by_the_shared_loop",
    about: "all",
    spare: 0,
    doc: `The shared loop gets the task${executor.task.thread ? " with the module's thread" : ""}, and its result is the answer.`,
    parameters: [handlerParameter(scene), LOOP, SUBSTRATE],
    body: [
      "with capture_logs() as logs:",
      "    result = run_task(handler)",
      call(`${method}.${once}`, loopArguments(scene), 4),
      `assert isinstance(result, ${executor.result.name})`,
      "assert result == RESULT",
      `entry = entry_of(logs, "${names.py}_processed")`,
      ...(dedupe ? [`assert entry["${dedupe.key}"] == ${pyString(keyValue ?? "")}`] : ['assert "error" not in entry']),
      ...(search ? [`substrate.${search.method}.assert_awaited_once_with(${searchArguments(design).join(", ")})`] : []),
      `assert [packet.${typeField(scene)} for packet in written(substrate)] == [${[packets.types.in, packets.types.out].map((type) => typeWritten(design, pyString(type))).join(", ")}]`,
    ],
  };
}

function linksCase(scene: ExecutorScene): TestCase {
  const { packets, substrate } = scene.design;
  const { parent } = packets.paths;
  const parents = parent !== null && substrate.write.id !== null;
  return {
    topic: "links",
    name: "packets_share_thread_and_correlation",
    about: "all",
    spare: 1,
    doc: "The result's packet is linked to the task's packet.",
    parameters: [handlerParameter(scene), SUBSTRATE],
    body: [
      ...(parents
        ? [
            `substrate.${substrate.write.method}.side_effect = [write_result(FIRST_PACKET), write_result(${anotherPacket(substrate)})]`,
          ]
        : []),
      "run_task(handler)",
      "inbound, outbound = written(substrate)",
      `assert ${correlationOf(scene, "outbound")} == ${correlationOf(scene, "inbound")}`,
      `assert ${threadOf(scene, "outbound")} == ${threadOf(scene, "inbound")}`,
      ...(parents ? [`assert outbound.${parent} == ${firstPacket(packets.forms.parent)}`] : []),
    ],
  };
}

function threadCases(scene: ExecutorScene): TestCase[] {
  const { design, threadSeed } = scene;
  const { keyFields, packets } = design;
  const { paths, forms } = packets;
  const first = paths.thread === null ? "UUID(thread)" : uuidIn(forms.thread, "thread");
  const others = keyFields.map((name) => `{${pyString(name)}: ${otherValue(scene, name)}}`);
  return [
    {
      topic: "thread",
      name: "thread_uuid_is_deterministic",
      about: "all",
      spare: 1,
      doc: "The same key fields give the same thread, a UUIDv5 in the module's namespace.",
      parameters: [handlerParameter(scene), SUBSTRATE],
      body: [
        "run_task(handler)",
        `thread = ${threadOf(scene, "written(substrate)[0]")}`,
        `assert ${first} == uuid5(${namespaceOf(design)}, ${pyString(threadSeed)})`,
        `assert ${first}.version == 5`,
        `assert thread_uuid_for(make_task()) == ${first}`,
      ],
    },
    {
      topic: "thread",
      name: "each_key_field_makes_another_thread",
      about: "all",
      spare: 2,
      doc: "No key field is left out of the thread.",
      decorators: [call("@pytest.mark.parametrize", ['"changes"', `[${others.join(", ")}]`])],
      parameters: ["changes: Dict[str, Any]"],
      body: [
        "other_thread = thread_uuid_for(make_task(**changes))",
        "assert thread_uuid_for(make_task()) == THREAD_UUID",
        "assert other_thread != THREAD_UUID",
      ],
    },
  ];
}

function correlationCases(scene: ExecutorScene): TestCase[] {
  const { design, executor, correlation } = scene;
  const { forms } = design.packets;
  const { correlation: own } = executor.task;
  return [
    {
      topic: "correlation",
      name: "correlation_id_propagates",
      about: "all",
      spare: 1,
      doc: `${own ? "The task's correlation id" : "The thread, where a task brings no id of its own,"} is found on everything that is made of it.`,
      parameters: [handlerParameter(scene), SUBSTRATE],
      body: [
        "run_task(handler)",
        "for packet in written(substrate):",
        `    assert ${correlationOf(scene, "packet")} == ${held(forms.correlation, correlation)}`,
        ...(own?.optional
          ? [`assert correlation_id_for(make_task(${own.name}=None)) == str(THREAD_UUID)`]
          : [`assert correlation_id_for(make_task()) == ${correlation}`]),
      ],
    },
  ];
}

function failureCase(scene: ExecutorScene): TestCase {
  const { design } = scene;
  const { policy, packets, names } = design;
  const { loop } = policy;
  const payload = payloadField(scene);
  const left = packets.types.error
    ? [
        "error_packet = written(substrate)[-1]",
        `assert error_packet.${typeField(scene)} == ${typeWritten(design, pyString(packets.types.error))}`,
        `assert error_packet.${payload}["category"] == ${pyString(loop.name)}`,
        `assert error_packet.${payload}["error"] == "no route to AIOS"`,
        ...parentLine(scene, "error_packet"),
      ]
    : [
        `assert [packet.${typeField(scene)} for packet in written(substrate)] == [${typeWritten(design, pyString(packets.types.in))}]`,
      ];
  const setup = parentSetup(scene);
  return {
    topic: "aios_failure",
    answers: [loop.status],
    name: "loop_failure_writes_error_packet",
    words: "loop runtime",
    about: "all",
    spare: 0,
    doc: "When the shared loop fails, its caller is told by the category of the policy, and the failure is a packet.",
    parameters: [handlerParameter(scene), LOOP, SUBSTRATE],
    body: [
      ...(packets.types.error ? setup : []),
      `${looped(scene).method}.side_effect = RuntimeError("no route to AIOS")`,
      "with capture_logs() as logs:",
      `    with pytest.raises(${names.error}) as caught:`,
      "        run_task(handler)",
      `assert (caught.value.category, caught.value.status, str(caught.value)) == (${pyString(loop.name)}, ${loop.status}, "no route to AIOS")`,
      ...left,
      `entry = entry_of(logs, "${names.py}_failed")`,
      `assert (entry["category"], entry["error"]) == (${pyString(loop.name)}, "no route to AIOS")`,
    ],
  };
}

function parentSetup({ design: { packets, substrate } }: ExecutorScene): string[] {
  return packets.paths.parent !== null && substrate.write.id !== null
    ? [
        `substrate.${substrate.write.method}.side_effect = [write_result(FIRST_PACKET), write_result(${anotherPacket(substrate)})]`,
      ]
    : [];
}

function parentLine(scene: ExecutorScene, name: string): string[] {
  const { paths, forms } = scene.design.packets;
  return parentSetup(scene).length > 0 ? [`assert ${name}.${paths.parent ?? ""} == ${firstPacket(forms.parent)}`] : [];
}
