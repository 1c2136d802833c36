import { CONTRACT_PARTS } from "../../../../../rules/profile/contract-parts.ts";
import type { ContractClass, ContractMethod, ContractParameter } from "../../../../facts/contracts.ts";
import { InventionRequired } from "../../../backend.ts";
import { fieldFor, parameterFor, typeWords, type KnownContracts } from "./contracts.ts";
import { formOf, written, type Held } from "./forms.ts";

/** How packets are written, and found again. */
export interface SubstrateDesign {
  service: string;
  write: {
    method: string;
    result: ContractClass | null;
    /** The attribute of the result that names the packet. */ id: string | null;
    /** The type of that name. */
    idType: "UUID" | "str";
  };
  search: SearchDesign | null;
}

export interface SearchDesign {
  method: string;
  /** Arguments in their order: the expression, and its keyword where it is no positional one. */
  arguments: string[];
  byThread: boolean;
  byType: boolean;
  /** What is found: stored packets as objects of this class, or dicts. */
  item: ContractClass | null;
  payload: string;
}

const WRITES = /^(?:write|ingest|store|emit)_packet$/;
const SEARCHES = /^(?:search|get|find|query|lookup|fetch|list)_packets?(?:_|$)/;

/** @param lookup whether earlier packets must be found @param types the packet types that are written */
export function substrateOf(contracts: KnownContracts, lookup: boolean, types: readonly string[]): SubstrateDesign {
  const service = contracts.service("packet_service");
  const write = service?.methods.find(
    ({ name, parameters }) => WRITES.test(name) && parameters.filter(({ required }) => required).length <= 1,
  );
  if (!service || !write) {
    throw new InventionRequired(
      service
        ? `\`${service.name}\` has no method that is given a packet and nothing else.`
        : `The service that packets are written to (\`${CONTRACT_PARTS.packet_service.name}\`) is not known.`,
      "module.packet_contract",
      "Add an extract of the service to the Space that shows how a packet is written, or name the class by `contracts: { packet_service: … }` in the configuration.",
    );
  }
  const result = contracts.named(write.returns);
  return {
    service: service.name,
    write: { method: write.name, result, ...idOf(result, contracts) },
    search: lookup ? searchOf(service, contracts, types) : null,
  };
}

/** The field that names a written packet, as a UUID or a text; a name of another type is not handed on. */
function idOf(result: ContractClass | null, contracts: KnownContracts): { id: string | null; idType: "UUID" | "str" } {
  const field = result?.fields.find(({ name }) => /^(?:packet_id|id)$/.test(name));
  if (!field) return { id: null, idType: "UUID" };
  const form = formOf(field.type, { kind: "uuid", version: null }, contracts);
  if (form?.kind === "same") return { id: field.name, idType: "UUID" };
  return { id: form?.kind === "text" ? field.name : null, idType: "str" };
}

/** The search that narrows most: by thread and type, by thread, by type. */
function searchOf(service: ContractClass, contracts: KnownContracts, types: readonly string[]): SearchDesign {
  const found = service.methods
    .filter(({ name, async }) => SEARCHES.test(name) && async)
    .flatMap((method) => searchBy(method, contracts, types) ?? [])
    .sort((a, b) => Number(b.byThread) - Number(a.byThread) || Number(b.byType) - Number(a.byType))[0];
  if (found) return found;
  throw new InventionRequired(
    `Duplicates are to be found in the substrate, but \`${service.name}\` has no asynchronous method that looks packets up by thread or by type.`,
    "module.idempotency.mechanism",
    "Which method of the service finds earlier packets? Add it to the Space, or choose another mechanism.",
  );
}

function searchBy(method: ContractMethod, contracts: KnownContracts, types: readonly string[]): SearchDesign | null {
  const thread = parameterFor(method, "thread");
  const type = parameterFor(method, "type");
  if (!thread && !type) return null;
  if (method.parameters.some((parameter) => parameter.required && parameter !== thread && parameter !== type)) return null;
  if (!/\b(?:List|list|Sequence|Iterable|Tuple|tuple)\b/.test(method.returns ?? "")) return null;
  const args: string[] = [];
  const asked = new Set<ContractParameter>();
  for (const [at, parameter] of method.parameters.entries()) {
    if (parameter !== thread && parameter !== type) continue;
    const held: Held = parameter === thread ? { kind: "uuid", version: 5 } : { kind: "text", constants: types };
    const form = formOf(parameter.type, held, contracts);
    if (!form) {
      if (parameter.required)
        throw new InventionRequired(
          `\`${method.name}\` is asked by \`${parameter.name}\`, ${typeWords(parameter)}, and nothing tells what this module gives it.`,
          "module.idempotency.mechanism",
          `What is \`${parameter.name}\` for this module?`,
        );
      continue;
    }
    asked.add(parameter);
    const value = written(form, parameter === thread ? "thread_uuid" : "PACKET_OUT");
    const positional = parameter.kind === "positional" && at === 0;
    args.push(positional ? value : `${parameter.name}=${value}`);
  }
  if (asked.size === 0) return null;
  const item = contracts.named(method.returns);
  if (!item && !/[Dd]ict/.test(method.returns ?? "")) return null;
  return {
    method: method.name,
    arguments: args,
    byThread: thread !== null && asked.has(thread),
    byType: type !== null && asked.has(type),
    item,
    payload: (item && fieldFor(item, "payload")?.name) ?? "payload",
  };
}
