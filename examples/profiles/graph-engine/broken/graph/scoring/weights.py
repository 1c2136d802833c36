class Weights(dict):
    """What each score counts."""


OldWeights = Weights
WEIGHTS = {"distance": 0.6, "purity": 0.4}
