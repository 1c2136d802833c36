import { PACKETS, type ExecutorContracts } from "./contracts.ts";

export const REQUESTS: ExecutorContracts = {
  about: "steps that hold whole requests, a loop with a store of its own and no list of tools",
  parts: {},
  key: "task_id",
  thread: ["session", "task_id"],
  task: "AgentTask",
  mechanism: "substrate_lookup",
  says: [
    /await self\._task_orchestrator\.execute\(task=task, thread_id=thread_uuid\)/,
    /return str\(thread_uuid_for\(task\)\)/,
    /return ExecutorResult\(\*\*packet\.payload\["result"\]\)/,
  ],
  files: {
    ...PACKETS("dict"),
    "core/agents/schemas.py": `"""What agents are given."""

from typing import List, Optional
from uuid import UUID

from pydantic import BaseModel, Field

from tools.registry import ToolBinding, ToolCallRequest


class AgentTask(BaseModel):
    task_id: UUID
    session: str = Field(..., min_length=3)
    wishes: List[str]


class RuntimeContext(BaseModel):
    session: str
    thread_id: UUID
    tools: List[ToolBinding]


class AIOSResult(BaseModel):
    reply: Optional[str] = None
    tool_calls: List[ToolCallRequest] = Field(default_factory=list)
`,
    "tools/registry.py": `"""Tools."""

from typing import Any, Dict, Optional
from uuid import UUID, uuid4

from pydantic import BaseModel, Field


class ToolBinding(BaseModel):
    tool_id: str
    description: str


class ToolCallRequest(BaseModel):
    request_id: UUID = Field(default_factory=uuid4)
    tool_id: str
    arguments: Dict[str, Any]


class ToolCallResult(BaseModel):
    tool_id: str
    success: bool
    content: Optional[str] = None


class ToolRegistry:
    def __init__(self, tools: Dict[str, ToolBinding]) -> None:
        self._tools = tools

    def get(self, tool_id: str) -> ToolBinding:
        return self._tools[tool_id]

    def available_tools(self) -> list[ToolBinding]:
        return list(self._tools.values())

    async def dispatch(self, request: ToolCallRequest) -> ToolCallResult:
        raise NotImplementedError(request.tool_id)
`,
    "core/agents/runtime.py": `"""AIOS."""

from core.agents.schemas import AIOSResult, RuntimeContext


class AIOSRuntime:
    async def execute_reasoning(self, context: RuntimeContext) -> AIOSResult:
        raise NotImplementedError(context.session)
`,
    "core/agents/store.py": `"""Where the loop keeps what it is doing."""

from typing import Optional


class RunStore:
    def __init__(self, path: str) -> None:
        self._path = path

    async def load(self, task_id: str) -> Optional[str]:
        return None

    def is_cancelled(self, task_id: str) -> bool:
        return False
`,
    "core/agents/executor.py": `"""The shared loop."""

from typing import List, Optional
from uuid import UUID

from pydantic import BaseModel

from core.agents.runtime import AIOSRuntime
from core.agents.schemas import AgentTask, RuntimeContext
from core.agents.store import RunStore
from tools.registry import ToolCallResult, ToolRegistry

MAX_ROUNDS = 4


class ExecutorResult(BaseModel):
    task_id: UUID
    reply: Optional[str] = None
    used: List[ToolCallResult] = []


class TaskOrchestrator:
    def __init__(self, runtime: AIOSRuntime, registry: ToolRegistry, store: RunStore, name: str) -> None:
        self._runtime = runtime
        self._registry = registry
        self._store = store
        self._name = name

    async def execute(self, *, task: AgentTask, thread_id: UUID) -> ExecutorResult:
        if await self._store.load(str(task.task_id)) is not None:
            raise RuntimeError("is running already")
        used: List[ToolCallResult] = []
        for _ in range(MAX_ROUNDS):
            if self._store.is_cancelled(str(task.task_id)):
                break
            step = await self._runtime.execute_reasoning(
                RuntimeContext(session=task.session, thread_id=thread_id, tools=self._registry.available_tools())
            )
            if not step.tool_calls:
                return ExecutorResult(task_id=task.task_id, reply=step.reply, used=used)
            for request in step.tool_calls:
                used.append(await self._registry.dispatch(request))
        return ExecutorResult(task_id=task.task_id, used=used)
`,
  },
};
