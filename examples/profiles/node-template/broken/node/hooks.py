def before(action: str) -> None:
    """Does nothing any more."""
