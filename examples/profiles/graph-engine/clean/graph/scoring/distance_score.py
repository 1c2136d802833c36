# score: range = 0..1
from graph.scoring.registry import score


@score
def distance(candidate: dict) -> float:
    return 1 / (1 + candidate["kilometres"])
