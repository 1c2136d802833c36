"""The shared loop: every agent's task is run by it."""

from enum import Enum
from typing import List, Optional
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from core.agents.runtime import AIOSRuntime
from core.agents.schemas import AgentTask, AIOSResult, RuntimeContext
from tools.registry import ToolCallRequest, ToolCallResult, ToolRegistry


class ExecutorState(str, Enum):
    """How a task ended."""

    COMPLETED = "completed"
    TERMINATED = "terminated"


class ExecutorResult(BaseModel):
    """What became of a task."""

    task_id: UUID
    state: ExecutorState
    answer: Optional[str] = None
    iterations: int = 0
    tool_results: List[ToolCallResult] = Field(default_factory=list)


class AgentExecutorService:
    """Reasons and calls tools until there is an answer, or the iterations of the task are used up."""

    def __init__(self, aios_runtime: AIOSRuntime, tool_registry: ToolRegistry) -> None:
        self._aios_runtime = aios_runtime
        self._tool_registry = tool_registry

    async def start_agent_task(self, task: AgentTask) -> ExecutorResult:
        """Run a task to its end."""
        results: List[ToolCallResult] = []
        for iteration in range(1, task.max_iterations + 1):
            step = await self._aios_runtime.execute_reasoning(self._context(task, results))
            if step.tool_id is None:
                return ExecutorResult(
                    task_id=task.task_id,
                    state=ExecutorState.COMPLETED,
                    answer=step.content,
                    iterations=iteration,
                    tool_results=results,
                )
            results.append(await self._call_tool(task, step, step.tool_id))
        return ExecutorResult(
            task_id=task.task_id,
            state=ExecutorState.TERMINATED,
            iterations=task.max_iterations,
            tool_results=results,
        )

    def _context(self, task: AgentTask, results: List[ToolCallResult]) -> RuntimeContext:
        return RuntimeContext(
            agent_id=task.agent_id,
            thread_uuid=task.thread_uuid,
            correlation_id=task.correlation_id,
            payload=task.payload,
            tools=self._tool_registry.approved_tools(task.agent_id),
            tool_results=results,
        )

    async def _call_tool(self, task: AgentTask, step: AIOSResult, tool_id: str) -> ToolCallResult:
        request = ToolCallRequest(
            call_id=uuid4(),
            tool_id=tool_id,
            arguments=step.arguments,
            thread_uuid=task.thread_uuid,
            correlation_id=task.correlation_id,
        )
        return await self._tool_registry.dispatch(tool_id, request)
