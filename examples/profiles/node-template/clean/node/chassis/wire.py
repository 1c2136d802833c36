# node: layer = chassis
from node.wires import make

bus = make()
