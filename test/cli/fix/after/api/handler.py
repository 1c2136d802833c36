"""A handler."""

import json


def load(raw: str) -> dict[str, str]:
    value = json.loads(raw)
    return value


name = "größe 🙂"; size = len(name)
