import { PACKETS, type ExecutorContracts } from "./contracts.ts";

export const RUNNER: ExecutorContracts = {
  about: "a runner that is no coroutine, dataclasses, a budget on the task",
  parts: { executor_result: "RunReport" },
  key: "job",
  thread: ["agent_id"],
  task: "AgentTask",
  mechanism: "memory_cache",
  says: [
    /await asyncio\.to_thread\(self\._agent_runner\.run, replace\(task, thread_uuid=thread_uuid\), correlation=correlation_id_for\(task\)\)/,
    /asdict\(result\)/,
    /earlier = self\._cache\.get\(str\(task\.job\)\)/,
  ],
  files: {
    ...PACKETS("dict"),
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndependencies = ["pydantic<2", "structlog"]\n',
    "core/agents/schemas.py": `"""What agents are given."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Dict, List, Optional
from uuid import UUID

from pydantic import BaseModel


class ToolBinding(BaseModel):
    tool_id: str
    name: str


class StepKind(Enum):
    TOOL = "tool"
    ANSWER = "answer"


@dataclass
class AgentTask:
    job: int
    agent_id: str
    prompt: str
    thread_uuid: Optional[UUID] = None
    step_budget: int = 5


@dataclass
class RuntimeContext:
    agent_id: str
    thread_uuid: Optional[UUID]
    prompt: str
    tools: List[ToolBinding]


@dataclass
class AIOSResult:
    kind: StepKind
    message: str = ""
    tool_id: Optional[str] = None
    params: Dict[str, Any] = field(default_factory=dict)
`,
    "tools/registry.py": `"""Tools."""

from typing import Any, Callable, Dict, List
from uuid import UUID

from pydantic import BaseModel

from core.agents.schemas import ToolBinding


class ToolCallRequest(BaseModel):
    call_id: UUID
    tool_id: str
    params: Dict[str, Any]


class ToolCallResult(BaseModel):
    tool_id: str
    success: bool
    data: Dict[str, Any] = {}


class ToolRegistry:
    def __init__(self) -> None:
        self._tools: Dict[str, ToolBinding] = {}

    def register(self, binding: ToolBinding, handler: Callable[[ToolCallRequest], ToolCallResult]) -> None:
        self._tools[binding.tool_id] = binding

    def list_tools(self) -> List[ToolBinding]:
        return list(self._tools.values())

    def dispatch(self, tool_id: str, request: ToolCallRequest) -> ToolCallResult:
        raise NotImplementedError(tool_id)
`,
    "core/agents/aios.py": `"""AIOS."""

from core.agents.schemas import AIOSResult, RuntimeContext


class AIOSClient:
    def __init__(self, url: str) -> None:
        self._url = url

    def next_step(self, context: RuntimeContext) -> AIOSResult:
        raise NotImplementedError(self._url)
`,
    "core/agents/executor.py": `"""The shared loop."""

from dataclasses import dataclass
from typing import List, Optional
from uuid import uuid4

from core.agents.aios import AIOSClient
from core.agents.schemas import AgentTask, RuntimeContext, StepKind
from tools.registry import ToolCallRequest, ToolRegistry


@dataclass
class RunReport:
    job: int
    message: str
    steps: int


class AgentRunner:
    def __init__(self, aios: AIOSClient, registry: ToolRegistry) -> None:
        self._aios = aios
        self._registry = registry

    def run(self, task: AgentTask, note: Optional[str] = None, correlation: str = "") -> RunReport:
        used = 0
        while used < task.step_budget:
            used += 1
            tools: List = self._registry.list_tools()
            step = self._aios.next_step(RuntimeContext(task.agent_id, task.thread_uuid, task.prompt, tools))
            if step.kind == StepKind.ANSWER:
                return RunReport(task.job, step.message, used)
            request = ToolCallRequest(call_id=uuid4(), tool_id=step.tool_id, params=step.params)
            self._registry.dispatch(step.tool_id, request)
        return RunReport(task.job, "budget used up", used)
`,
  },
};
