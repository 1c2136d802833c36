from typing import Literal

from pydantic import BaseModel

ActionName = Literal["enrich", "match"]


class TransportPacket(BaseModel):
    action: str
    tenant: str
    payload: dict


PacketEnvelope = TransportPacket
