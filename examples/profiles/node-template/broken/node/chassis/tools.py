# node: layer = chassis
from node.transport import ToolOutcome
from node.wires import mcp


@mcp.tool
def match(name: str) -> str:
    return answered(ToolOutcome(tool="match", output=name))


def answered(outcome: ToolOutcome) -> str:
    return outcome.output
