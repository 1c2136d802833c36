import { importedName, stringValue, unwrap, type Binding, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import { defineRule, type CodeContext, type Report } from "../define.ts";
import { profileName } from "../../server/code/spelling.ts";
import { dictKeys, dictUse, isDict, isDocumentation, isPacketName, namesPacket, type DictUse } from "../shared/packets.ts";
import { isPart, partOf } from "../profile/contract-parts.ts";
import { packetModels } from "../shared/packet-models.ts";
import { packetParameter } from "../shared/packet-parameters.ts";
import { localUses, usesOf } from "../../server/code/uses.ts";

type Context = Pick<CodeContext, "project" | "isTest" | "contractClass" | "bindingsNamed" | "mentions">;
type PacketUse = Extract<DictUse, { kind: "sink" | "returned" }>;

/** How a language speaks of a dict, and of what does not check it. */
const WORDS = {
  python: {
    given: "a dict as its packet, whose fields nothing checks",
    made: "made of a dict",
    looks: "A dict with `packet_type` and `payload`",
  },
  typescript: {
    given: "an object literal as its packet, which no schema checks",
    made: "made of an object literal without a type",
    looks: "An object literal with a packet's type and payload",
  },
};

export default defineRule({
  id: "raw_dict_packet",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A dict, in TypeScript an object that no type or schema checks, used where a packet model belongs.",
  why: "Nothing checks a dict's keys: a misspelt or missing field is stored and found out when another module reads it.",
  instead: "Build the repository's packet model, with its metadata and provenance.",
  examples: [
    {
      bad: 'await service.write_packet({"packet_type": "orders.in", "payload": event})\n',
      good: 'await service.write_packet(PacketEnvelopeIn(packet_type="orders.in", payload=event))\n',
    },
  ],
  code: {
    visit: {
      dictionary: visit,
      dictionary_comprehension: visit,
      call(node, context) {
        if (isDict(node)) visit(node, context);
      },
    },
    file(context) {
      const { module } = context;
      // A dict at module level: who uses its name is written anywhere in the file.
      for (const bindings of module.bindings.values()) {
        for (const binding of bindings) {
          const value = binding.value && unwrap(binding.value);
          if (!value || !isDict(value)) continue;
          const uses = usesOf(binding, module).map(({ node }) => node);
          const found = judge(value, uses, {
            ...context,
            bindingsNamed: (name) => module.global(name),
            mentions: (text) => module.units.some(({ node }) => node.text.includes(text)),
          });
          if (found) context.report(found);
        }
      }
    },
  },
});

function visit(dict: Node, context: CodeContext): void {
  const use = dictUse(dict, context);
  let uses: Node[] = [];
  if (use?.kind === "bound" && use.target.type === "identifier") {
    const binding = context.bindings(use.target).find((candidate) => candidate.node === use.target);
    if (binding && isModules(binding, dict)) return;
    if (binding) uses = localUses(binding, context);
  }
  const found = judge(dict, uses, context, (node) => packetParameter(node, context));
  if (found) context.report(found);
}

/** A module-level variable that holds the dict itself: `file` has those. */
function isModules(binding: Binding, dict: Node): boolean {
  return binding.scope.kind === "module" && binding.value !== null && unwrap(binding.value) === dict;
}

/** What is wrong with a dict, given the places that read the variable it is bound to. */
function judge(
  dict: Node,
  uses: readonly Node[],
  context: Context,
  parameter: (argument: Node) => DictUse | null = () => null,
): Report | null {
  const { language } = dict.source;
  const use = useOf(dict, context, parameter);
  // An object literal whose use nobody sees is checked by the type that it is given to.
  if (use?.kind === "harmless" || (!use && language === "typescript")) return null;
  const later = uses.map((node) => useOf(node, context, parameter, laterUse));
  const sinks = [use, ...later].filter((found): found is PacketUse => found?.kind === "sink" || found?.kind === "returned");
  const [sink] = sinks;
  const keys = dictKeys(dict);
  const words = WORDS[language];
  if (sink) {
    const model = packetModel(context);
    // Of an interface there is nothing but literals, and the compiler checks them.
    if (language === "typescript" && model?.kind === "interface") return null;
    const related = sinks
      .filter((found) => found !== use)
      .map((found) => ({ at: found.at, message: `\`${found.name}\` gets it here` }));
    const where =
      sink.kind === "sink"
        ? `is given ${words.given}`
        : "is annotated to return a packet and returns a dict, whose fields nothing checks";
    return { at: dict, message: `\`${sink.name}\` ${where}: ${instead(dict, context)}.`, related };
  }
  if (later.some((found) => found?.kind === "harmless")) return null;
  if (use?.kind === "bound" && isPacket(dict, use, keys, uses, context)) {
    return {
      at: dict,
      message: `\`${use.name}\` is a packet ${words.made}, whose fields nothing checks: ${instead(dict, context)}.`,
    };
  }
  if (!hasType(keys) || !keys.has("payload") || isDocumentation(dict)) return null;
  return { at: dict, message: `${words.looks} stands for a packet, and nothing checks its fields: ${instead(dict, context)}.` };
}

/** What becomes of a dict: what a parameter is declared to take counts more than what the function is called. */
function useOf(
  node: Node,
  context: Context,
  parameter: (argument: Node) => DictUse | null,
  read: (node: Node, context: Context) => DictUse | null = dictUse,
): DictUse | null {
  const declared = parameter(node);
  return declared?.kind === "harmless" ? declared : (read(node, context) ?? declared);
}

/** What becomes of the variable that holds a dict. In TypeScript, what is put into another object may be checked there. */
function laterUse(read: Node, context: Context): DictUse | null {
  const { parent } = read;
  if (read.source.language === "typescript" && /^(?:pair|export_specifier|list_splat)$/.test(parent?.type ?? ""))
    return { kind: "harmless" };
  return dictUse(read, context);
}

/** `packet: PacketEnvelopeIn = {…}`, `packet = {"packet_type": …}`, `packet = {}` that is filled afterwards. */
function isPacket(
  dict: Node,
  use: Extract<DictUse, { kind: "bound" }>,
  keys: ReadonlyMap<string, Node | null>,
  uses: readonly Node[],
  { project }: Context,
): boolean {
  const { packets } = project.profile;
  if (use.annotation && namesPacket(use.annotation.text, packetModels(project))) return true;
  if (!isPacketName(profileName(use.name, dict.source), packets)) return false;
  if (keys.has("packet_type")) return hasType(keys);
  return uses.some(
    ({ parent }) =>
      parent?.type === "subscript" && parent.field === "left" && stringValue(parent.child("subscript")) === "packet_type",
  );
}

/** A packet's type that is no schema of one. */
function hasType(keys: ReadonlyMap<string, Node | null>): boolean {
  const type = keys.get("packet_type");
  return type !== undefined && (type === null || unwrap(type).type !== "dictionary");
}

/** The packet model that the file imports, else the contracts'. */
function packetModel({ project, contractClass, bindingsNamed }: Context): ContractClass | null {
  for (const model of packetModels(project)) {
    for (const name of [model, `${model}Schema`, `${model.charAt(0).toLowerCase()}${model.slice(1)}Schema`]) {
      const imported = bindingsNamed(name).find(({ kind }) => kind === "import");
      const found = imported ? contractClass(importedName(imported)) : null;
      if (found) return found;
    }
  }
  const lookup = project.contracts.part("packet");
  return lookup.status === "found" ? lookup.class : null;
}

function instead({ source }: Node, context: Context): string {
  const model = packetModel(context);
  const name = model?.name ?? context.project.contracts.nameOf("packet");
  if (!model && !isSpokenOf(name, context))
    return "no packet model is known here, so define one and name it in the configuration (`contracts: { packet: … }`)";
  if (source.language === "python") return `build a \`${name}\``;
  if (model?.kind === "zod") return `build it with \`${model.name}.parse(…)\``;
  if (model?.kind === "class" && model.evidence.path.endsWith("ts")) return `build a \`new ${model.name}(…)\``;
  return `give it the type \`${name}\``;
}

/**
 * Somebody speaks of the packet model, so that advice may name it: the configuration, the file, the repository in classes that can not be told apart. A module is
 * written against the generator document's models, and what it lacks of them is told at its spec.
 */
function isSpokenOf(name: string, { project, mentions }: Context): boolean {
  if (project.module !== null || !isPart(partOf(name)) || mentions(name)) return true;
  return project.contracts.part("packet").status !== "missing";
}
