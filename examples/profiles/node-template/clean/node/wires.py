def make() -> object:
    return object()
