import { unwrap, type Binding, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext, type Related, type Report } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { dictKeys, dictUse, isDict, isDocumentation, isPacketName, namesPacket, type DictUse } from "../shared/packets.ts";
import { packetParameter } from "../shared/packet-parameters.ts";
import { localUses, usesOf } from "../../server/code/uses.ts";

type Packets = Profile["packets"];
type PacketUse = Extract<DictUse, { kind: "sink" | "returned" }>;

export default defineRule({
  id: "raw_dict_packet",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A dict, in TypeScript an object that no type or schema checks, used where a packet model belongs.",
  why: "Nothing checks a dict's keys: a misspelt or missing field is stored and found out when another module reads it.",
  instead: "Build a `PacketEnvelopeIn` with its metadata and provenance.",
  examples: [
    {
      bad: 'await service.write_packet({"packet_type": "orders.in", "payload": event})\n',
      good: 'await service.write_packet(PacketEnvelopeIn(packet_type="orders.in", payload=event))\n',
    },
  ],
  python: {
    dictionary: visit,
    dictionary_comprehension: visit,
    call(node, context) {
      if (isDict(node)) visit(node, context);
    },
  },
  pythonFile(context) {
    const { module, project } = context;
    // A dict at module level: who uses its name is written anywhere in the file.
    for (const bindings of module.bindings.values()) {
      for (const binding of bindings) {
        const value = binding.value && unwrap(binding.value);
        if (!value || !isDict(value)) continue;
        const { packets } = project.profile;
        const uses = usesOf(binding, module).map(({ node }) => node);
        const found = judge(value, uses, packets);
        if (found) context.report(found);
      }
    }
  },
});

function visit(dict: Node, context: CodeContext): void {
  const { packets } = context.project.profile;
  const use = dictUse(dict, packets);
  let uses: Node[] = [];
  if (use?.kind === "bound" && use.target.type === "identifier") {
    const binding = context.bindings(use.target).find((candidate) => candidate.node === use.target);
    if (binding && isModules(binding, dict)) return;
    if (binding) uses = localUses(binding, context);
  }
  const found = judge(dict, uses, packets, (node) => packetParameter(node, context));
  if (found) context.report(found);
}

/** A module-level variable that holds the dict itself: `pythonFile` has those. */
function isModules(binding: Binding, dict: Node): boolean {
  return binding.scope.kind === "module" && binding.value !== null && unwrap(binding.value) === dict;
}

/** What is wrong with a dict, given the places that read the variable it is bound to. */
function judge(
  dict: Node,
  uses: readonly Node[],
  packets: Packets,
  parameter: (argument: Node) => DictUse | null = () => null,
): Report | null {
  const use = dictUse(dict, packets) ?? parameter(dict);
  if (use?.kind === "harmless") return null;
  const later = uses.map((node) => dictUse(node, packets) ?? parameter(node));
  const sinks = [use, ...later].filter((found): found is PacketUse => found?.kind === "sink" || found?.kind === "returned");
  const [sink] = sinks;
  const { keys } = dictKeys(dict);
  const model = packets.models[0] ?? "the packet model";
  if (sink) {
    const related: Related[] = sinks
      .filter((found) => found !== use)
      .map((found) => ({ at: found.at, message: `\`${found.name}\` gets it here` }));
    const where =
      sink.kind === "sink"
        ? `\`${sink.name}\` is given a dict as its packet`
        : `\`${sink.name}\` is annotated to return a packet and returns a dict`;
    return { at: dict, message: `${where}, whose fields nothing checks: build a \`${model}\`.`, related };
  }
  if (later.some((found) => found?.kind === "harmless")) return null;
  if (use?.kind === "bound" && isPacket(use, keys, uses, packets)) {
    return {
      at: dict,
      message: `\`${use.name}\` is a packet made of a dict, whose fields nothing checks: build a \`${model}\`.`,
    };
  }
  if (looksLikePacket(keys) && !isDocumentation(dict)) {
    return {
      at: dict,
      message: `A dict with \`packet_type\` and \`payload\` stands for a packet, and nothing checks its fields: build a \`${model}\`.`,
    };
  }
  return null;
}

/** `packet: PacketEnvelopeIn = {…}`, `packet = {"packet_type": …}`, `packet = {}` that is filled afterwards. */
function isPacket(
  use: Extract<DictUse, { kind: "bound" }>,
  keys: ReadonlyMap<string, Node | null>,
  uses: readonly Node[],
  packets: Packets,
): boolean {
  if (use.annotation && namesPacket(use.annotation.text, packets)) return true;
  if (!isPacketName(use.name, packets)) return false;
  if (keys.has("packet_type")) return keys.get("packet_type")?.type !== "dictionary";
  return uses.some(
    (node) =>
      node.parent?.type === "subscript" &&
      node.parent.field === "left" &&
      /^["']packet_type["']$/.test(node.parent.child("subscript")?.text ?? ""),
  );
}

/** Both keys, with a type that is no schema of one. */
function looksLikePacket(keys: ReadonlyMap<string, Node | null>): boolean {
  return keys.has("packet_type") && keys.has("payload") && keys.get("packet_type")?.type !== "dictionary";
}
