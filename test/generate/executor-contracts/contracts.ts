/** Contracts of executors that have little in common with the sample's. */
export interface ExecutorContracts {
  about: string;
  /** The files of the repository, by path, in place of the sample's. */
  files: Readonly<Record<string, string>>;
  /** `contracts` of the configuration: what plays which part. */
  parts: Readonly<Record<string, string>>;
  /** The task's key and its conversation. */
  key: string;
  thread: readonly string[];
  task: string;
  mechanism: "substrate_lookup" | "memory_cache" | "both";
  /** What the code must say. */
  says: readonly RegExp[];
}

/** Packets and their service, in the words of a version of pydantic. */
export const PACKETS = (dump: string): Record<string, string> => ({
  "memory/substrate_models.py": `"""Packets."""

from typing import Any, Dict, Optional
from uuid import UUID, uuid4

from pydantic import BaseModel, Field


class PacketMetadata(BaseModel):
    tool_id: str
    thread_uuid: UUID
    correlation_id: str


class PacketProvenance(BaseModel):
    source: str
    parent_packet: Optional[UUID] = None


class PacketEnvelopeIn(BaseModel):
    packet_type: str
    payload: Dict[str, Any]
    metadata: PacketMetadata
    provenance: PacketProvenance


class PacketEnvelope(PacketEnvelopeIn):
    packet_id: UUID = Field(default_factory=uuid4)


class PacketWriteResult(BaseModel):
    packet_id: UUID
`,
  "memory/substrate_service.py": `"""Where packets are written and found."""

from typing import List, Optional
from uuid import UUID

from memory.substrate_models import PacketEnvelope, PacketEnvelopeIn, PacketWriteResult


class MemorySubstrateService:
    def __init__(self) -> None:
        self._packets: List[PacketEnvelope] = []

    async def write_packet(self, packet: PacketEnvelopeIn) -> PacketWriteResult:
        stored = PacketEnvelope(**packet.${dump}())
        self._packets.append(stored)
        return PacketWriteResult(packet_id=stored.packet_id)

    async def search_packets_by_thread(self, thread_uuid: UUID, packet_type: Optional[str] = None) -> List[PacketEnvelope]:
        return [one for one in self._packets if one.metadata.thread_uuid == thread_uuid and packet_type in (None, one.packet_type)]
`,
  "memory/__init__.py": "",
  "core/__init__.py": "",
  "core/agents/__init__.py": "",
  "tools/__init__.py": "",
});

/** A spec of an executor over such contracts. */
export function executorSpec({ key, thread, task, mechanism }: ExecutorContracts): string {
  return `module:
  id: desk_executor
  name: Desk Executor
  purpose: Has the shared loop do what the desk is asked for.
  kind: executor
  repo:
    allowed_new_files: [core/agents/desk_executor.py, tests/test_desk_executor.py, docs/desk_executor.md]
  interfaces:
    inbound: [{ name: work, payload_type: ${task} }]
  idempotency: { enabled: true, mechanism: ${mechanism}, dedupe_key: { primary: ${key} } }
  threading: { strategy: uuidv5, key_fields: [${thread.join(", ")}] }
  packet_contract: { emits: [desk_executor.in, desk_executor.out, desk_executor.error] }
  error_policy: { default: fail_closed }
  acceptance:
    required: [duplicate_task_deduped, loop_failure_reported, thread_uuid_is_deterministic]
`;
}
