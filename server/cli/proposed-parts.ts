import { CONTRACT_PARTS, type ContractPart } from "../../rules/profile/contract-parts.ts";
import { classesIn } from "../code/types/declared.ts";
import { snakeCase } from "../code/spelling.ts";
import type { ContractClass, ContractField, Contracts } from "../facts/contracts.ts";
import { isTestPath } from "../facts/languages.ts";
import { fieldNamed } from "../facts/packet-fields.ts";

/** A class that may play a part, and what shows it. */
export interface ProposedPart {
  part: ContractPart;
  /** With its module where the name alone does not tell. */
  name: string;
  why: string;
  /** False for what only looks like it: a person has to say so. */
  certain: boolean;
}

/** Classes that are looked at, at the most. */
const MOST = 4000;

const MODEL = new Set<ContractClass["kind"]>(["pydantic", "dataclass", "typeddict", "namedtuple", "interface", "zod"]);
const WRITTEN = /^(?:write|ingest|store|emit|send|publish|put)(?:_|$)/;
const CARRIES = /^(?:thread|correlation|conversation|trace)(?:_|$)/;
const COMES_FROM = /^(?:source|origin|parent|producer|caused_by|causation)(?:_|$)/;
const NAMES_TOOL = /^tool(?:_id|_name|_key)?$/;

/** The parts that classes of the workspace play by their shape and use, where none has the generator document's own name. */
export function proposedParts(contracts: Contracts): ProposedPart[] {
  const known = [...new Set([...contracts.classNames("python"), ...contracts.classNames("typescript")])].slice(0, MOST);
  const classes = known
    .flatMap((name) => [...contracts.named(name, "python"), ...contracts.named(name, "typescript")])
    .filter(({ evidence }) => !isTestPath(evidence.path));
  const found = [...packetParts(classes), ...toolParts(classes)];
  return found
    .filter(({ part }) => contracts.part(part).status === "missing")
    .map(({ class: one, ...rest }) => ({
      ...rest,
      name: classes.filter(({ name }) => name === one.name).length > 1 ? `${one.module}.${one.name}` : one.name,
    }))
    .filter(({ part, name }) => name !== CONTRACT_PARTS[part].name);
}

type Found = Omit<ProposedPart, "name"> & { class: ContractClass };

function packetParts(classes: readonly ContractClass[]): Found[] {
  const shaped = classes.filter(
    (one) =>
      MODEL.has(one.kind) &&
      fieldNamed(one.fields, "type") !== null &&
      fieldNamed(one.fields, "payload") !== null &&
      (fieldNamed(one.fields, "metadata") !== null || /Packet|Envelope/.test(one.name)),
  );
  const used = shaped.flatMap((packet) => {
    const takers = classes.flatMap((service) =>
      MODEL.has(service.kind)
        ? []
        : service.methods
            .filter((method) => WRITTEN.test(snakeCase(method.name)) && method.parameters.some((one) => names(one, packet)))
            .map((method) => ({ service, method: method.name })),
    );
    return takers.length > 0 ? [{ packet, takers }] : [];
  });
  const [only] = used;
  if (!only || used.length > 1)
    return (used.length > 0 ? used.map(({ packet }) => packet) : shaped).map((one) => ({
      part: "packet",
      class: one,
      why: `${has(one)}${used.length > 1 ? ", and so do others that are written" : ", but no method that writes takes it"}`,
      certain: false,
    }));
  const { packet, takers } = only;
  const services = [...new Set(takers.map(({ service }) => service))];
  const parts: Found[] = [
    {
      part: "packet",
      class: packet,
      why: `${has(packet)}, and ${takers.map(({ service, method }) => `${service.name}.${method}`).join(" and ")} takes it`,
      certain: true,
    },
  ];
  for (const service of services) {
    const why = `its ${takers.find((one) => one.service === service)?.method ?? ""} takes a ${packet.name}`;
    parts.push({ part: "packet_service", class: service, why, certain: services.length === 1 });
  }
  const stored = shaped.filter(
    (one) => one !== packet && packet.fields.every((field) => one.fields.some(({ name }) => name === field.name)),
  );
  for (const one of stored) {
    const returned = services.some(({ methods }) => methods.some(({ returns }) => mentions(returns, one.name)));
    const why = `has all that ${packet.name} has${returned ? `, and ${services[0]?.name ?? ""} gives it back` : ""}`;
    parts.push({ part: "stored_packet", class: one, why, certain: returned && stored.length === 1 });
  }
  return [...parts, ...heldBy(packet, classes)];
}

/** The models that a packet holds: what carries its ids, and where it comes from. */
function heldBy(packet: ContractClass, classes: readonly ContractClass[]): Found[] {
  const held = packet.fields.flatMap((field) => {
    const one = classes.find((other) => MODEL.has(other.kind) && names(field, other));
    return one ? [{ field: field.name, class: one }] : [];
  });
  const carrying = (pattern: RegExp): typeof held =>
    held.filter((one) => one.class.fields.some(({ name }) => pattern.test(snakeCase(name))));
  const metadata = carrying(CARRIES);
  const provenance = carrying(COMES_FROM).filter((one) => !metadata.includes(one));
  const proposed = (part: ContractPart, of: typeof held): Found[] =>
    of.map((one) => ({
      part,
      class: one.class,
      why: `${packet.name}.${one.field}; ${has(one.class)}`,
      certain: of.length === 1,
    }));
  return [...proposed("packet_metadata", metadata), ...proposed("packet_provenance", provenance)];
}

function toolParts(classes: readonly ContractClass[]): Found[] {
  const registries = classes.filter(
    ({ kind, methods }) => !MODEL.has(kind) && methods.some(({ name }) => /^dispatch/.test(name)),
  );
  const [registry] = registries;
  if (!registry || registries.length > 1)
    return registries.map((one) => ({
      part: "tool_registry",
      class: one,
      why: "has a method that dispatches, and so do others",
      certain: false,
    }));
  const dispatch = registry.methods.find(({ name }) => /^dispatch/.test(name));
  const modelIn = (fits: (one: ContractClass) => boolean): ContractClass[] =>
    classes.filter((one) => MODEL.has(one.kind) && fits(one));
  const namesTool = ({ fields }: ContractClass): boolean => fields.some(({ name }) => NAMES_TOOL.test(snakeCase(name)));
  const requests = modelIn((one) => dispatch?.parameters.some((given) => names(given, one)) === true);
  const results = modelIn((one) => mentions(dispatch?.returns ?? null, one.name) && !requests.includes(one));
  const bindings = modelIn(
    (one) =>
      namesTool(one) &&
      !requests.includes(one) &&
      registry.methods.some(
        ({ name, parameters }) => /^(?:register|bind|add)/.test(name) && parameters.some((given) => names(given, one)),
      ),
  );
  const speaksOfTools =
    namesTool({ ...registry, fields: requests.flatMap(({ fields }) => fields) }) || /tool/i.test(registry.name);
  const proposed = (part: ContractPart, of: readonly ContractClass[], why: string): Found[] =>
    of.map((one) => ({ part, class: one, why, certain: of.length === 1 && speaksOfTools }));
  return [
    ...proposed("tool_registry", [registry], `its ${dispatch?.name ?? ""} calls tools`),
    ...proposed("tool_request", requests, `${registry.name}.${dispatch?.name ?? ""} takes it`),
    ...proposed("tool_result", results, `${registry.name}.${dispatch?.name ?? ""} gives it back`),
    ...proposed("tool_binding", bindings, `it names a tool, and ${registry.name} registers it`),
  ];
}

/** A field or parameter is declared as a class; where its type is not followed to one, as something of that name. */
function names({ type, annotation }: Pick<ContractField, "type" | "annotation">, { module, name }: ContractClass): boolean {
  const classes = classesIn(type);
  return classes.length > 0 ? classes.includes(`${module}.${name}`) : mentions(annotation, name);
}

function mentions(text: string | null, name: string): boolean {
  return text !== null && new RegExp(`\\b${name}\\b`).test(text);
}

function has({ fields }: ContractClass): string {
  const shown = fields.slice(0, 4).map(({ name }) => name);
  return `has ${shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}` : shown.join("")}`;
}
