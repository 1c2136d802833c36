from neo4j import AsyncDriver

from graph.api import models
from graph.scoring import weights

QUERIES = ["facilities", "materials"]
ALL = """
MATCH (f:Facility)
RETURN f
"""


async def rows(driver: AsyncDriver, label: str) -> list:
    session = driver.session()
    result = await session.run(f"MATCH (n:{label}) RETURN n")
    return [models.Candidate(**row) for row in await result.data()] + [weights.OldWeights()]
