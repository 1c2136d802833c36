import type { ContractClass, Contracts } from "../facts/contracts.ts";
import { classesIn } from "../code/types/declared.ts";

/** Names of classes that run an agent's tasks. */
const LOOPS = /Executor|(?:Loop|Runner|Orchestrator|Engine|Kernel|Scheduler)$|^Agent\w*Service$/;
/**
 * The classes that run an agent's task: one of their methods is given the task and answers with the result. The one whose loop is read as the repository's
 * own stands alone; else all that could be meant, for the question which it is.
 * @param models the required models
 */
export function sharedLoops(contracts: Contracts, models: readonly ContractClass[]): ContractClass[] {
  const owner = contracts.executor.loop.evidence.map(({ says }) => /^(\w+)\./.exec(says)?.[1]).find(Boolean);
  const [task, result] = (["agent_task", "executor_result"] as const).map((part) => {
    const lookup = contracts.part(part);
    return lookup.status === "found" ? lookup.class : null;
  });
  if (!task || !result) return [];
  const names = [
    ...new Set([...(owner === undefined ? [] : [owner]), ...contracts.classNames().filter((name) => LOOPS.test(name))]),
  ];
  const known = new Set(models.map(({ name }) => name));
  const loops = names.flatMap((name): ContractClass[] => {
    if (known.has(name)) return [];
    const lookup = contracts.required(name);
    if (lookup.status === "missing") return [];
    // Of several excerpts of one class the one counts that shows how a task is run.
    const shown = lookup.status === "found" ? [lookup.class] : lookup.candidates;
    return shown.filter((one) => runs(one, task, result));
  });
  const own = loops.filter(({ name }) => name === owner);
  return own.length > 0 ? own : loops;
}

function runs({ kind, methods }: ContractClass, task: ContractClass, result: ContractClass): boolean {
  return kind !== "pydantic" && methods.some((method) => isEntry(method, task, result));
}

/** A method that is given a task, and answers with what became of it. */
export function isEntry(
  { name, parameters, returns }: ContractClass["methods"][number],
  task: Pick<ContractClass, "name">,
  result: Pick<ContractClass, "name">,
): boolean {
  return (
    !name.startsWith("_") && names(returns, result.name) && parameters.some(({ annotation }) => names(annotation, task.name))
  );
}

function names(annotation: string | null, name: string): boolean {
  return annotation?.match(/\w+/g)?.includes(name) === true;
}

/** What a loop is made with: the classes of its constructor's parameters. */
export function partsOf({ methods, fields, kind }: ContractClass, contracts: Contracts): ContractClass[] {
  const given = kind === "dataclass" ? fields : (methods.find(({ name }) => name === "__init__")?.parameters ?? []);
  return given
    .flatMap(({ type }) => classesIn(type))
    .flatMap((dotted) => contracts.classAt(dotted) ?? [])
    .filter((part) => part.kind !== "enum" && part.kind !== "pydantic");
}
