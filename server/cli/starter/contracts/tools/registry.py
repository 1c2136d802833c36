"""The tool registry: tools are registered and called by their tool_id."""

from typing import Any, Awaitable, Callable, Dict, List, Optional
from uuid import UUID

from pydantic import BaseModel, Field

from core.agents.schemas import ToolBinding


class ToolCallRequest(BaseModel):
    """One call of a tool."""

    call_id: UUID
    tool_id: str
    arguments: Dict[str, Any] = Field(default_factory=dict)
    thread_uuid: UUID
    correlation_id: str


class ToolCallResult(BaseModel):
    """What a tool answered."""

    call_id: UUID
    tool_id: str
    success: bool
    result: Optional[Any] = None
    error: Optional[str] = None


ToolHandler = Callable[[ToolCallRequest], Awaitable[ToolCallResult]]


class ToolRegistry:
    """Tools by tool_id."""

    def __init__(self) -> None:
        self._bindings: Dict[str, ToolBinding] = {}
        self._handlers: Dict[str, ToolHandler] = {}

    def register(self, binding: ToolBinding, handler: ToolHandler) -> None:
        """Make a tool callable."""
        self._bindings[binding.tool_id] = binding
        self._handlers[binding.tool_id] = handler

    def approved_tools(self, agent_id: str) -> List[ToolBinding]:
        """The tools that an agent may call."""
        return [binding for binding in self._bindings.values() if agent_id in binding.allowed_agents]

    async def dispatch(self, tool_id: str, request: ToolCallRequest) -> ToolCallResult:
        """Call a tool; an unknown tool_id is a failed result."""
        handler = self._handlers.get(tool_id)
        if handler is None:
            return ToolCallResult(call_id=request.call_id, tool_id=tool_id, success=False, error="unknown_tool_id")
        return await handler(request)
