def run(query: str) -> list:
    return [query]
