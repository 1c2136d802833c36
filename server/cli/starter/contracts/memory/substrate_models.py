"""Packets of the memory substrate: what is written, what is stored, what a write answers."""

from datetime import datetime, timezone
from typing import Any, Dict, List, Optional
from uuid import UUID, uuid4

from pydantic import BaseModel, Field


def _now() -> datetime:
    return datetime.now(timezone.utc)


class PacketMetadata(BaseModel):
    """Whose packet it is, and of which conversation."""

    tool_id: Optional[str] = None
    thread_uuid: UUID
    correlation_id: str


class PacketProvenance(BaseModel):
    """Where a packet comes from."""

    source: str
    parent_packet: Optional[UUID] = None


class PacketEnvelopeIn(BaseModel):
    """A packet as modules write it."""

    packet_type: str = Field(..., min_length=1)
    payload: Dict[str, Any]
    metadata: PacketMetadata
    provenance: Optional[PacketProvenance] = None


class PacketEnvelope(PacketEnvelopeIn):
    """A packet as it is stored."""

    packet_id: UUID = Field(default_factory=uuid4)
    stored_at: datetime = Field(default_factory=_now)


class PacketWriteResult(BaseModel):
    """The answer to a write."""

    packet_id: UUID
    written_tables: List[str] = Field(default_factory=list)
