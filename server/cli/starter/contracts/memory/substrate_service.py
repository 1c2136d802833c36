"""The memory substrate: where packets are written and found. This one keeps them in memory; put your store in its place."""

from typing import List, Optional
from uuid import UUID

from memory.substrate_models import PacketEnvelope, PacketEnvelopeIn, PacketWriteResult


class MemorySubstrateService:
    """Writes packets and finds them again."""

    def __init__(self) -> None:
        self._packets: List[PacketEnvelope] = []

    async def write_packet(self, packet: PacketEnvelopeIn) -> PacketWriteResult:
        """Store a packet."""
        stored = PacketEnvelope(
            packet_type=packet.packet_type,
            payload=packet.payload,
            metadata=packet.metadata,
            provenance=packet.provenance,
        )
        self._packets.append(stored)
        return PacketWriteResult(packet_id=stored.packet_id, written_tables=["packets"])

    async def search_packets_by_thread(self, thread_uuid: UUID, packet_type: Optional[str] = None) -> List[PacketEnvelope]:
        """The packets of one thread, newest first."""
        return [
            packet
            for packet in reversed(self._packets)
            if packet.metadata.thread_uuid == thread_uuid and packet_type in (None, packet.packet_type)
        ]
