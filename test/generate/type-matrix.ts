import { spawn } from "node:child_process";
import { EVERY_TYPES, SAME_TYPES, variantWorkspace, type Change } from "./field-types.ts";
import { generateModule, SPECS, testsOf, writeModule } from "./generated-modules.ts";
import { PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";

// Every type that a contract's field may be declared with, in every place that a generated module gives a value to or gets one from.

const MODELS = "memory/substrate_models.py";
const REGISTRY = "tools/registry.py";
const AGENTS = "core/agents/schemas.py";
const SERVICE = "memory/substrate_service.py";

/** As pydantic 1.10 and 2 read them alike. */
export const TYPES: readonly string[] = [
  "str",
  "int",
  "float",
  "bool",
  "bytes",
  "UUID",
  "Decimal",
  "datetime",
  "date",
  "time",
  "timedelta",
  "Path",
  "AnyUrl",
  "Any",
  "State",
  "Level",
  'Literal["a", "b"]',
  "Literal[1, 2]",
  "Inner",
  "TenantId",
  "Score",
  "Optional[UUID]",
  "Optional[Inner]",
  "Union[UUID, str]",
  "Union[int, str]",
  "List[str]",
  "List[UUID]",
  "List[Inner]",
  "Set[str]",
  "FrozenSet[int]",
  "Tuple[int, str]",
  "Tuple[UUID, ...]",
  "Dict[str, int]",
  "Dict[str, Inner]",
  "conint(gt=3)",
  "conint(lt=0)",
  "constr(min_length=20)",
  "constr(max_length=3)",
  "conlist(UUID, min_items=2)",
  "Annotated[int, Field(ge=3)]",
  "Annotated[str, Field(max_length=40)]",
];

interface Place {
  about: string;
  /** The spec whose module meets the place. */
  spec: string;
  file: string;
  change: (type: string) => readonly [from: string, to: string];
}

const inMetadata = "    correlation_id: str\n    domain";
const inContext = "    correlation_id: str\n    payload: Dict[str, Any]\n    tools";
const inResult = "    duration_ms: int = 0";
const inRequest = "    thread_uuid: UUID\n    correlation_id: str\n\n\nclass ToolCallResult";

const PLACES: readonly Place[] = [
  {
    about: "metadata, the correlation id",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => [inMetadata, `    correlation_id: ${type}\n    domain`],
  },
  {
    about: "metadata, the thread",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => [`    thread_uuid: UUID\n${inMetadata}`, `    thread_uuid: ${type}\n${inMetadata}`],
  },
  {
    about: "metadata, a field more",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => [inMetadata, `    correlation_id: str\n    further: ${type}\n    domain`],
  },
  {
    about: "metadata of a tool's packet, its id",
    spec: "stock_lookup",
    file: MODELS,
    change: (type) => ["    tool_id: Optional[str] = None", `    tool_id: ${type}`],
  },
  {
    about: "payload",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => ["    payload: Dict[str, Any]", `    payload: ${type}`],
  },
  {
    about: "payload of the agent's context",
    spec: "orders_webhook",
    file: AGENTS,
    change: (type) => [inContext, `    correlation_id: str\n    payload: ${type}\n    tools`],
  },
  {
    about: "provenance, the source",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => ["    source: str", `    source: ${type}`],
  },
  {
    about: "provenance, the packet before",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => ["    parent_packet: Optional[UUID] = None", `    parent_packet: ${type}`],
  },
  {
    about: "tool request, the correlation id",
    spec: "stock_lookup",
    file: REGISTRY,
    change: (type) => [inRequest, inRequest.replace("correlation_id: str", `correlation_id: ${type}`)],
  },
  {
    about: "tool request, a field more",
    spec: "stock_lookup",
    file: REGISTRY,
    change: (type) => [inRequest, inRequest.replace("correlation_id: str", `correlation_id: str\n    further: ${type}`)],
  },
  {
    about: "tool result, the answer",
    spec: "stock_lookup",
    file: REGISTRY,
    change: (type) => ["    result: Optional[Any] = None", `    result: Optional[${type}] = None`],
  },
  {
    about: "tool result, a field more",
    spec: "stock_lookup",
    file: REGISTRY,
    change: (type) => [inResult, `${inResult}\n    further: ${type}`],
  },
  {
    about: "service parameter, the thread that is looked up",
    spec: "orders_webhook",
    file: SERVICE,
    change: (type) => ["        thread_uuid: UUID,\n", `        thread_uuid: ${type},\n`],
  },
  {
    about: "service parameter, one more",
    spec: "stock_lookup",
    file: SERVICE,
    change: (type) => ["        thread_uuid: UUID,\n", `        thread_uuid: UUID,\n        further: ${type},\n`],
  },
  {
    about: "service answer, the written packet",
    spec: "orders_webhook",
    file: MODELS,
    change: (type) => ["    packet_id: UUID\n    written", `    packet_id: ${type}\n    written`],
  },
  {
    about: "service answer, a field more",
    spec: "stock_lookup",
    file: MODELS,
    change: (type) => ["    packet_id: UUID\n    written", `    packet_id: UUID\n    further: ${type}\n    written`],
  },
];

export interface Cell {
  type: string;
  place: string;
  spec: string;
  changes: readonly Change[];
}

/** By type, so that a run that is ended early has seen every place. */
export const CELLS: readonly Cell[] = TYPES.flatMap((type) =>
  PLACES.map(({ about, spec, file, change }) => ({
    type,
    place: about,
    spec,
    changes: [...typesIn(file), [file, ...change(type)]] as const,
  })),
);

/** The named types in the models' file, and in the file of the place. */
function typesIn(file: string): Change[] {
  const base = "from pydantic import BaseModel, Field\n";
  const own: Change = [MODELS, base, base + EVERY_TYPES];
  if (file === MODELS) return [own];
  if (file === SERVICE)
    return [
      own,
      [
        SERVICE,
        "import structlog\n",
        `import structlog\nfrom typing import Any, Dict\nfrom pydantic import Field\n${SAME_TYPES}`,
      ],
    ];
  return [own, [file, base, base + SAME_TYPES]];
}

export type Outcome =
  /** Attested, and its tests pass. */
  | { kind: "passes"; tests: number }
  /** The value can not be known: a person is asked, by the field's name and type. */
  | { kind: "asks"; question: string }
  | { kind: "fails"; why: string };

/** Generates the module of a cell and runs its tests. @param python the interpreter that runs pytest */
export async function outcomeOf({ spec, changes }: Cell, python = PYTHON): Promise<Outcome> {
  const { root, dispose } = variantWorkspace(changes);
  try {
    const found = SPECS.find(({ name }) => name === spec);
    if (!found) throw new Error(`there is no spec ${spec}`);
    const module = await generateModule(root, found);
    const { result } = module;
    if (result.status !== "attested") {
      const blockers = "blockers" in result ? result.blockers : [];
      const asks = blockers.length > 0 && blockers.every(({ blocker }) => blocker === "INVENTION_REQUIRED");
      const said = blockers.map((blocker) => `${blocker.blocker}: ${blocker.issue}`).join("\n");
      return asks ? { kind: "asks", question: said } : { kind: "fails", why: said || JSON.stringify(result).slice(0, 2000) };
    }
    writeModule(root, module);
    const run = await pytest(python, root, testsOf(module));
    const passed = /^(\d+) passed/m.exec(run.output)?.[1];
    return run.status === 0 && passed !== undefined
      ? { kind: "passes", tests: Number(passed) }
      : { kind: "fails", why: `the tests exit with ${run.status}\n${run.output.slice(-3000)}` };
  } finally {
    dispose();
  }
}

async function pytest(
  python: string,
  root: string,
  paths: readonly string[],
): Promise<{ status: number | null; output: string }> {
  const child = spawn(python, ["-m", "pytest", "-q", "--color=no", "--tb=short", ...paths], {
    cwd: root,
    env: PYTHON_ENVIRONMENT,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}
