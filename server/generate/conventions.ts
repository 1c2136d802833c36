import { basename } from "node:path";
import type { SpecDocument } from "../facts/spec.ts";
import { injectedNames } from "../project/contracts/injected-names.ts";
import type { Config } from "../project/config.ts";
import type { ContractExtractions } from "./contract-extractions.ts";

/** What every file of a module is written by and no contract says. */
export interface Conventions {
  /** The first lines of each file of code: they tell whose it is. */
  header: string[];
  /** The module's namespace, as an expression; thread ids are made from it. */
  namespace: { name: string; value: string; spec_says: string | null };
  /** Names of parameters and of the application's state, and the service that each is. Nothing builds a service itself. */
  injected: { name: string; service: string }[];
}

/** The conventions that hold for a spec's module. */
export function conventions(
  spec: SpecDocument,
  { services, support }: Pick<ContractExtractions, "services" | "support">,
  config: Config,
): Conventions {
  const id = spec.id ?? "";
  const mark = spec.language === "typescript" ? "//" : "#";
  const given = new Map(Object.entries(config.injected));
  const wired = [...services, ...support.filter(({ role }) => SERVING.has(role))].map(({ name }) => name);
  for (const service of wired) {
    const [shortest] = injectedNames(service).slice(-1);
    if (shortest !== undefined && ![...given.values()].includes(service)) given.set(shortest, service);
  }
  return {
    header: [`${mark} module_id: ${id}`, `${mark} Generated from ${basename(spec.path)}`],
    namespace: {
      name: "MODULE_NAMESPACE",
      value: `uuid5(NAMESPACE_DNS, "${id.replaceAll(".", "_")}.l9.internal")`,
      spec_says: spec.threading?.namespace?.text ?? null,
    },
    injected: [...given].map(([name, service]) => ({ name, service })),
  };
}

/** What is made once and handed to modules. */
const SERVING = new Set<ContractExtractions["support"][number]["role"]>(["runtime", "registry", "loop", "beside", "loader"]);

/** What an assertion of a test must say for a row of TEST_ASSERTION_CATEGORIES to be proved; parts of contracts in braces. */
export const PROOFS: Readonly<Record<string, string>> = {
  context_schema: "assert a field of {runtime_context}, or of the context that the call of AIOS was given",
  tools_are_ToolBinding: "assert isinstance(tool, {tool_binding}), or equality with a {tool_binding}",
  thread_uuid_is_UUIDv5: "assert .version == 5, or equality with a uuid5 that the test computes",
  correlation_id: "assert that the id which went in is the one on the packet, the call or the answer",
  identity_field_used: "assert that the arguments of dispatch hold the identity field with the expected value",
  ToolCallRequest_schema: "assert that a {tool_request} was dispatched, and a field of it beside its id",
  ToolCallResult_validated: "assert a field of the {tool_result} beside success, ok and status",
  PacketEnvelopeIn_used: "assert isinstance(packet, {packet}), or its type or payload[…], of what the service was given to write",
  metadata_fields: "assert a field of packet.metadata",
  correlation_links: "assert that a value of the in-packet equals one of the out-packet",
  valid_passes: "send a valid request, and assert the packet, dispatch or outbound call that it made",
  invalid_returns_401: "send a wrong signature and assert 401",
  stale_timestamp_401: "send an old timestamp and assert 401",
  missing_headers_401: "leave the headers out and assert 401",
  duplicate_returns_ok: "deliver twice, and assert that the second made no further packet, dispatch or call",
  first_processes_fully: "assert the packet, dispatch or call of the first delivery",
};
