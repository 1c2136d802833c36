import { typeWritten } from "../code/storing.ts";
import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { anotherPacket, firstPacket, keptLine } from "./handling-cases.ts";
import { correlationId, held } from "./scene.ts";
import { resultValue } from "./tool-result.ts";

const PARAMETERS = ["registry: MagicMock", "substrate: MagicMock"];

/** The field of a packet that has this meaning. */
export function packetField(design: Design, meaning: "type" | "payload"): string {
  return design.packets.keywords.find((keyword) => keyword.meaning === meaning)?.name ?? meaning;
}

function packetLines(design: Design, name: string, type: string): string[] {
  const { packets, task } = design;
  const { paths, forms } = packets;
  const payload = packetField(design, "payload");
  const at = (path: string | null, key: string): string => (path === null ? `${name}.${payload}["${key}"]` : `${name}.${path}`);
  return [
    `assert ${name}.${packetField(design, "type")} == ${typeWritten(design, pyString(type))}`,
    ...(paths.tool ? [`assert ${name}.${paths.tool} == ${held(forms.tool, pyString(task.module.id))}`] : []),
    `assert ${at(paths.thread, "thread_uuid")} == ${paths.thread === null ? "str(THREAD_UUID)" : held(forms.thread, "THREAD_UUID")}`,
    `assert ${at(paths.correlation, "correlation_id")} == ${correlationValue(design)}`,
    ...(paths.source ? [`assert ${name}.${paths.source} == ${held(forms.source, pyString(task.module.id))}`] : []),
    ...packets.kept.map(({ path, value }) => keptLine(`${name}.${path}`, value)),
  ];
}

/** What joins a call to the rest, as packets hold it. */
function correlationValue({ packets, tool, ...design }: Design): string {
  const form = packets.paths.correlation === null ? null : packets.forms.correlation;
  const given = tool?.request.correlation;
  const kind = given?.kind ?? tool?.request.callKind;
  const text = given ? pyString(correlationId({ ...design, packets, tool })) : kind === "text" ? "str(CALL_ID)" : "CALL_ID";
  const value = given && kind === "uuid" ? `UUID(${text})` : text;
  return form ? held(form, value) : given ? text : "str(CALL_ID)";
}

export function packetCase(design: Design, tool: ToolDesign): TestCase {
  const { packets } = design;
  const payload = packetField(design, "payload");
  return {
    topic: "packet",
    name: "call_written_as_packets",
    about: "all",
    spare: 0,
    doc: "A call and its result are stored as typed packets with their metadata.",
    parameters: PARAMETERS,
    body: [
      "call_tool(registry)",
      "inbound, outbound = written(substrate)",
      `assert isinstance(inbound, ${packets.envelope})`,
      ...packetLines(design, "inbound", packets.types.in),
      `assert inbound.${payload}["${tool.request.call}"] == str(CALL_ID)`,
      `assert inbound.${payload}["${tool.request.arguments}"] == ARGUMENTS`,
      ...packetLines(design, "outbound", packets.types.out),
      `assert outbound.${payload}["result"] == ${resultValue(design)}`,
    ],
  };
}

export function linksCase(design: Design): TestCase {
  const { packets, substrate } = design;
  const { parent, thread, correlation } = packets.paths;
  const payload = packetField(design, "payload");
  const parents = parent !== null && substrate.write.id !== null;
  return {
    topic: "links",
    name: "packets_share_thread_and_correlation",
    about: "all",
    spare: 1,
    doc: "The result's packet is linked to the call's packet.",
    parameters: PARAMETERS,
    body: [
      ...(parents
        ? [
            `substrate.${substrate.write.method}.side_effect = [write_result(FIRST_PACKET), write_result(${anotherPacket(substrate)})]`,
          ]
        : []),
      "call_tool(registry)",
      "inbound, outbound = written(substrate)",
      ...[correlation ?? `${payload}["correlation_id"]`, thread ?? `${payload}["thread_uuid"]`].map(
        (path) => `assert outbound.${path} == inbound.${path}`,
      ),
      ...(parents ? [`assert outbound.${parent} == ${firstPacket(packets.forms.parent)}`] : []),
    ],
  };
}
