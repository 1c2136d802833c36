SCORES: dict = {}


def score(function: object) -> object:
    SCORES[function.__name__] = function
    return function
