# node: layer = chassis
from node.chassis.wire import bus

MATCHED = "node.matched"


def start() -> None:
    bus.subscribe(MATCHED, print)
