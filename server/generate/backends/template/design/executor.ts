import type { DeclaredType } from "../../../../code/types/declared.ts";
import type { ContractClass, ContractField, ContractMethod } from "../../../../facts/contracts.ts";
import { isEntry } from "../../../shared-loops.ts";
import { InventionRequired, type GenerationTask } from "../../../backend.ts";
import { fieldFor, idHeld, meaningOf, typeWords, type KnownContracts } from "./contracts.ts";
import { formOf, written, type Form } from "./forms.ts";
import { loopPartsOf, type LoopParts } from "./loop-parts.ts";
import { pythonName } from "./names.ts";
import { askedOf } from "./questions.ts";
import type { Failure } from "./policy.ts";
import type { Dedupe } from "./shape.ts";
import type { SpecValues } from "./spec.ts";

/** How a task is handed to the repository's shared loop, and what comes of it. */
export interface ExecutorDesign {
  loop: {
    class: ContractClass;
    /** The name under which it is injected. */
    injected: string;
    method: string;
    async: boolean;
    /** As Python, in their order; the task is `task`. */
    arguments: readonly string[];
  };
  task: {
    class: ContractClass;
    /** What the module says of a task before the loop gets it: the field, and its value as Python. */
    changes: readonly { name: string; value: string }[];
    thread: { name: string; form: Form } | null;
    correlation: { name: string; kind: "uuid" | "text"; optional: boolean } | null;
  };
  result: ContractClass;
  /** What the loop itself is made with, for the tests. */
  parts: LoopParts;
}

/** A model of the contracts that is copied, stored and read again. */
export type Model = Pick<ContractClass, "name" | "kind">;

export function executorOf(
  generation: GenerationTask,
  contracts: KnownContracts,
  identity: string,
  spec: SpecValues,
  dedupe: () => Dedupe | null,
  keyFields: () => readonly string[],
  failure: Failure,
): ExecutorDesign {
  const task = contracts.needed("agent_task", "An executor");
  const result = contracts.needed("executor_result", "An executor");
  const parts = askedOf<() => unknown, unknown>(
    [
      () => {
        const loop = loopOf(contracts, task, result);
        return { loop, parts: loopPartsOf(generation, contracts, identity, loop, task) };
      },
      () => {
        for (const model of [task, result]) checkModel(model);
        const mechanism = dedupe()?.mechanism ?? "memory_cache";
        if (mechanism !== "memory_cache") checkReadAgain(result);
      },
      () => checkFailure(failure),
      ...spec.inbound.map((inbound) => () => {
        if (!inbound.payloadType.split(/\W+/).some((word) => word === task.name || word === "AgentTask"))
          throw new InventionRequired(
            `\`${inbound.name}\` is given ${inbound.payloadType}, and nothing tells which task of the shared loop is made of it.`,
            `${inbound.key}.payload_type`,
            `Is it given a \`${task.name}\`?`,
            { stub: `payload_type: ${task.name}` },
          );
      }),
      () => {
        if (spec.outbound.length > 0)
          throw new InventionRequired(
            `An executor hands its tasks to the shared loop, which calls tools; nothing tells what \`${spec.outbound[0]?.name ?? ""}\` is called for.`,
            "module.interfaces.outbound",
            "Is it a tool's call, or what becomes of its answer?",
          );
      },
      () => {
        const known = dedupe();
        const names = known ? [known.key, ...(known.fallback === null ? [] : [known.fallback])] : [];
        for (const name of names) checkKey(task, name, "module.idempotency.dedupe_key", "tells two tasks apart");
        if (known?.hashed)
          throw new InventionRequired(
            "Tasks without a key of their own are to be told apart by a digest, but a task that is given again may have another id, time or thread.",
            "module.idempotency.dedupe_key",
            `Which field of \`${task.name}\` tells two tasks apart?`,
            { stub: `dedupe_key: { primary: ${idField(task)} }` },
          );
      },
      ...keyFields().map((name) => () => checkKey(task, name, "module.threading.key_fields", "is part of a conversation's key")),
    ],
    (part) => part(),
  );
  const threadField = fieldFor(task, "thread");
  const form = threadField && formOf(threadField.type, { kind: "uuid", version: 5 }, contracts);
  const correlationField = fieldFor(task, "correlation");
  const correlation = correlationField && idHeld(correlationField);
  const named = correlationField && correlation ? { name: correlationField.name, ...correlation } : null;
  return {
    ...(parts[0] as Pick<ExecutorDesign, "loop" | "parts">),
    task: {
      class: task,
      changes: [
        ...(threadField && form ? [{ name: threadField.name, value: written(form, "thread_uuid") }] : []),
        ...(named?.optional && named.kind === "text" ? [{ name: named.name, value: "correlation_id_for(task)" }] : []),
      ],
      thread: threadField && form ? { name: threadField.name, form } : null,
      correlation: named,
    },
    result,
  };
}

/** Models that are copied and stored are of kinds that this is known of. */
function checkModel({ name, kind }: ContractClass): void {
  if (kind === "pydantic" || kind === "dataclass") return;
  throw new InventionRequired(
    `\`${name}\` is neither a pydantic model nor a dataclass, and nothing tells how one is stored in a packet.`,
    "module.kind",
    `What does a packet hold of \`${name}\`? Another backend can be told (\`--backend model\`).`,
  );
}

/** A result is made again of what a packet holds of it: pydantic reads every field back, a dataclass takes it as JSON has it. */
function checkReadAgain({ name, kind, fields }: ContractClass): void {
  const lost = kind === "dataclass" ? fields.find(({ type }) => !isJson(type)) : undefined;
  if (lost)
    throw new InventionRequired(
      `The result of a task that was run before is made again of its packet, but \`${name}.${lost.name}\` is ${typeWords(lost)}, which a dataclass does not make of JSON.`,
      "module.idempotency.mechanism",
      "Is it enough that duplicates are found in memory? A pydantic model can be read again from a packet.",
      { stub: "mechanism: memory_cache" },
    );
}

/** What JSON holds as it is. */
function isJson(type: DeclaredType): boolean {
  switch (type.kind) {
    case "any":
    case "none":
    case "literal":
      return true;
    case "scalar":
      return /^(?:str|int|float|bool)$/.test(type.name);
    case "union":
      return type.of.every(isJson);
    case "list":
    case "sequence":
      return type.items.every(isJson);
    case "dict":
      return isJson(type.key) && isJson(type.value);
    default:
      return false;
  }
}

/** Where the loop fails there is no result: the failure can not count as handled. */
function checkFailure({ name, status, swallow }: Failure): void {
  if (!swallow) return;
  throw new InventionRequired(
    `The error policy answers ${status} where the shared loop fails (\`${name}\`), but then there is no result to answer with.`,
    `module.error_policy.categories.${name}`,
    "Which status above 299 does the caller see?",
    { stub: `${name}: { status: 502, action: return_error }` },
  );
}

/** The field that names a task, for what is proposed. */
function idField({ fields }: ContractClass): string {
  return (fields.find(({ name }) => /^(?:task_id|id|request_id)$/.test(name)) ?? fields[0])?.name ?? "task_id";
}

function checkKey(task: ContractClass, name: string, key: string, what: string): void {
  const field = task.fields.find((one) => one.name === name);
  const proposed = key.endsWith("key_fields") ? `key_fields: [${idField(task)}]` : `dedupe_key: { primary: ${idField(task)} }`;
  if (!field)
    throw new InventionRequired(
      `\`${name}\` ${what}, but \`${task.name}\` has no such field (${task.fields.map((one) => `\`${one.name}\``).join(", ")}).`,
      key,
      "Which of its fields is meant?",
      { stub: proposed },
    );
  if (isKey(field)) return;
  throw new InventionRequired(
    `\`${name}\` ${what}, but \`${task.name}.${name}\` is ${typeWords(field)}, which is no text of its own.`,
    key,
    "Which field is meant?",
    { stub: proposed },
  );
}

/** What `str` makes a key of: the same value the same text, in every process. */
function isKey({ type }: ContractField): boolean {
  return type.kind === "any" || (type.kind === "scalar" && /^(?:str|int|UUID|bool)$/.test(type.name)) || type.kind === "literal";
}

function loopOf(contracts: KnownContracts, task: ContractClass, result: ContractClass): ExecutorDesign["loop"] {
  const ask = (issue: string, question: string): InventionRequired => new InventionRequired(issue, "module.kind", question);
  const [loop, second] = contracts.supporting("loop");
  if (loop && second)
    throw ask(
      `\`${loop.name}\` and \`${second.name}\` may both be the shared loop: each is given a \`${task.name}\` and answers with a \`${result.name}\`.`,
      "Which of them runs the tasks of this module? State it in the Space (`Loop: ClassName.method`).",
    );
  if (!loop)
    throw ask(
      `No class of the repository or the Space is given a \`${task.name}\` and answers with a \`${result.name}\`.`,
      "Which class and method run a task? Add that class to the Space.",
    );
  const entries = loop.methods.filter((method) => isEntry(method, task, result));
  const [entry, other] = entries;
  if (!entry) throw new Error(`${loop.name} has no way in`);
  if (other)
    throw ask(
      `\`${loop.name}.${entry.name}\` and \`${loop.name}.${other.name}\` are both given a \`${task.name}\`.`,
      `Which of them runs a task? Name the other one with a line at its start (\`_${other.name}\`), or show only the one in the Space.`,
    );
  return {
    class: loop,
    injected: pythonName(loop.name),
    method: entry.name,
    async: entry.async,
    arguments: argumentsOf(entry, loop, task, contracts),
  };
}

/** What the loop's method is given. */
function argumentsOf(entry: ContractMethod, loop: ContractClass, task: ContractClass, contracts: KnownContracts): string[] {
  const args: string[] = [];
  let keyword = false;
  for (const parameter of entry.parameters) {
    const { name, annotation, type, required, kind } = parameter;
    const isTask = annotation?.match(/\w+/g)?.includes(task.name) === true;
    const meaning = isTask ? null : meaningOf(name, ["thread", "correlation"]);
    const held = meaning === "thread" ? ({ kind: "uuid", version: 5 } as const) : ({ kind: "text" } as const);
    const form = meaning && formOf(type, held, contracts);
    const value = isTask
      ? "task"
      : form
        ? written(form, meaning === "thread" ? "thread_uuid" : "correlation_id_for(task)")
        : null;
    if (value === null) {
      if (required && kind !== "rest" && kind !== "keywords")
        throw new InventionRequired(
          `\`${loop.name}.${entry.name}\` requires \`${name}\`, ${typeWords(parameter)}, and nothing tells what this module gives it.`,
          "module.kind",
          `What is \`${name}\` of a task? A default in \`${entry.name}\`, or a field of \`${task.name}\`, says it.`,
        );
      keyword = true;
      continue;
    }
    args.push(keyword || kind === "keyword" ? `${name}=${value}` : value);
  }
  return args;
}
