# node: layer = chassis
from node.transport import ToolOutcome
from node.wires import mcp


@mcp.tool
def match(name: str) -> str:
    return answered(ToolOutcome(tool="match", output=name))


@mcp.tool(name="explain_match")
def explain(name: str) -> str:
    return name


def answered(outcome: ToolOutcome) -> str:
    return outcome.output
