import type { Span } from "../../server/code/index.ts";
import type { Module, ModuleFile } from "../../server/facts/project.ts";
import { defineRule, type Fix } from "../define.ts";
import { literal, ModuleNames, textPattern, type TextPattern } from "../shared/module-names.ts";
import { nearest } from "../shared/nearest.ts";
import { appendToList, newList } from "../shared/spec-list.ts";

interface Emitted {
  type: string;
  file: ModuleFile;
  span: Span;
}

/** What the code does with packet types. */
interface Emissions {
  known: Emitted[];
  /** What types may be besides: composed with parts that only a run would tell. */
  patterns: TextPattern[];
  /** Types that the code names where it does not ask for packets. */
  mentioned: ReadonlySet<string>;
}

/** Functions that ask for packets of a type. */
const ASKING = /^_*(search|find|get|list|query|fetch|count|filter|has|exists|lookup|load|read)/;

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
    const { known, patterns, mentioned } = emissionsOf(names);
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

function emissionsOf(names: ModuleNames): Emissions {
  const known: Emitted[] = [];
  const patterns: TextPattern[] = [];
  const mentioned = new Set<string>();
  const helpers = names.code.flatMap(({ facts }) =>
    (facts?.packets ?? []).flatMap((fact) => (fact.kind === "helper" ? [fact] : [])),
  );
  for (const file of names.code) {
    for (const fact of file.facts?.packets ?? []) {
      if (fact.kind === "helper") continue;
      for (const type of fact.types) {
        const text = names.text(type, file.path);
        const value = literal(text);
        if (value === null) patterns.push(textPattern(text));
        else known.push({ type: value, file, span: fact.span });
      }
    }
  }
  for (const file of [...names.code, ...names.wiring]) {
    for (const { text, span, callee, argument } of file.facts?.mentions ?? []) {
      const resolved = names.text(text, file.path);
      const value = literal(resolved);
      const helped = helpers.some(
        ({ function: called, index, parameter }) => called === callee && (argument === index || argument === parameter),
      );
      if (value === null) {
        if (helped) patterns.push(textPattern(resolved));
      } else if (helped) known.push({ type: value, file, span });
      else if (!ASKING.test(callee ?? "")) mentioned.add(value);
    }
  }
  return { known, patterns, mentioned };
}

function declareFix(module: Module, type: string): Fix | undefined {
  const path = "module.packet_contract.emits";
  const appended = appendToList(module.spec, path, type);
  const edits = appended ? [appended] : newList(module.spec, path, type);
  return edits ? { title: `Declare \`${type}\` in the spec`, safety: "unsafe", path: module.specPath, edits } : undefined;
}
