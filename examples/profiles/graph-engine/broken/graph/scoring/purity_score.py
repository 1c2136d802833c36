# score: range = 0..1
from graph.scoring.registry import score
from graph.scoring.v2 import LIMIT


@score
def purity(candidate: dict) -> float:
    """Never random.random(), time.time() or networkx."""
    return min(LIMIT, candidate["purity"])
