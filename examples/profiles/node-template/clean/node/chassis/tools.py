# node: layer = chassis
from node.wires import mcp


@mcp.tool
def match(name: str) -> str:
    return name


@mcp.tool(name="explain_match")
def explain(name: str) -> str:
    return name
