# node: layer = chassis
from node.wires import mcp


@mcp.tool
def match(name: str) -> str:
    return name
