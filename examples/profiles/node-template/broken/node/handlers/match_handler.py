# node: layer = handlers
from node.engine.matching import rank
from node.transport import TransportPacket


async def handle_match(packet: TransportPacket) -> TransportPacket:
    """Answers a packet; {"packet_type": …} is no packet, and PacketEnvelope is retired."""
    return {"action": "match", "tenant": packet.tenant, "payload": {"ranked": rank(packet.payload)}}
