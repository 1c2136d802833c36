"""A handler."""

import json


def load(raw: str) -> dict[str, str]:
    value = json.loads(raw)  # type: ignore[no-any-return]
    return value


name = "größe 🙂"; size = len(name)  # type: ignore
