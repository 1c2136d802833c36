import { pythonName } from "../design/names.ts";
import { makesUuid, nothing, uuidIn, written, type Form } from "../design/forms.ts";
import { namespaceOf } from "../code/schemas.ts";
import { typeWritten } from "../code/storing.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { otherRouteCases } from "./other-route-cases.ts";
import { accepted, answered, changed, correlationId, HANDLED, held, nothingOf, type Scene, searchArguments } from "./scene.ts";

/** What becomes of one event: packets, answer, thread, correlation. */
export function handlingCases(scene: Scene): TestCase[] {
  return [
    validCase(scene),
    firstCase(scene),
    linksCase(scene),
    threadCase(scene),
    threadKeyCase(scene),
    correlationCase(scene),
    ...otherRouteCases(scene),
  ];
}

const SUBSTRATE = "substrate: MagicMock";

/** @param correlation what joins the packet to the rest, as a text in Python */
export function packetLines(
  scene: Scene,
  name: string,
  type: string,
  correlation = pyString(correlationId(scene.design)),
): string[] {
  const { packets, task } = scene.design;
  const { paths, forms } = packets;
  const payload = packets.keywords.find(({ meaning }) => meaning === "payload")?.name ?? "payload";
  const at = (path: string | null, inPayload: string): string =>
    path === null ? `${name}.${payload}["${inPayload}"]` : `${name}.${path}`;
  return [
    `assert ${name}.${typeField(scene)} == ${typeWritten(scene.design, pyString(type))}`,
    ...(paths.tool ? [`assert ${name}.${paths.tool} == ${held(forms.tool, pyString(task.module.id))}`] : []),
    `assert ${at(paths.thread, "thread_uuid")} == ${paths.thread === null ? "str(THREAD_UUID)" : held(forms.thread, "THREAD_UUID")}`,
    `assert ${at(paths.correlation, "correlation_id")} == ${held(forms.correlation, correlation)}`,
    ...(paths.source ? [`assert ${name}.${paths.source} == ${held(forms.source, pyString(task.module.id))}`] : []),
    ...packets.kept.map(({ path, value }) => keptLine(`${name}.${path}`, value)),
  ];
}

/** What the contract itself puts into a packet. */
export function keptLine(path: string, value: string): string {
  return `assert ${path} ${/^(?:True|False)$/.test(value) ? "is" : "=="} ${value.startsWith("'") ? pyString(value.slice(1, -1)) : value}`;
}

export function typeField({ design: { packets } }: Scene): string {
  return packets.keywords.find(({ meaning }) => meaning === "type")?.name ?? "packet_type";
}

export function payloadField({ design: { packets } }: Scene): string {
  return packets.keywords.find(({ meaning }) => meaning === "payload")?.name ?? "payload";
}

export function correlationOf(scene: Scene, name: string): string {
  const { correlation } = scene.design.packets.paths;
  return correlation ? `${name}.${correlation}` : `${name}.${payloadField(scene)}["correlation_id"]`;
}

export function threadOf(scene: Scene, name: string): string {
  const { thread } = scene.design.packets.paths;
  return thread ? `${name}.${thread}` : `${name}.${payloadField(scene)}["thread_uuid"]`;
}

function validCase(scene: Scene): TestCase {
  const { design, keyValue, stored, expressions } = scene;
  const { packets, dedupe } = design;
  const payload = payloadField(scene);
  const parent = packets.paths.parent;
  return {
    topic: "valid",
    name: "valid_event_processed",
    words: pythonName(design.spec.inbound[0]?.name ?? ""),
    about: "all",
    spare: 0,
    doc: "An event is accepted and stored as typed packets with their metadata.",
    parameters: [scene.subject, SUBSTRATE],
    body: [
      `response = deliver(${scene.subjectName}, EVENT)`,
      ...accepted(scene),
      "inbound, outbound = written(substrate)",
      `assert isinstance(inbound, ${packets.envelope})`,
      ...packetLines(scene, "inbound", packets.types.in),
      ...(dedupe ? [`assert inbound.${payload}["${dedupe.key}"] == ${pyString(keyValue ?? "")}`] : []),
      ...(expressions.several
        ? [`assert inbound.${payload}["inbound"] == ${pyString(pythonName(design.spec.inbound[0]?.name ?? ""))}`]
        : []),
      `assert inbound.${payload}["event"] == ${stored}`,
      ...(parent ? [noParent(packets.forms.parent, `inbound.${parent}`)] : []),
      ...packetLines(scene, "outbound", packets.types.out),
      ...(dedupe ? [`assert outbound.${payload}["${dedupe.key}"] == ${pyString(keyValue ?? "")}`] : []),
      ...(expressions.hasReply ? [`assert outbound.${payload}["reply"] == ANSWER`] : []),
      ...(expressions.hasResult
        ? [
            `assert outbound.${payload}["result"] ${scene.result === null || scene.result === "None" ? "is None" : `== ${scene.result}`}`,
          ]
        : []),
      `assert ${answered(scene)} == ${HANDLED}`,
    ],
  };
}

function firstCase(scene: Scene): TestCase {
  const { design, stored } = scene;
  const { substrate, dedupe, runtime, packets } = design;
  const search = dedupe && dedupe.mechanism !== "memory_cache" ? substrate.search : null;
  return {
    topic: "first",
    name: "first_delivery_processed_fully",
    about: "all",
    spare: 1,
    doc: `The first delivery ${search ? "looks for an earlier answer, " : ""}${runtime ? "asks AIOS and " : ""}writes both packets.`,
    parameters: [scene.subject, SUBSTRATE, ...(runtime ? ["runtime: MagicMock"] : [])],
    body: [
      "with capture_logs() as logs:",
      `    response = deliver(${scene.subjectName}, EVENT)`,
      ...entryLines(scene, "processed"),
      ...(search ? [`substrate.${search.method}.assert_awaited_once_with(${searchArguments(design).join(", ")})`] : []),
      ...(runtime?.context.keywords.some(({ meaning }) => meaning === "payload")
        ? [
            `assert context_of(runtime).${runtime.context.keywords.find(({ meaning }) => meaning === "payload")?.name ?? ""} == ${stored}`,
          ]
        : []),
      `assert [packet.${typeField(scene)} for packet in written(substrate)] == [${[packets.types.in, packets.types.out].map((type) => typeWritten(design, pyString(type))).join(", ")}]`,
      `assert ${answered(scene)} == ${HANDLED}`,
    ],
  };
}

/** The entry about an event names what it is about. */
export function entryLines({ design, keyValue }: Scene, event: string): string[] {
  const entry = `entry_of(logs, "${design.names.py}_${event}")`;
  return [keyValue === null ? entry : `assert ${entry}["${design.dedupe?.key ?? ""}"] == ${pyString(keyValue)}`];
}

function linksCase(scene: Scene): TestCase {
  const { packets, substrate } = scene.design;
  const { parent } = packets.paths;
  const parents = parent !== null && substrate.write.id !== null;
  return {
    topic: "links",
    name: "packets_share_thread_and_correlation",
    about: "all",
    spare: 1,
    doc: "The answer's packet is linked to the event's packet.",
    parameters: [scene.subject, SUBSTRATE],
    body: [
      ...(parents
        ? [
            `substrate.${substrate.write.method}.side_effect = [write_result(FIRST_PACKET), write_result(${anotherPacket(substrate)})]`,
          ]
        : []),
      `deliver(${scene.subjectName}, EVENT)`,
      "inbound, outbound = written(substrate)",
      `assert ${correlationOf(scene, "outbound")} == ${correlationOf(scene, "inbound")}`,
      `assert ${threadOf(scene, "outbound")} == ${threadOf(scene, "inbound")}`,
      ...(parents ? [`assert outbound.${parent} == ${firstPacket(packets.forms.parent)}`] : []),
    ],
  };
}

function threadCase(scene: Scene): TestCase {
  const { design, threadSeed } = scene;
  const { names, dedupe, keyFields } = design;
  const namespace = namespaceOf(design);
  const free = dedupe && !keyFields.includes(dedupe.key) ? dedupe.key : "note";
  const { paths, forms } = design.packets;
  const first = paths.thread === null ? "UUID(first)" : uuidIn(forms.thread, "first");
  return {
    topic: "thread",
    name: "thread_uuid_is_deterministic",
    about: "all",
    spare: 1,
    doc: "The same key fields give the same thread, a UUIDv5 in the module's namespace; other ones another.",
    parameters: [scene.subject, SUBSTRATE],
    body: [
      `deliver(${scene.subjectName}, EVENT)`,
      `deliver(${scene.subjectName}, ${changed({ [free]: "another" })})`,
      `deliver(${scene.subjectName}, ${changed({ ...(dedupe ? { [dedupe.key]: "third" } : {}), [keyFields[0] ?? ""]: "other" })})`,
      `first, _, second, _, other, _ = [${threadOf(scene, "packet")} for packet in written(substrate)]`,
      `assert ${first} == uuid5(${namespace}, ${pyString(threadSeed)})`,
      `assert ${first}.version == 5`,
      "assert second == first",
      "assert other != first",
      `assert thread_uuid_for(${names.event}(**EVENT)) == ${first}`,
    ],
  };
}

export function threadKeyCase({ design }: Scene): TestCase {
  const { names, keyFields } = design;
  return {
    topic: "thread",
    name: "each_key_field_makes_another_thread",
    about: "all",
    spare: 2,
    doc: "No key field is left out of the thread.",
    decorators: [`@pytest.mark.parametrize("field", [${keyFields.map(pyString).join(", ")}])`],
    parameters: ["field: str"],
    body: [
      `other_thread = thread_uuid_for(${names.event}(**{**EVENT, field: "other"}))`,
      `assert thread_uuid_for(${names.event}(**EVENT)) == THREAD_UUID`,
      "assert other_thread != THREAD_UUID",
    ],
  };
}

function correlationCase(scene: Scene): TestCase {
  const { runtime, outbound, dedupe } = scene.design;
  const context = runtime?.context.keywords.find(({ meaning }) => meaning === "correlation");
  const { forms } = scene.design.packets;
  const sent = outbound.client?.calls.find(({ role }) => role !== "action");
  const { client } = outbound;
  return {
    topic: "correlation",
    name: "correlation_id_propagates",
    about: "all",
    spare: 1,
    doc: `The event's correlation id is found on everything that is made of it; where there is none, ${dedupe ? "the delivery's key" : "the thread"} is.`,
    parameters: [
      scene.subject,
      SUBSTRATE,
      ...(context ? ["runtime: MagicMock"] : []),
      ...(sent && client ? [`${client.injected}: MagicMock`] : []),
    ],
    body: [
      `deliver(${scene.subjectName}, EVENT)`,
      ...(context ? [`assert context_of(runtime).${context.name} == ${held(context.form, 'EVENT["correlation_id"]')}`] : []),
      ...(sent && client
        ? [`assert ${client.injected}.${sent.name}.await_args.kwargs["correlation_id"] == EVENT["correlation_id"]`]
        : []),
      "for packet in written(substrate):",
      `    assert ${correlationOf(scene, "packet")} == ${held(forms.correlation, 'EVENT["correlation_id"]')}`,
      `deliver(${scene.subjectName}, ${changed({ correlation_id: nothingOf(scene), ...(dedupe ? { [dedupe.key]: "third" } : {}) })})`,
      `assert ${correlationOf(scene, "written(substrate)[2]")} == ${fallback(forms.correlation, dedupe ? '"third"' : "str(THREAD_UUID)")}`,
      ...(forms.correlation && makesUuid(forms.correlation)
        ? [
            `deliver(${scene.subjectName}, ${changed({ correlation_id: "corr-42", ...(dedupe ? { [dedupe.key]: "fourth" } : {}) })})`,
            `assert ${correlationOf(scene, "written(substrate)[4]")} == ${fallback(forms.correlation, '"corr-42"')}`,
          ]
        : []),
    ],
  };
}

/** What stands in for a correlation id that is no UUID, as its field holds it. */
export function fallback(form: Form | null, text: string): string {
  return form ? written(form, text, (id) => `uuid5(MODULE_NAMESPACE, ${id})`) : text;
}

/** The assertion that a packet names none before it. */
export function noParent(form: Form | null, path: string): string {
  const none = form ? nothing(form) : "None";
  return none === "None" ? `assert ${path} is None` : `assert ${path} == ${none}`;
}

/** The name of a packet that no test knows, of the type that the substrate gives. */
export function anotherPacket({ write }: Scene["design"]["substrate"]): string {
  return write.idType === "UUID" ? "uuid4()" : "str(uuid4())";
}

/** The first packet's name, as the field of the packet after it holds it. */
export function firstPacket(form: Form | null): string {
  return form ? written(form.kind === "maybe" ? form.of : form, "FIRST_PACKET") : "FIRST_PACKET";
}
