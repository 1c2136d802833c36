import type { ContractClass } from "../../server/facts/contracts.ts";
import { spanOf, unwrap, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { Report, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { isPacketVariable, literalKeys, literalUse, readsOf, type LiteralUse } from "../shared/packets-typescript.ts";

/** An object literal where a packet belongs, unless a type or a schema checks it. */
export const rawDictPacket: TypeScriptRule = {
  id: "raw_dict_packet",
  visit: {
    ObjectExpression(node, context) {
      const found = judge(node, context);
      if (found) context.report(found);
    },
  },
};

function judge(literal: TSESTree.ObjectExpression, context: TypeScriptContext): Report | null {
  const use = literalUse(literal, context);
  if (!use || use.kind === "checked") return null;
  const later = use.kind === "bound" ? usesOf(use.target, context) : [];
  const sinks = [use, ...later].filter((one) => one.kind === "sink");
  const [sink] = sinks;
  if (sink) {
    const model = packetModel(context);
    // Of an interface there is nothing but literals, and the compiler checks them.
    if (model?.kind === "interface") return null;
    const related = sinks
      .filter((one) => one !== use)
      .map((one) => ({ at: spanOf(one.at), message: `\`${one.name}\` gets it here` }));
    return {
      at: spanOf(literal),
      message: `\`${sink.name}\` is given an object literal as its packet, which no schema checks: ${instead(model)}.`,
      related,
    };
  }
  // What something else is given may be checked there.
  if (later.some(({ kind }) => kind === "checked")) return null;
  const keys = literalKeys(literal);
  const { packets } = context.project.profile;
  const type = keys.get("packet_type");
  if (!type || unwrap(type).type === "ObjectExpression") return null;
  const name = use.kind === "bound" ? use.name : null;
  if (name !== null && isPacketVariable(name, packets))
    return {
      at: spanOf(literal),
      message: `\`${name}\` is a packet made of an object literal without a type, whose fields nothing checks: ${instead(packetModel(context))}.`,
    };
  if (!keys.has("payload")) return null;
  return {
    at: spanOf(literal),
    message: `An object literal with a packet's type and payload stands for a packet, and nothing checks its fields: ${instead(packetModel(context))}.`,
  };
}

/** What becomes of the variable that holds a literal; a property that is read or written says nothing. */
function usesOf(target: TSESTree.Identifier, context: TypeScriptContext): LiteralUse[] {
  return readsOf(context.module.variable(target)).flatMap((read) => {
    const { parent } = read;
    if (parent?.type === "Property" || parent?.type === "ExportSpecifier" || parent?.type === "SpreadElement")
      return [{ kind: "checked" as const }];
    return literalUse(read, context) ?? [];
  });
}

/** The packet model that the file imports, else the contracts'. */
function packetModel({ facts, project, contractClass }: TypeScriptContext): ContractClass | null {
  const { models } = project.profile.packets;
  for (const { module, name } of facts.imports) {
    const model = name && `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replace(/Schema$/, "");
    const found = name && model && models.includes(model) ? contractClass(`${module}.${name}`) : null;
    if (found) return found;
  }
  const [first] = models;
  const lookup = first === undefined ? null : project.contracts.required(first);
  return lookup?.status === "found" ? lookup.class : null;
}

function instead(model: ContractClass | null): string {
  if (model?.kind === "zod") return `build it with \`${model.name}.parse(…)\``;
  if (model?.kind === "class" && model.evidence.path.endsWith("ts")) return `build a \`new ${model.name}(…)\``;
  return `give it the type \`${model?.name ?? "PacketEnvelopeIn"}\``;
}
