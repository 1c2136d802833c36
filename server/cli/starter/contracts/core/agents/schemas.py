"""What agents are given and what they give back."""

from typing import Any, Dict, List, Optional
from uuid import UUID

from pydantic import BaseModel, Field


class ToolBinding(BaseModel):
    """A tool that an agent may call."""

    tool_id: str
    display_name: str
    description: str = ""
    input_schema: Dict[str, Any] = Field(default_factory=dict)
    allowed_agents: List[str] = Field(default_factory=list)


class AgentTask(BaseModel):
    """One unit of work for an agent."""

    task_id: UUID
    agent_id: str
    payload: Dict[str, Any] = Field(default_factory=dict)
    thread_uuid: UUID
    correlation_id: str
    max_iterations: int = 8


class RuntimeContext(BaseModel):
    """Everything that AIOS sees of a task."""

    agent_id: str
    thread_uuid: UUID
    correlation_id: str
    payload: Dict[str, Any]
    tools: List[ToolBinding] = Field(default_factory=list)
    tool_results: List[Any] = Field(default_factory=list)


class AIOSResult(BaseModel):
    """One step of reasoning: a text, or a call of a tool."""

    content: Optional[str] = None
    tool_id: Optional[str] = None
    arguments: Dict[str, Any] = Field(default_factory=dict)
