import type { ContractClass, ContractField } from "../../../../facts/contracts.ts";
import { classesIn, type DeclaredType } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import { call } from "../python/dedent.ts";
import { meaningOf, onlyValue, typeWords, type KnownContracts, type Meaning } from "./contracts.ts";
import { formOf, written, type Form, type Held } from "./forms.ts";
import { askedOf } from "./questions.ts";
import type { SpecValues } from "./spec.ts";

/** A keyword of a model, and how it gets its value. */
export interface Keyword {
  name: string;
  meaning: Meaning | "fixed";
  form: Form;
  /** The expression of what has no other source: a constant, a model of ids. */
  fixed?: string;
}

/** Where each id is found on a packet. */
export type Place = "thread" | "correlation" | "source" | "parent" | "tool";

/** How packets are made of the contracts' models. */
export interface PacketDesign {
  envelope: string;
  keywords: Keyword[];
  metadata: { model: string; keywords: Keyword[] };
  /** Fields of the metadata that keep the value that the contract gives them, as attribute paths of a packet with that value. */
  kept: readonly { path: string; value: string }[];
  provenance: { model: string; keywords: Keyword[] };
  /** `in` is empty where what comes in is no packet of its own. */
  types: { in: string; out: string; error: string | null };
  /** Where each id is found on a packet, as an attribute path; null for what only the payload can hold. */
  paths: Readonly<Record<Place, string | null>>;
  /** How each of them is written there. */
  forms: Readonly<Record<Place | "type", Form | null>>;
}

/** What packets are made of, as the module has it: Python types of ids differ between adapters and tools. */
export interface PacketSources {
  correlation: Held;
  parent: Held;
  tool: string;
  types: PacketDesign["types"];
}

const ID_MEANINGS: readonly Meaning[] = ["thread", "correlation", "tool", "agent", "source", "parent", "time"];

/** What stands for the values of a packet in the code that makes it. */
export type PacketValues = Readonly<Partial<Record<Meaning, string>>>;

export function packetsOf(contracts: KnownContracts, spec: SpecValues, sources: PacketSources): PacketDesign {
  const envelope = contracts.needed("packet", "A packet");
  const metadata = contracts.needed("packet_metadata", "A packet");
  const provenance = contracts.needed("packet_provenance", "A packet");
  const { types } = sources;
  const fill = (model: ContractClass, meanings: readonly Meaning[], wanted: readonly string[]): Keyword[] =>
    keywords(model, { meanings, wanted, held: heldBy(types, sources), contracts });
  const inMetadata = fill(metadata, ID_MEANINGS, spec.requiresMetadata);
  const inProvenance = fill(provenance, ID_MEANINGS, []);
  const own = fill(envelope, ["type", "payload", "metadata", "provenance", "thread", "correlation", "parent", "time"], []);
  for (const meaning of ["type", "payload", "metadata"] as const) {
    if (own.every((keyword) => keyword.meaning !== meaning)) throw lacks(envelope, meaning);
  }
  const isGiven = (name: string): boolean => [...inMetadata, ...own].some((keyword) => keyword.name === name);
  const preset = presets(metadata).filter(({ name }) => !isGiven(name));
  const missing = spec.requiresMetadata.find((name) => !isGiven(name) && preset.every((field) => field.name !== name));
  if (missing !== undefined) {
    throw new InventionRequired(
      `Every packet must carry \`${missing}\`, but ${fieldNames(metadata)}${metadata.fields.some(({ name }) => name === missing) ? `, and nothing tells its value` : ""}.`,
      "module.packet_contract.requires_metadata",
      `What is \`${missing}\` of a packet of this module, and which field holds it?`,
    );
  }
  const provenanceName = own.find(({ meaning }) => meaning === "provenance")?.name;
  const metadataName = own.find(({ meaning }) => meaning === "metadata")?.name ?? "metadata";
  const holders = [
    { holder: `${metadataName}.`, of: inMetadata },
    ...(provenanceName === undefined ? [] : [{ holder: `${provenanceName}.`, of: inProvenance }]),
    { holder: "", of: own },
  ];
  const find = (meaning: Meaning): { path: string | null; form: Form | null } => {
    for (const { holder, of } of holders) {
      const keyword = of.find((candidate) => candidate.meaning === meaning);
      if (keyword) return { path: `${holder}${keyword.name}`, form: keyword.form };
    }
    return { path: null, form: null };
  };
  const wanted = preset.filter(({ name }) => spec.requiresMetadata.includes(name));
  // Where a packet's metadata carries no id, it is told by what the contract puts there.
  const kept = inMetadata.length > 0 || wanted.length > 0 ? wanted : preset.slice(0, 1);
  const places = {
    thread: find("thread"),
    correlation: find("correlation"),
    source: find("source"),
    parent: find("parent"),
    tool: find("tool"),
  };
  const each = <K extends "path" | "form">(key: K): Record<Place, { path: string | null; form: Form | null }[K]> =>
    Object.fromEntries(Object.entries(places).map(([place, found]) => [place, found[key]])) as never;
  return {
    envelope: envelope.name,
    keywords: own,
    metadata: { model: metadata.name, keywords: inMetadata },
    kept: kept.map(({ name, value }) => ({ path: `${metadataName}.${name}`, value })),
    provenance: { model: provenance.name, keywords: inProvenance },
    types,
    paths: each("path"),
    forms: { ...each("form"), type: find("type").form },
  };
}

/** The fields of a model whose default is a plain value, with it as Python. */
function presets({ fields }: ContractClass): { name: string; value: string }[] {
  return fields.flatMap(({ name, default: value, annotation }) => {
    const isPlain = /^(?:Optional\[)?(?:str|int|bool)\]?(?: \| None)?$/.test(annotation ?? "");
    return isPlain && value !== null && /^(?:"[^"\\]*"|'[^'\\]*'|\d+|True|False)$/.test(value) ? [{ name, value }] : [];
  });
}

/** The Python type of what each meaning is given. */
function heldBy(types: PacketDesign["types"], { correlation, parent, tool }: PacketSources): Partial<Record<Meaning, Held>> {
  const id: Held = { kind: "text", constants: [tool] };
  return {
    thread: { kind: "uuid", version: 5 },
    correlation,
    tool: id,
    agent: id,
    source: id,
    // The only packet of a request has none before it.
    ...(types.in ? { parent } : {}),
    type: { kind: "text", constants: [types.in, types.out, types.error].filter((one): one is string => Boolean(one)) },
    payload: { kind: "object" },
    time: { kind: "now" },
  };
}

interface Filling {
  meanings: readonly Meaning[];
  /** Names that the spec asks for. */
  wanted: readonly string[];
  held: Partial<Record<Meaning, Held>>;
  contracts: KnownContracts;
}

/** The keywords that can be filled in; a required field that can not is a fact that nobody gave. */
function keywords(model: ContractClass, filling: Filling): Keyword[] {
  const { meanings, wanted, held, contracts } = filling;
  return model.fields.flatMap((field): Keyword[] => {
    const { name, required, type } = field;
    const meaning = heldModel(field, filling) ?? meaningOf(name, meanings, type);
    // The models of these two are made where they are given.
    if (meaning === "metadata" || meaning === "provenance") return [{ name, meaning, form: { kind: "same" } }];
    // A packet's own agent or module beside its tool, or its time: said where it is asked for.
    if (!required && (meaning === "agent" || meaning === "time") && !wanted.includes(name)) return [];
    const source = meaning && held[meaning];
    const form = source ? formOf(type, source, contracts) : null;
    if (meaning && form) return [{ name, meaning, form }];
    if (!required && !wanted.includes(name)) return [];
    const fixed = required && meaning === null ? (onlyValue(type, contracts) ?? nestedModel(type, filling)) : null;
    if (fixed !== null) return [{ name, meaning: "fixed", form: { kind: "same" }, fixed }];
    if (!required && meaning === null) return [];
    throw unfillable(model, field);
  });
}

/** What a field holds by its class: the metadata and the provenance of a packet, whatever the field is called. */
function heldModel({ type }: ContractField, { meanings, contracts }: Filling): "metadata" | "provenance" | null {
  const classes = classesIn(type);
  for (const [meaning, part] of [
    ["metadata", "packet_metadata"],
    ["provenance", "packet_provenance"],
  ] as const) {
    const model = contracts.model(part);
    if (model && meanings.includes(meaning) && classes.includes(`${model.module}.${model.name}`)) return meaning;
  }
  return null;
}

/** A model of ids inside a model of ids, as an expression of the same names; null for what is no model, or asks for more. */
function nestedModel(type: DeclaredType, { held, contracts }: Filling): string | null {
  const found = type.kind === "class" ? contracts.at(type.name) : null;
  if (!found || (found.kind !== "pydantic" && found.kind !== "dataclass") || found.fields.length === 0) return null;
  const inner = keywords(found, { meanings: ID_MEANINGS, wanted: [], held, contracts });
  return `${found.name}(${inner.map((keyword) => `${keyword.name}=${keyword.fixed ?? written(keyword.form, MARKS[keyword.meaning as Meaning] ?? "")}`).join(", ")})`;
}

function unfillable(model: ContractClass, field: ContractField): InventionRequired {
  return new InventionRequired(
    `\`${model.name}\` requires \`${field.name}\`, ${typeWords(field)}, and nothing tells what this module puts there.`,
    "module.packet_contract",
    `What is \`${field.name}\` of a packet of this module?`,
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

/** Which of the declared packet types is written when. @param id the module's, for what is proposed */
export function typesOf(emits: readonly string[], id: string, kind: string): PacketDesign["types"] {
  const ask = (issue: string, question: string, example: string): InventionRequired =>
    new InventionRequired(issue, "module.packet_contract.emits", question, {
      stub: `emits: [${[...emits, example].join(", ")}]`,
    });
  const find = (pattern: RegExp): string | null => emits.find((type) => pattern.test(type)) ?? null;
  const rest = emits.filter((type) => ![IN, OUT, ERROR].some((pattern) => pattern.test(type)));
  const inbound = find(IN);
  const out = find(OUT) ?? rest.shift() ?? null;
  const known = [inbound, out, find(ERROR)];
  const stem = /^(.*?)[._](?:in|out|inbound|outbound)$/.exec(emits[0] ?? "")?.[1] ?? id;
  if (inbound === null && out === null && emits.length === 0)
    throw ask(
      "The spec declares no packet types: neither for what comes in nor for what comes of it.",
      "Which packet types are written for a request (`….in`) and for its answer (`….out`)?",
      `${stem}.in, ${stem}.out`,
    );
  // A decision is one packet: what was asked for may be a packet of its own, or stand in it.
  const needsIn = kind !== "governance";
  const [given, made] = askedOf(
    [inbound ?? (needsIn ? null : ""), out, ...emits.filter((type) => !known.includes(type))],
    (type, at) => {
      if (type === null && at === 0)
        throw ask(
          "The spec declares no packet type for what comes in.",
          "Which packet type is written for a request (`….in`)?",
          `${stem}.in`,
        );
      if (type === null)
        throw ask(
          "The spec declares no packet type for what comes of a request.",
          "Which packet type is written for the answer (`….out`)?",
          `${stem}.out`,
        );
      if (at > 1)
        throw new InventionRequired(
          `Nothing tells when a packet of type \`${type}\` is written.`,
          `module.packet_contract.emits.${emits.indexOf(type)}`,
          `When is \`${type}\` written?`,
        );
      return type;
    },
  );
  return { in: given ?? "", out: made ?? "", error: known[2] ?? null };
}

/** Stand in an expression for what the place that writes it has; no Python name looks like this. */
const MARKS: Readonly<Partial<Record<Meaning, string>>> = Object.fromEntries(
  [...ID_MEANINGS, "type" as const, "payload" as const].map((meaning) => [meaning, `<${meaning}>`]),
);

/** What is the same wherever packets are made. */
const COMMON: PacketValues = {
  thread: "thread_uuid",
  tool: "TOOL_ID",
  agent: "TOOL_ID",
  source: "TOOL_ID",
  parent: "parent_packet",
  type: "packet_type",
  time: "datetime.now(timezone.utc)",
};

/** The expression that makes a packet. @param own what stands for its payload and its correlation @param indent columns before it */
export function packetExpression(
  { envelope, keywords: outer, metadata, provenance }: PacketDesign,
  own: PacketValues,
  indent: number,
): string {
  const values = { ...COMMON, ...own };
  const valueOf = ({ meaning, form, fixed }: Keyword): string =>
    fixed === undefined
      ? written(form, values[meaning as Meaning] ?? "")
      : fixed.replace(/<(\w+)>/g, (_, name: string) => values[name as Meaning] ?? "");
  const list = (words: readonly Keyword[]): string[] => words.map((keyword) => `${keyword.name}=${valueOf(keyword)}`);
  const args = outer.map((keyword) => {
    const { name, meaning } = keyword;
    if (meaning === "metadata") return `${name}=${call(metadata.model, list(metadata.keywords), indent + 8 + name.length)}`;
    if (meaning === "provenance") return `${name}=${call(provenance.model, list(provenance.keywords), indent + 8 + name.length)}`;
    return `${name}=${valueOf(keyword)}`;
  });
  return `${envelope}(\n${args.map((argument) => `    ${argument.replaceAll("\n", "\n    ")},`).join("\n")}\n)`;
}
