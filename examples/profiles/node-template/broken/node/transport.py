from typing import Literal

from pydantic import BaseModel

ActionName = Literal["enrich", "match"]


class TransportPacket(BaseModel):
    action: str
    tenant: str
    payload: dict


class ToolOutcome(BaseModel):
    tool: str
    output: str


PacketEnvelope = TransportPacket
