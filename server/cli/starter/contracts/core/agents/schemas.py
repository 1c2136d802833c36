"""What agents are given."""

from typing import Any, Dict

from pydantic import BaseModel, Field


class ToolBinding(BaseModel):
    """A tool that an agent may call."""

    tool_id: str
    display_name: str
    description: str = ""
    input_schema: Dict[str, Any] = Field(default_factory=dict)
