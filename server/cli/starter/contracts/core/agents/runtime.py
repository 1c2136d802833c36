"""AIOS, which reasons: it is asked for one step at a time, over HTTP."""

import httpx

from core.agents.schemas import AIOSResult, RuntimeContext


class AIOSRuntime:
    """Asks AIOS for the next step of a task."""

    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self._client = client
        self._base_url = base_url

    async def execute_reasoning(self, context: RuntimeContext) -> AIOSResult:
        """One step of reasoning over a context."""
        response = await self._client.post(
            f"{self._base_url}/chat",
            content=context.json(),
            headers={"Content-Type": "application/json", "X-Correlation-ID": context.correlation_id},
        )
        response.raise_for_status()
        return AIOSResult(**response.json())
