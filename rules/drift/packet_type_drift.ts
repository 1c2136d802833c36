import type { Module } from "../../server/facts/project.ts";
import { defineRule, type Fix } from "../define.ts";
import { ModuleNames } from "../shared/module-names.ts";
import { emissionsOf } from "../shared/module-packets.ts";
import { nearest } from "../shared/nearest.ts";
import { appendToList, newList } from "../shared/spec-list.ts";

export default defineRule({
  id: "packet_type_drift",
  family: "drift",
  check: "contracts_extracted",
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "A packet type that the code emits and the spec does not declare, or the other way round.",
  why: "Other modules search for the declared types: what is written under another name is never found.",
  instead: "Declare every emitted type under `module.packet_contract.emits`, and emit every one that is declared.",
  examples: [
    {
      bad: '# spec: packet_contract: {emits: [orders.in]}\npacket = PacketEnvelopeIn(packet_type="order.in", payload=payload)\n',
      good: '# spec: packet_contract: {emits: [orders.in]}\npacket = PacketEnvelopeIn(packet_type="orders.in", payload=payload)\n',
    },
  ],
  module(module, context) {
    const names = new ModuleNames(module);
    if (names.code.length === 0) return;
    const { known, patterns, mentioned } = emissionsOf(names, context.project);
    const declared = module.spec.packetTypes;
    const types = declared.map(({ text }) => text);
    const emitted = new Set(known.map(({ type }) => type));
    const entry = module.spec.get("module.packet_contract.emits");
    const reported = new Set<string>();
    for (const { type, file, span } of known) {
      if (types.includes(type) || reported.has(type)) continue;
      reported.add(type);
      const near = nearest(
        type,
        types.filter((candidate) => !emitted.has(candidate)),
        2,
      );
      context.report(file.path, {
        at: span,
        message: `Packets of type \`${type}\` are emitted here, but the spec does not declare them: ${near ? `it declares \`${near}\`` : "add the type to `module.packet_contract.emits`, or emit one that is declared"}.`,
        related: [
          {
            path: module.specPath,
            at: entry?.keySpan ?? module.spec.idSpan,
            message: entry ? "The packet types that the spec declares" : "The spec declares no packet types",
          },
        ],
        data: { packet_type: type },
        fix: declareFix(module, type),
      });
    }
    for (const { text, span } of declared) {
      if (emitted.has(text) || mentioned.has(text) || patterns.some((pattern) => pattern.test(text))) continue;
      const [first] = known;
      const file = first?.file ?? names.code[0];
      context.report(module.specPath, {
        at: span,
        message: `\`${text}\` is declared, but the module's code emits no such packet: emit it, or take it out of the spec.`,
        related: file
          ? [
              {
                path: file.path,
                at: first?.span ?? { start: 0, end: 0 },
                message: first ? "Where the code emits a packet" : "The module's code",
              },
            ]
          : [],
        data: { packet_type: text },
      });
    }
  },
});

function declareFix(module: Module, type: string): Fix | undefined {
  const path = "module.packet_contract.emits";
  const appended = appendToList(module.spec, path, type);
  const edits = appended ? [appended] : newList(module.spec, path, type);
  return edits ? { title: `Declare \`${type}\` in the spec`, safety: "unsafe", path: module.specPath, edits } : undefined;
}
