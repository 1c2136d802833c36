# node: layer = engine
import json


def rank(payload: dict) -> list:
    """Ranks. No eval(), no pickle, no threading.Thread()."""
    return sorted(json.loads(payload["candidates"]))
