import type { ContractClass } from "../../../../facts/contracts.ts";
import { InventionRequired } from "../../../backend.ts";
import { call } from "../python/dedent.ts";
import { fieldFor, meaningOf, takesText, type KnownContracts, type Meaning } from "./contracts.ts";
import type { SpecValues } from "./spec.ts";

/** A keyword of a model and the expression that it is given. */
export interface Keyword {
  name: string;
  value: string;
  meaning: Meaning;
}

/** How packets are made of the contracts' models. */
export interface PacketDesign {
  envelope: string;
  keywords: Keyword[];
  metadata: { model: string; keywords: Keyword[] };
  provenance: { model: string; keywords: Keyword[] };
  types: { in: string; out: string; error: string | null };
  /** Where each id is found on a packet, as an attribute path; null for what only the payload can hold. */
  paths: Readonly<Record<"thread" | "correlation" | "source" | "parent" | "tool", string | null>>;
  /** The packets' fields that hold a text where an id is meant. */
  threadIsText: boolean;
  parentIsText: boolean;
}

const VALUES: Readonly<Record<Meaning, string>> = {
  thread: "thread_uuid",
  correlation: "correlation_id",
  tool: "TOOL_ID",
  agent: "TOOL_ID",
  source: "TOOL_ID",
  parent: "parent_packet",
  type: "packet_type",
  payload: "payload",
  metadata: "",
  provenance: "",
  tools: "",
  arguments: "",
  call: "",
};

const ID_MEANINGS: readonly Meaning[] = ["thread", "correlation", "tool", "agent", "source", "parent"];

export function packetsOf(contracts: KnownContracts, spec: SpecValues): PacketDesign {
  const envelope = contracts.needed("PacketEnvelopeIn", "A packet");
  const metadata = contracts.needed("PacketMetadata", "A packet");
  const provenance = contracts.needed("PacketProvenance", "A packet");
  const inMetadata = keywords(metadata, ID_MEANINGS, spec.requiresMetadata);
  const inProvenance = keywords(provenance, ID_MEANINGS, []);
  const own = keywords(envelope, ["type", "payload", "metadata", "provenance", "thread", "correlation", "parent"], []);
  for (const meaning of ["type", "payload", "metadata"] as const) {
    if (own.every((keyword) => keyword.meaning !== meaning)) throw lacks(envelope, meaning);
  }
  const missing = spec.requiresMetadata.find(
    (name) => inMetadata.every((keyword) => keyword.name !== name) && own.every((keyword) => keyword.name !== name),
  );
  if (missing !== undefined) {
    throw new InventionRequired(
      `Every packet must carry \`${missing}\`, but ${fieldNames(metadata)}${metadata.fields.some(({ name }) => name === missing) ? `, and nothing tells its value` : ""}.`,
      "module.packet_contract.requires_metadata",
      `What is \`${missing}\` of a packet of this module, and which field holds it?`,
    );
  }
  const path = (meaning: Meaning): string | null => {
    const holder = inMetadata.find((keyword) => keyword.meaning === meaning)
      ? "metadata."
      : inProvenance.find((keyword) => keyword.meaning === meaning)
        ? "provenance."
        : "";
    const keyword = [...inMetadata, ...inProvenance, ...own].find((candidate) => candidate.meaning === meaning);
    return keyword ? `${holder}${keyword.name}` : null;
  };
  const provenanceName = own.find(({ meaning }) => meaning === "provenance")?.name;
  const metadataName = own.find(({ meaning }) => meaning === "metadata")?.name ?? "metadata";
  const real = (found: string | null): string | null =>
    found?.startsWith("metadata.")
      ? `${metadataName}${found.slice(8)}`
      : found?.startsWith("provenance.")
        ? provenanceName
          ? `${provenanceName}${found.slice(10)}`
          : null
        : found;
  const holds = (meaning: Meaning): boolean =>
    [metadata, provenance, envelope].some((model) => takesText(fieldFor(model, meaning)?.annotation ?? null));
  return {
    envelope: envelope.name,
    keywords: own,
    metadata: { model: metadata.name, keywords: inMetadata },
    provenance: { model: provenance.name, keywords: inProvenance },
    types: typesOf(spec.emits),
    paths: {
      thread: real(path("thread")),
      correlation: real(path("correlation")),
      source: real(path("source")),
      parent: real(path("parent")),
      tool: real(path("tool")),
    },
    threadIsText: holds("thread"),
    parentIsText: holds("parent"),
  };
}

/** The keywords that can be filled in; a required field that can not is a fact that nobody gave. */
function keywords(model: ContractClass, meanings: readonly Meaning[], wanted: readonly string[]): Keyword[] {
  return model.fields.flatMap(({ name, required, annotation }): Keyword[] => {
    const meaning = meaningOf(name, meanings);
    if (meaning === null) {
      if (required) throw unfillable(model, name);
      return [];
    }
    // A packet's own agent or module beside its tool: said where it is asked for.
    if (!required && meaning === "agent" && !wanted.includes(name)) return [];
    const value = VALUES[meaning];
    const text = takesText(annotation);
    if (meaning === "thread" && text) return [{ name, value: `str(${value})`, meaning }];
    if (meaning === "parent" && text) return [{ name, value: `str(${value}) if ${value} else None`, meaning }];
    if (meaning === "parent" && required && !/\b(?:Optional|None)\b/.test(annotation ?? "")) throw unfillable(model, name);
    return [{ name, value, meaning }];
  });
}

function unfillable(model: ContractClass, field: string): InventionRequired {
  return new InventionRequired(
    `\`${model.name}\` requires \`${field}\`, and nothing tells what this module puts there.`,
    "module.packet_contract",
    `What is \`${field}\` of a packet of this module?`,
  );
}

function lacks(model: ContractClass, meaning: string): InventionRequired {
  return new InventionRequired(
    `No field of \`${model.name}\` is recognised as the packet's ${meaning} (${fieldNames(model)}).`,
    "module.packet_contract",
    `Which field of \`${model.name}\` holds the ${meaning}?`,
  );
}

function fieldNames({ name, fields }: ContractClass): string {
  return `\`${name}\` has ${fields.map((field) => `\`${field.name}\``).join(", ") || "no fields"}`;
}

const IN = /(?:^|[._])(?:in|inbound|received|request|requested|call|called|ingress)$/;
const OUT = /(?:^|[._])(?:out|outbound|sent|response|responded|processed|result|completed|done|egress)$/;
const ERROR = /(?:^|[._])(?:err|error|errors|failed|failure|rejected)$/;

/** Which of the declared packet types is written when. */
function typesOf(emits: readonly string[]): PacketDesign["types"] {
  const ask = (issue: string, question: string): InventionRequired =>
    new InventionRequired(issue, "module.packet_contract.emits", question);
  const find = (pattern: RegExp): string | null => emits.find((type) => pattern.test(type)) ?? null;
  const rest = emits.filter((type) => ![IN, OUT, ERROR].some((pattern) => pattern.test(type)));
  const inbound = find(IN);
  const out = find(OUT) ?? rest.shift() ?? null;
  if (inbound === null)
    throw ask("The spec declares no packet type for what comes in.", "Which packet type is written for a request (`….in`)?");
  if (out === null)
    throw ask(
      "The spec declares no packet type for what comes of a request.",
      "Which packet type is written for the answer (`….out`)?",
    );
  const known = [inbound, out, find(ERROR)];
  const other = emits.find((type) => !known.includes(type));
  if (other !== undefined)
    throw ask(`Nothing tells when a packet of type \`${other}\` is written.`, `When is \`${other}\` written?`);
  return { in: inbound, out, error: known[2] ?? null };
}

/** The expression that makes a packet. @param indent columns before it */
export function packetExpression({ envelope, keywords: own, metadata, provenance }: PacketDesign, indent: number): string {
  const list = (words: readonly Keyword[]): string[] => words.map(({ name, value }) => `${name}=${value}`);
  const args = own.map(({ name, value, meaning }) => {
    if (meaning === "metadata") return `${name}=${call(metadata.model, list(metadata.keywords), indent + 8 + name.length)}`;
    if (meaning === "provenance") return `${name}=${call(provenance.model, list(provenance.keywords), indent + 8 + name.length)}`;
    return `${name}=${value}`;
  });
  return `${envelope}(\n${args.map((argument) => `    ${argument.replaceAll("\n", "\n    ")},`).join("\n")}\n)`;
}
