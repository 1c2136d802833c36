from graph.store.sync import run as rows


def nightly() -> list:
    return rows("facilities")
