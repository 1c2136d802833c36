import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { specOf } from "./generated-modules.ts";
import { MODULE_FILES } from "./workspace.ts";

// The sample repository with contracts whose fields have other types.

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const SAMPLE = join(FIXTURES, "workspaces", "orders");
const MODELS = "memory/substrate_models.py";
const REGISTRY = "tools/registry.py";
const AGENTS = "core/agents/schemas.py";
const SERVICE = "memory/substrate_service.py";

/** What a file says in place of what it says. */
export type Change = readonly [file: string, from: string, to: string];

const imports = (file: string, lines: string): Change => [
  file,
  "from pydantic import BaseModel, Field\n",
  `from pydantic import BaseModel, Field\n${lines}`,
];

/** Fields of each type that nobody gives a module a value for: what a test makes up for them must be of the type. */
const EVERY = `
    count: int = Field(..., ge=1)
    tens: int = Field(..., multiple_of=10, gt=15)
    below: conint(lt=0)
    ratio: float = Field(..., gt=0)
    exact: Decimal
    is_open: bool
    when: datetime
    day: date
    at: time
    span: timedelta
    raw: bytes
    place: AnyUrl
    file: Path
    long_name: constr(min_length=20)
    short_name: constr(max_length=3)
    state: State
    level: Level
    word: Literal["a", "b"]
    inner: Inner
    inners: List[Inner]
    pair: Tuple[int, str]
    some: conlist(UUID, min_items=2)
    names: Set[str]
    fixed_names: FrozenSet[int]
    table: Dict[str, int]
    either: Union[int, str]
    maybe: Optional[UUID]
    hint: Annotated[int, Field(ge=3)]
    tenant: TenantId
    score: Score
`;
export const EVERY_TYPES = `from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import FrozenSet, NewType, Set, Tuple, Union
from typing_extensions import Annotated, Literal

from pydantic import AnyUrl, conint, conlist, constr

TenantId = NewType("TenantId", UUID)
Score = Union[int, float]


class State(str, Enum):
    OPEN = "open"
    CLOSED = "closed"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Inner(BaseModel):
    key: UUID
    size: int = Field(..., ge=5)
`;

export const SAME_TYPES = `from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import FrozenSet, Set, Tuple, Union
from typing_extensions import Annotated, Literal

from pydantic import AnyUrl, conint, conlist, constr

from memory.substrate_models import Inner, Level, Score, State, TenantId
`;

export interface Variant {
  about: string;
  specs: readonly string[];
  changes: readonly Change[];
}

export const VARIANTS: readonly Variant[] = [
  {
    about: "metadata that carries no id, with values of its own",
    specs: ["orders_webhook", "stock_lookup"],
    changes: [
      [
        "specs/Module-Spec-stock_lookup.yaml",
        "requires_metadata: [tool_id, thread_uuid, correlation_id]",
        "requires_metadata: [domain]",
      ],
      [
        "specs/Module-Spec-orders_webhook.yaml",
        "requires_metadata: [tool_id, thread_uuid, correlation_id]",
        "requires_metadata: []",
      ],
      [
        MODELS,
        '    schema_version: str = "1.1.0"\n    tool_id: Optional[str] = None\n    thread_uuid: UUID\n    correlation_id: str\n    domain: Optional[str] = None',
        '    agent: Optional[str] = None\n    domain: Optional[str] = "l9"\n    reasoning_mode: Optional[str] = Field(None)',
      ],
    ],
  },
  {
    about: "ids that are UUIDs",
    specs: ["orders_webhook", "stock_lookup"],
    changes: [
      [MODELS, "    correlation_id: str", "    correlation_id: UUID"],
      [
        AGENTS,
        "    correlation_id: str\n    payload: Dict[str, Any]\n    tools",
        "    correlation_id: UUID\n    payload: Dict[str, Any]\n    tools",
      ],
      [REGISTRY, "    correlation_id: str", "    correlation_id: UUID"],
    ],
  },
  {
    about: "ids that are texts, and a UUID for a text",
    specs: ["orders_webhook", "stock_lookup"],
    changes: [
      [MODELS, "    thread_uuid: UUID\n    correlation_id: str", "    thread_uuid: str\n    correlation_id: UUID"],
      [MODELS, "parent_packet: Optional[UUID] = None", "parent_packet: Optional[str] = None"],
      [MODELS, "    packet_id: UUID\n    written", "    packet_id: str\n    written"],
      [AGENTS, "    agent_id: str\n    thread_uuid: UUID", "    agent_id: str\n    thread_uuid: str"],
      [
        REGISTRY,
        "    call_id: UUID\n    tool_id: str\n    arguments: Dict[str, Any] = Field(default_factory=dict)\n    thread_uuid: UUID",
        "    call_id: str\n    tool_id: str\n    arguments: Dict[str, Any] = Field(default_factory=dict)\n    thread_uuid: str",
      ],
      [
        REGISTRY,
        "    call_id: UUID\n    tool_id: str\n    success: bool\n    result: Optional[Any] = None",
        "    call_id: UUID\n    tool_id: str\n    success: bool\n    result: Optional[str] = None",
      ],
      [SERVICE, "        thread_uuid: UUID,\n", "        thread_uuid: str,\n"],
    ],
  },
  {
    about: "enums, literals, times, collections, a model of ids",
    specs: ["orders_webhook", "stock_lookup"],
    changes: [
      imports(
        MODELS,
        `from enum import Enum
from typing import FrozenSet, Tuple
from typing_extensions import Annotated, Literal


class PacketType(Enum):
    ORDER_IN = "orders_webhook.in"
    ORDER_OUT = "orders_webhook.out"
    ORDER_ERROR = "orders_webhook.error"
    CALL = "stock_lookup.call"
    RESULT = "stock_lookup.result"
    FAILED = "stock_lookup.error"


class Channel(str, Enum):
    ONLY = "substrate"


class Trace(BaseModel):
    correlation_id: UUID
    thread_uuid: str
    created_at: datetime
`,
      ),
      [
        MODELS,
        "    correlation_id: str",
        `    correlation_id: bytes
    created_at: datetime
    channel: Channel
    layout: Literal["packet"]
    trace: Trace
    tool_ids: FrozenSet[str]
    agent_id: Annotated[str, Field(min_length=3, max_length=40)]`,
      ],
      [
        MODELS,
        "    source: str\n    parent_packet: Optional[UUID] = None",
        `    source: Literal["orders_webhook", "stock.lookup"]
    parent_packets: List[str] = Field(default_factory=list)
    threads: Tuple[UUID, ...]`,
      ],
      [MODELS, "    packet_type: str = Field(..., min_length=1)", "    packet_type: PacketType"],
      [SERVICE, "        packet_type: Optional[str] = None,", "        packet_type: Optional[PacketType] = None,"],
      [SERVICE, "import PacketEnvelope, ", "import PacketEnvelope, PacketType, "],
      [REGISTRY, "    duration_ms: int = 0", "    duration_ms: float\n    finished_at: datetime"],
      imports(REGISTRY, "from datetime import datetime\n"),
    ],
  },
  {
    about: "a required field of each type in what the services answer",
    specs: ["orders_webhook", "stock_lookup"],
    changes: [
      imports(MODELS, EVERY_TYPES),
      [MODELS, "    stored_at: datetime = Field(default_factory=datetime.utcnow)", EVERY.slice(1, -1)],
      [MODELS, "    written_tables: List[str] = Field(default_factory=list)", EVERY.slice(1, -1)],
      imports(AGENTS, SAME_TYPES),
      [AGENTS, "    tokens_used: int = 0", EVERY.slice(1, -1)],
      [
        AGENTS,
        "    allowed_agents: List[str] = Field(default_factory=list)",
        "    allowed_agents: List[str] = Field(default_factory=list)",
      ],
    ],
  },
];

/** A copy of the sample with these contracts, its specs in place and none of its modules; no Space says otherwise. */
export function variantWorkspace(changes: readonly Change[]): { root: string; dispose: () => void } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-types-")));
  cpSync(SAMPLE, root, { recursive: true, filter: (from) => !from.includes("__pycache__") && !/\.py\.md$/.test(from) });
  for (const path of MODULE_FILES) rmSync(join(root, path));
  cpSync(join(FIXTURES, "specs", "generate", "Module-Spec-stock_lookup.yaml"), join(root, specOf("stock_lookup")));
  for (const [file, from, to] of changes) {
    const path = join(root, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} no longer says ${JSON.stringify(from)}`);
    writeFileSync(path, text.replace(from, to));
  }
  return { root, dispose: () => rmSync(root, { recursive: true, force: true }) };
}
