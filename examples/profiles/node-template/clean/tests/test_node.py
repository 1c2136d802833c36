import subprocess

from node.chassis.tools import answered
from node.transport import ToolOutcome, TransportPacket


def handle_fake(packet: TransportPacket) -> TransportPacket:
    return packet


def test_the_node_starts() -> None:
    assert subprocess.run(["node-check"], check=False).returncode == 0
    body = {"packet_type": "match", "tenant": "acme"}
    assert handle_fake(TransportPacket(action="match", tenant="acme", payload=body)).tenant == "acme"


def test_a_tool_answers_its_output() -> None:
    tool_outcome = ToolOutcome(tool="match", output="acme")
    assert answered(tool_outcome) == "acme"
