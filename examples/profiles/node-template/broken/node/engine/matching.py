# node: layer = engine
import pickle
from threading import Thread

from node.chassis.wire import bus


def rank(payload: dict) -> list:
    Thread(target=bus.close).start()
    return eval(pickle.loads(payload["candidates"]))
