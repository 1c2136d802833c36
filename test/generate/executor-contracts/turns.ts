import { PACKETS, type ExecutorContracts } from "./contracts.ts";

export const TURNS: ExecutorContracts = {
  about: "a loop of turns with an end of its own, pydantic 2",
  parts: {
    agent_task: "Assignment",
    executor_result: "TaskOutcome",
    runtime_context: "ThinkingContext",
    runtime_result: "Thought",
  },
  key: "assignment_id",
  thread: ["agent_id", "customer"],
  task: "Assignment",
  mechanism: "both",
  says: [
    /await self\._reasoning_loop\.work_on\(task\.model_copy\(update=\{"thread_id": str\(thread_uuid\), "correlation_id": correlation_id_for\(task\)\}\)\)/,
    /-> TaskOutcome:/,
    /return TaskOutcome\(\*\*packet\.payload\["result"\]\)/,
  ],
  files: {
    ...PACKETS("model_dump"),
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndependencies = ["pydantic>=2.6", "structlog", "httpx"]\n',
    "core/agents/schemas.py": `"""What agents are given."""

from typing import Any, Dict, List, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field


class ToolBinding(BaseModel):
    tool_id: str
    title: str
    agents: List[str] = Field(default_factory=list)


class Assignment(BaseModel):
    model_config = ConfigDict(frozen=True)

    assignment_id: str
    agent_id: str
    customer: str
    goal: str
    thread_id: Optional[str] = None
    correlation_id: Optional[str] = None
    urgency: Literal["low", "high"]


class ThinkingContext(BaseModel):
    agent: str
    thread_id: Optional[str]
    goal: str
    tools: List[ToolBinding]
    seen: List[Dict[str, Any]] = Field(default_factory=list)


class Thought(BaseModel):
    finished: bool
    text: str = ""
    tool_id: Optional[str] = None
    arguments: Dict[str, Any] = Field(default_factory=dict)
`,
    "tools/registry.py": `"""Tools."""

from typing import Any, Dict, List

from pydantic import BaseModel

from core.agents.schemas import ToolBinding


class ToolCallRequest(BaseModel):
    tool_id: str
    arguments: Dict[str, Any]
    correlation_id: str


class ToolCallResult(BaseModel):
    tool_id: str
    ok: bool
    output: Any = None


class ToolRegistry:
    def __init__(self, bindings: List[ToolBinding]) -> None:
        self._bindings = bindings

    def bindings_for(self, agent_id: str) -> List[ToolBinding]:
        return [one for one in self._bindings if agent_id in one.agents]

    async def dispatch_tool(self, *, request: ToolCallRequest) -> ToolCallResult:
        raise NotImplementedError(request.tool_id)
`,
    "core/agents/runtime.py": `"""What thinks."""

from typing import Protocol

from core.agents.schemas import ThinkingContext, Thought


class Thinker(Protocol):
    async def think(self, context: ThinkingContext) -> Thought: ...
`,
    "core/agents/loop.py": `"""The shared loop."""

from typing import List, Optional

from pydantic import BaseModel, Field

from core.agents.runtime import Thinker
from core.agents.schemas import Assignment, ThinkingContext
from tools.registry import ToolCallRequest, ToolCallResult, ToolRegistry


class TaskOutcome(BaseModel):
    assignment_id: str
    text: Optional[str] = None
    calls: List[ToolCallResult] = Field(default_factory=list)
    turns: int


class ReasoningLoop:
    def __init__(self, thinker: Thinker, *, tools: ToolRegistry, max_turns: int = 6) -> None:
        self._thinker = thinker
        self._tools = tools
        self._max_turns = max_turns

    async def work_on(self, assignment: Assignment) -> TaskOutcome:
        calls: List[ToolCallResult] = []
        turns = 0
        while turns < self._max_turns:
            turns += 1
            thought = await self._thinker.think(
                context=ThinkingContext(
                    agent=assignment.agent_id,
                    thread_id=assignment.thread_id,
                    goal=assignment.goal,
                    tools=self._tools.bindings_for(assignment.agent_id),
                )
            )
            if thought.finished:
                return TaskOutcome(assignment_id=assignment.assignment_id, text=thought.text, calls=calls, turns=turns)
            if thought.tool_id is not None:
                request = ToolCallRequest(
                    tool_id=thought.tool_id, arguments=thought.arguments, correlation_id=assignment.correlation_id or ""
                )
                calls.append(await self._tools.dispatch_tool(request=request))
        raise RuntimeError("turns are used up")
`,
  },
};
