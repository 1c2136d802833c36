import random as dice
from time import time as now

import networkx
from neo4j import Driver

from graph.scoring.v1 import LIMIT
from graph.store.sync import run


class Candidate(dict):
    """What is scored."""


def distance(candidate: Candidate, driver: Driver) -> float:
    networkx.Graph(run("facilities"))
    return LIMIT * dice.random() / (now() + candidate["kilometres"])
