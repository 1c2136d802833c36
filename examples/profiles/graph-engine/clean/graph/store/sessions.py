import asyncio
from pathlib import Path

from neo4j import AsyncDriver

QUERIES = ["facilities"]
FOLDER = Path(__file__).parent.parent / "queries"


async def rows(driver: AsyncDriver, name: str, **given: object) -> list:
    """Runs a query of a file; f"MATCH (n:{label})" is what it is not."""
    async with driver.session() as session:
        query = await asyncio.to_thread((FOLDER / f"{name}.cypher").read_text)
        result = await session.run(query, given)
        return await result.data()
