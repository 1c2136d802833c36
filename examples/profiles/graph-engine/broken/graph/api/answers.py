from graph.api.models import Candidate
from node_sdk import TransportPacket


def answer(tenant: str, candidate: Candidate) -> TransportPacket:
    return TransportPacket(action="score", tenant_id=tenant, tenant=tenant, payload=candidate.model_dump())


def refuse(tenant: str) -> TransportPacket:
    return {"action": "refuse", "tenant": tenant, "payload": {}}
