/** What a contract is for, by the key of `contracts:` in the configuration. `name` is what the generator document calls it, where a repository says nothing else. */
export const CONTRACT_PARTS = {
  packet: { name: "PacketEnvelopeIn", what: "the packet that a module builds and writes" },
  stored_packet: { name: "PacketEnvelope", what: "the packet as it is stored and found again" },
  outgoing_packet: { name: "PacketEnvelopeOut", what: "the packet that goes out, where it is a class of its own" },
  packet_metadata: { name: "PacketMetadata", what: "the metadata of a packet" },
  packet_provenance: { name: "PacketProvenance", what: "where a packet comes from" },
  packet_service: { name: "MemorySubstrateService", what: "the service that packets are written to and found in" },
  tool_binding: { name: "ToolBinding", what: "a tool that is bound to an agent" },
  tool_request: { name: "ToolCallRequest", what: "what a tool is called with" },
  tool_result: { name: "ToolCallResult", what: "what a tool answers" },
  tool_call: { name: "ToolCall", what: "the call of a tool that a model asks for" },
  runtime_tool_call: { name: "AIOSToolCall", what: "the same, as the runtime hands it on" },
  tool_registry: { name: "ToolRegistry", what: "where tools are registered and dispatched" },
  agent_task: { name: "AgentTask", what: "what an executor is given" },
  executor_result: { name: "ExecutorResult", what: "what an executor gives back" },
  runtime_context: { name: "RuntimeContext", what: "what a reasoning step is given" },
  runtime_result: { name: "AIOSResult", what: "what a reasoning step gives back" },
  policy: { name: "Policy", what: "what a governance module decides by" },
  policy_effect: { name: "PolicyEffect", what: "what a policy says of a request" },
  policy_operator: { name: "ConditionOperator", what: "how a condition of a policy compares" },
  policy_loader: { name: "PolicyLoader", what: "the service that policies are read through" },
} as const satisfies Readonly<Record<string, { name: string; what: string }>>;

export type ContractPart = keyof typeof CONTRACT_PARTS;

/** The generator document's name for a part; any other key is such a name itself. */
export function documentName(key: string): string {
  return isPart(key) ? CONTRACT_PARTS[key].name : key;
}

/** The part that the generator document's name stands for; a name that is none of its parts stays as it is. */
export function partOf(name: string): string {
  return PARTS.get(name) ?? name;
}

export function isPart(key: string): key is ContractPart {
  return Object.hasOwn(CONTRACT_PARTS, key);
}

const PARTS: ReadonlyMap<string, ContractPart> = new Map(
  (Object.keys(CONTRACT_PARTS) as ContractPart[]).map((part) => [CONTRACT_PARTS[part].name, part]),
);
