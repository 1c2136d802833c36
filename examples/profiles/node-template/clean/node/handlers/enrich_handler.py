# node: layer = handlers
from node.transport import TransportPacket

HOST = "https://graph.internal"  # engine-old.internal until May


async def handle_enrich(packet: TransportPacket) -> TransportPacket:
    return packet
