import { fieldPath } from "../../server/facts/extract/tests/field-path.ts";
import {
  comparesValue,
  isPacket,
  mentionsModel,
  sides,
  type Assertion,
  type Operand,
  type Prove,
  type TestFact,
} from "./assertions.ts";
import type { EvidenceNames } from "./evidence-names.ts";

/** The row's name in TEST_ASSERTION_CATEGORIES, whatever the repository calls its packet. */
const PACKET_USED = "PacketEnvelopeIn_used";
/** Fields by which one packet refers to another. */
const LINKS = /thread|correlation|lineage|parent|causation|trace/;
const PARENT = /parent|lineage|causation/;

/** What a test proves of the packets that are written. */
export function packetRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  for (const assertion of test.assertions) {
    envelopeRows(assertion, names, prove);
    if (assertion.form === "equal") linkRow(assertion, names, prove);
  }
}

function envelopeRows(assertion: Assertion, names: EvidenceNames, prove: Prove): void {
  const { form, left, right } = assertion;
  const isWhole = (operand: Operand): boolean => mentionsModel(operand, "packet", names);
  if (form === "called_with" && left.origins.some((origin) => isPacket(origin, names)) && right.some(isWhole))
    prove(PACKET_USED, "packet");
  if (!comparesValue(assertion)) return;
  for (const side of sides(assertion)) {
    const others = sides(assertion).filter((other) => other !== side);
    for (const origin of side.origins.filter((candidate) => isPacket(candidate, names))) {
      // `packet["packet_type"]` is read from a dict.
      if (origin.path[0]?.startsWith("[") && !origin.dumped) continue;
      const [first, second] = fieldPath(origin);
      const field = [first, second].filter(Boolean).join(".");
      if (first === undefined && (form === "isinstance" || form === "equal") && others.some(isWhole)) prove(PACKET_USED, form);
      if (
        first === names.packet.type ||
        (first === names.packet.payload && (second !== undefined || form === "equal" || form === "contains"))
      )
        prove(PACKET_USED, field);
      if (first !== names.packet.metadata || form === "isinstance") continue;
      if (second !== undefined) prove("metadata_fields", field);
      else if (form === "equal" && others.some((other) => mentionsModel(other, "packet_metadata", names)))
        prove("metadata_fields", "metadata");
    }
  }
}

/** A value of one packet equals one of another: the same thread or correlation, or the parent that the later one names. */
function linkRow(assertion: Assertion, names: EvidenceNames, prove: Prove): void {
  const [left, right] = sides(assertion);
  if (!left || !right || left.text === right.text) return;
  const linksOf = ({ origins }: Operand): string[] =>
    origins.flatMap((origin) => {
      const last = isPacket(origin, names) ? fieldPath(origin).at(-1) : undefined;
      return last !== undefined && LINKS.test(last) ? [last] : [];
    });
  for (const field of linksOf(left)) if (linksOf(right).includes(field)) prove("correlation_links", field);
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const fields = linksOf(one);
    // `outbound.provenance.parent_packet == packet_ids[0]`: the id that the first write gave.
    if (fields.some((field) => PARENT.test(field)) && !other.constant && other.text !== "None")
      prove("correlation_links", ...fields);
    // `{packet.metadata.thread_uuid for packet in written} == {expected}`: all of them have the one value.
    if (fields.length > 0 && /^\{[^:]+\bfor\b/.test(one.text) && isSetOfOne(other)) prove("correlation_links", ...fields);
  }
  for (const [count, one] of [
    [left, right],
    [right, left],
  ] as const) {
    const fields = count.origins.flatMap((origin) =>
      origin.of === "count" ? linksOf({ ...count, origins: [{ ...origin, of: "call" }] }) : [],
    );
    if (fields.length > 0 && one.text === "1" && /\blen\(\s*(?:\{|set\()/.test(count.text)) prove("correlation_links", ...fields);
  }
}

function isSetOfOne({ text }: Operand): boolean {
  return /^\{[^,:]+\}$/.test(text) && !/\bfor\b/.test(text);
}
