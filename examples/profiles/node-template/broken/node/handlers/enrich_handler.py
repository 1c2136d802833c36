import node.compat
from fastapi import FastAPI as App
from node import transport
from node.hooks import before as notify
from node.transport import TransportPacket as Packet

HOST = "https://engine-old.internal"


class TransportPacket(Packet):
    """A packet of its own."""


def handle_enrich(packet: transport.PacketEnvelope) -> Packet:
    notify("enrich")
    node.compat.before("enrich")
    App()
    packet.payload.update({"packet_type": "enriched"})
    return Packet(action="enrich", tenant=packet.tenant, payload=packet.payload)
