from graph.api.models import Candidate
from node_sdk import TransportPacket


def answer(tenant: str, candidate: Candidate) -> TransportPacket:
    """The packet that a node sends on; {"action": …} is none."""
    return TransportPacket(action="score", tenant=tenant, payload=candidate.model_dump())
