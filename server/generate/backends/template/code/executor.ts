import type { Design } from "../design/shape.ts";
import type { ExecutorDesign, Model } from "../design/executor.ts";
import { packetExpression } from "../design/packets.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { constantBlocks, ELAPSED, handlerBlock } from "./adapter.ts";
import { errorBlock, raising } from "./errors.ts";
import { guardedLookup, isAnswer, payloadOf, writing } from "./storing.ts";

/** The class that hands tasks to the repository's shared loop. */
export function executorBlocks(design: Design): Block[] {
  const { executor } = design;
  if (!executor) return [];
  const methods = [
    runMethod(design, executor),
    loopMethod(design, executor),
    ...(design.dedupe && looksUp(design) ? [findMethod(design, executor)] : []),
    writeMethod(design, executor),
  ];
  return [...constantBlocks(design), errorBlock(design), handlerBlock(design, methods), ELAPSED];
}

/** What a task's conversation and its exchange are told by. */
export function taskBlocks({ executor, keyFields }: Design): Block[] {
  if (!executor) return [];
  const { task } = executor;
  const parts = keyFields.map((name) => keyOf(executor, name));
  const words = keyFields.map((name) => name.replaceAll("_", " ")).join(" and ");
  const { correlation } = task;
  const given = correlation && (correlation.kind === "uuid" ? `str(task.${correlation.name})` : `task.${correlation.name}`);
  const own =
    correlation === null
      ? "str(thread_uuid_for(task))"
      : !correlation.optional
        ? (given ?? "")
        : correlation.kind === "uuid"
          ? `str(task.${correlation.name} or thread_uuid_for(task))`
          : `${given ?? ""} or str(thread_uuid_for(task))`;
  return [
    {
      defines: ["thread_uuid_for"],
      code: py`
        def thread_uuid_for(task: ${task.class.name}) -> UUID:
            """The thread of a task: the same ${words} give${keyFields.length === 1 ? "s" : ""} the same thread."""
            return uuid5(MODULE_NAMESPACE, ":".join((${parts.join(", ")}${parts.length === 1 ? "," : ""})))
      `,
    },
    {
      defines: ["correlation_id_for"],
      code: py`
        def correlation_id_for(task: ${task.class.name}) -> str:
            """What joins everything of one exchange: ${correlation === null ? "a task has nothing of its own, so its thread" : correlation.optional ? "the task's own id, or where it has none the thread" : "the task's own id"}."""
            return ${own}
      `,
    },
  ];
}

/** A field of the task as part of a key. */
function keyOf({ task }: ExecutorDesign, name: string): string {
  const field = task.class.fields.find((one) => one.name === name);
  return field?.type.kind === "scalar" && field.type.name === "str" ? `task.${name}` : `str(task.${name})`;
}

/** What tells two tasks apart, as an expression. */
export function taskKey({ dedupe }: Design, executor: ExecutorDesign): string | null {
  if (!dedupe) return null;
  const first = keyOf(executor, dedupe.key);
  return dedupe.fallback === null ? first : `${first} or ${keyOf(executor, dedupe.fallback)}`;
}

/** A model as JSON holds it. */
export function stored({ kind }: Model, pydantic: 1 | 2, expression: string): string {
  if (kind === "dataclass") return `asdict(${expression})`;
  return pydantic === 2 ? `${expression}.model_dump(mode="json")` : `json.loads(${expression}.json())`;
}

/** The task as the loop is given it: with the thread of this module. */
function taskForLoop({ pydantic }: Design, { task }: ExecutorDesign): string {
  if (task.changes.length === 0) return "task";
  if (task.class.kind === "dataclass")
    return `replace(task, ${task.changes.map(({ name, value }) => `${name}=${value}`).join(", ")})`;
  const update = `{${task.changes.map(({ name, value }) => `"${name}": ${value}`).join(", ")}}`;
  return `task.${pydantic === 2 ? "model_copy" : "copy"}(update=${update})`;
}

function runMethod(design: Design, executor: ExecutorDesign): string {
  const { names, dedupe, policy, pydantic } = design;
  const { task, result } = executor;
  const key = taskKey(design, executor);
  const logged = (event: string, indent: number): string =>
    call(
      "logger.info",
      [
        pyString(`${names.py}_${event}`),
        "thread_uuid=str(thread_uuid)",
        ...(dedupe && key ? [`${dedupe.key}=${key}`] : []),
        "elapsed_ms=_elapsed_ms(started)",
      ],
      indent,
    );
  const doc = dedupe
    ? dedupe.reject
      ? "; one that was run before is refused"
      : "; one that was run before gets the same result again"
    : "";
  const hasCache = dedupe !== null && dedupe.mechanism !== "substrate_lookup";
  return py`
    async def run(self, task: ${task.class.name}) -> ${result.name}:
        """Have the shared loop run one task${doc}."""
        started = time.monotonic()
        thread_uuid = thread_uuid_for(task)
        ${
          dedupe && [
            ...(looksUp(design) && dedupe.reject
              ? ["if await self._was_run(task, thread_uuid):"]
              : [
                  looksUp(design)
                    ? "earlier = await self._find_result(task, thread_uuid)"
                    : `earlier = self._cache.get(${key ?? ""})`,
                  "if earlier is not None:",
                ]),
            `    ${logged("duplicate", 12).replaceAll("\n", "\n    ")}`,
            dedupe.reject ? `    ${raising(design, policy.duplicate, `f"run before: {${key ?? ""}}"`)}` : "    return earlier",
          ]
        }
        inbound_packet = await self._write(PACKET_IN, task, thread_uuid, {"task": ${stored(task.class, pydantic, "task")}}, None)
        try:
            result = await self._run_loop(task, thread_uuid)
        except ${names.error} as error:
            ${call("logger.error", [pyString(`${names.py}_failed`), "thread_uuid=str(thread_uuid)", "category=error.category", "error=str(error)", "elapsed_ms=_elapsed_ms(started)"], 12)}
            ${design.packets.types.error && 'await self._write(PACKET_ERROR, task, thread_uuid, {"category": error.category, "error": str(error)}, inbound_packet)'}
            raise
        await self._write(PACKET_OUT, task, thread_uuid, {"result": ${stored(result, pydantic, "result")}}, inbound_packet)
        ${logged("processed", 8)}
        ${hasCache && `self._cache.put(${key ?? ""}, result)`}
        return result
  `;
}

/** Earlier results are in the substrate; what is only in memory needs no search. */
function looksUp({ dedupe }: Design): boolean {
  return dedupe !== null && dedupe.mechanism !== "memory_cache";
}

function loopMethod(design: Design, executor: ExecutorDesign): string {
  const { task, loop, result } = executor;
  const method = `self._${loop.injected}.${loop.method}`;
  const given = loop.arguments.map((argument) => argument.replace(/(^|=)task$/, `$1${taskForLoop(design, executor)}`));
  const run = loop.async ? call(`await ${method}`, given, 12) : call("await asyncio.to_thread", [method, ...given], 12);
  return py`
    async def _run_loop(self, task: ${task.class.name}, thread_uuid: UUID) -> ${result.name}:
        try:
            return ${run}
        except Exception as error:
            ${raising(design, design.policy.loop, "str(error)")} from error
  `;
}

function findMethod(design: Design, executor: ExecutorDesign): string {
  const { dedupe, substrate } = design;
  if (!dedupe) return "";
  const key = taskKey(design, executor) ?? "";
  const { search } = substrate;
  const { result, task } = executor;
  const payload = search ? payloadOf(search) : "";
  const condition = `${payload}.get("${dedupe.key}") == ${key.includes(" or ") ? `(${key})` : key}`;
  const [name, type, nothing] = dedupe.reject
    ? ["_was_run", "bool", "False"]
    : ["_find_result", `Optional[${result.name}]`, "None"];
  const found = (earlier: string): string => `return ${dedupe.reject ? "True" : earlier}`;
  return py`
    async def ${name}(self, task: ${task.class.name}, thread_uuid: UUID) -> ${type}:
        ${
          dedupe.mechanism !== "substrate_lookup" && [
            `cached = self._cache.get(${key})`,
            "if cached is not None:",
            `    ${found("cached")}`,
          ]
        }
        ${search && guardedLookup(design, search, nothing)}
        ${search && ["for packet in packets:", `    if ${isAnswer(design, search, [condition])}:`, `        ${found(`${result.name}(**${payload}["result"])`)}`]}
        return ${nothing}
  `;
}

function writeMethod(design: Design, executor: ExecutorDesign): string {
  const { packets, dedupe } = design;
  const key = taskKey(design, executor);
  const extra = [
    ...(dedupe && key ? [`"${dedupe.key}": ${key}`] : []),
    ...(packets.paths.thread === null ? ['"thread_uuid": str(thread_uuid)'] : []),
    ...(packets.paths.correlation === null ? ['"correlation_id": correlation_id_for(task)'] : []),
  ];
  const payload = extra.length > 0 ? `{${[...extra, "**content"].join(", ")}}` : "content";
  const expression = packetExpression(packets, { payload, correlation: "correlation_id_for(task)" }, 8);
  const given = [`task: ${executor.task.class.name}`, "thread_uuid: UUID"];
  return writing(design, { given, expression, isLinked: true });
}
