import type { ContractField } from "../../../../facts/contracts.ts";
import type { DeclaredType } from "../../../../code/types/declared.ts";
import { stored } from "../code/executor.ts";
import type { ExecutorDesign } from "../design/executor.ts";
import type { Design } from "../design/shape.ts";
import { pyString } from "../python/dedent.ts";
import { pyValue, sampleArguments } from "./samples.ts";
import { correlationId, held, sceneOf, type Scene } from "./scene.ts";

const GIVEN_THREAD = "33333333-3333-5333-8333-333333333333";

/** What the tests of an executor have in common. */
export interface ExecutorScene extends Scene {
  executor: ExecutorDesign;
  /** The values of the task that is handed over, by field, as Python. */
  task: Readonly<Record<string, string>>;
  /** What joins everything of it, as a text in Python. */
  correlation: string;
}

export function executorScene(design: Design, executor: ExecutorDesign): ExecutorScene {
  const { keyFields, dedupe, contracts } = design;
  const { task } = executor;
  const wanted = new Set([...keyFields, dedupe?.key, dedupe?.fallback]);
  const given: Record<string, string> = {};
  let count = 0;
  for (const field of task.class.fields) {
    count++;
    if (field.name === task.thread?.name) given[field.name] = held(task.thread.form, `UUID("${GIVEN_THREAD}")`);
    else if (field.name === task.correlation?.name)
      given[field.name] =
        task.correlation.kind === "uuid" ? `UUID(${pyString(correlationId(design))})` : pyString(correlationId(design));
    else if (wanted.has(field.name)) given[field.name] = valueOf(field, count);
    else if (takesObject(field.type)) given[field.name] = '{"question": "Where is it?"}';
  }
  const values = Object.fromEntries(
    sampleArguments(contracts, task.class, given).map((argument): [string, string] => {
      const at = argument.indexOf("=");
      return [argument.slice(0, at), argument.slice(at + 1)];
    }),
  );
  return {
    ...sceneOf(design),
    executor,
    task: values,
    threadSeed: keyFields.map((name) => textOf(values[name] ?? "")).join(":"),
    keyValue: dedupe ? textOf(values[dedupe.key] ?? "") : null,
    correlation: task.correlation === null ? "str(THREAD_UUID)" : pyString(correlationId(design)),
  };
}

function takesObject(type: DeclaredType): boolean {
  return type.kind === "dict" && type.value.kind === "any" && (type.key.kind === "any" || type.key.kind === "scalar");
}

/** A value that tells one task from another. @param number another one for each field */
export function valueOf({ name, type }: ContractField, number: number): string {
  if (type.kind === "literal") return pyValue(type.values[0]);
  if (type.kind !== "scalar") return pyString(`${name}-${number}`);
  if (type.name === "UUID") {
    const digits = String(number).padStart(2, "0");
    return `UUID("22222222-2222-4222-8222-2222222222${digits}")`;
  }
  if (type.name === "int") return String(number);
  return type.name === "bool" ? "True" : pyString(`${name}-1`);
}

/** The text that `str` makes of such a value. */
export function textOf(value: string): string {
  return /^(?:UUID\()?"(.*)"\)?$/.exec(value)?.[1] ?? value;
}

/** Another value for a field of the task. */
export function otherValue({ executor }: ExecutorScene, name: string): string {
  const field = executor.task.class.fields.find((one) => one.name === name);
  if (field?.type.kind === "literal") return pyValue(field.type.values.at(-1));
  return field ? valueOf(field, 99).replace(/-1"$/, '-2"') : '"other"';
}

/** The task, as JSON. @param changes `name=value` */
export function storedTask({ design, executor }: ExecutorScene, task: string): string {
  return stored(executor.task.class, design.pydantic, task);
}

export function storedResult({ design, executor }: ExecutorScene, result: string): string {
  return stored(executor.result, design.pydantic, result);
}

/** The task that the loop is given: the same, with the thread of the module. */
export function loopTask({ executor }: ExecutorScene): string {
  const changes = executor.task.changes.map(({ name, value }) => {
    const written = value
      .replaceAll("thread_uuid_for(task)", "THREAD_UUID")
      .replaceAll(/\bthread_uuid\b/g, "THREAD_UUID")
      .replaceAll("correlation_id_for(task)", "correlation_id_for(make_task())");
    return `${name}=${written}`;
  });
  return `make_task(${changes.join(", ")})`;
}

export const SUBSTRATE = "substrate: MagicMock";
export const LOOP = "loop: MagicMock";

export function handlerParameter({ design }: ExecutorScene): string {
  return `handler: ${design.names.handler}`;
}

/** `loop.start_agent_task`, and how its calls are counted. */
export function looped({ executor }: ExecutorScene): { method: string; count: string; once: string } {
  const { method, async } = executor.loop;
  return {
    method: `loop.${method}`,
    count: async ? "await_count" : "call_count",
    once: async ? "assert_awaited_once_with" : "assert_called_once_with",
  };
}
