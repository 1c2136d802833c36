import type { ContractClass, ContractField, ContractMethod, ContractParameter } from "../../../../facts/contracts.ts";
import { LIMIT_NAME } from "../../../../facts/extract/loops.ts";
import { InventionRequired, type GenerationTask } from "../../../backend.ts";
import { classesIn, takesNone, type DeclaredType } from "../../../../code/types/declared.ts";
import { fieldFor, type KnownContracts } from "./contracts.ts";
import { formOf } from "./forms.ts";

/** What the tests need of the shared loop, to run it itself between services that are stood in for. */
export interface LoopParts {
  /** The parameters of its constructor that must be given, in their order. */
  made: readonly { parameter: string; keyword: boolean; part: LoopPart }[];
  runtime: { class: ContractClass; method: string; async: boolean; context: ContractClass };
  step: StepDesign;
  registry: { class: ContractClass; dispatch: ContractMethod; register: ContractMethod | null };
  limit: LimitDesign | null;
}

export type LoopPart =
  | { kind: "runtime" | "registry" | "limit" }
  /** Another class, a stand-in for it. */
  | { kind: "service"; class: ContractClass }
  | { kind: "value"; type: DeclaredType };

/** A step of reasoning: how it asks for a tool, and how it ends the loop. */
export interface StepDesign {
  class: ContractClass;
  text: ContractField | null;
  /** The tool by its identity, or whole requests of it. */
  tool:
    { kind: "identity"; field: string; arguments: string | null } | { kind: "request"; field: ContractField; several: boolean };
  /** Fields that say of a step that it is the last one, and that it is not. */
  ends: { field: string; last: string; other: string } | null;
}

/** Where the number of rounds is set, and what it is where nobody sets it. */
export interface LimitDesign {
  where: "task" | "loop" | "elsewhere";
  name: string;
  default: number | null;
  /** The loop runs this many rounds, not one more or less. */
  exact: boolean;
}

/** @param loop the shared loop @param identity the field that identifies a tool */
export function loopPartsOf(
  task: GenerationTask,
  contracts: KnownContracts,
  identity: string,
  loop: { class: ContractClass; method: string },
  entry: ContractClass,
): LoopParts {
  const context = contracts.needed("runtime_context", "An executor");
  const step = contracts.needed("runtime_result", "An executor");
  const request = contracts.needed("tool_request", "An executor");
  contracts.needed("tool_result", "An executor");
  contracts.needed("tool_binding", "An executor");
  const given = parametersOf(loop.class);
  const runtimes = contracts.supporting("runtime");
  const registries = contracts.supporting("registry");
  const held = (known: readonly ContractClass[], called: RegExp): ContractClass | null =>
    known.find((one) => given.some((parameter) => holds(parameter, one, called))) ?? null;
  const runtime = held(runtimes, RUNTIME);
  const method = runtime?.methods.find(
    ({ name, parameters }) =>
      !name.startsWith("_") && parameters.some(({ annotation }) => annotation?.match(/\w+/g)?.includes(context.name) === true),
  );
  if (!runtime || !method)
    throw ask(
      `No class that \`${loop.class.name}\` is made with has a method that is given a \`${context.name}\`.`,
      "Which class and method asks AIOS for a step? Add that class to the Space.",
    );
  const registry = held(registries, REGISTRY);
  const dispatch = registry?.methods.find(({ name }) => /^dispatch/.test(name));
  if (!registry || !dispatch)
    throw ask(
      `No class that \`${loop.class.name}\` is made with has a method \`dispatch…\`, by which tools are called.`,
      "Which class and method call a tool? Add that class to the Space.",
    );
  const limit = limitOf(task, loop, entry);
  return {
    made: given.flatMap((parameter, at) => {
      const part = partOf(parameter, { runtime, registry, limit, loop: loop.class.name }, contracts);
      const keyword = parameter.kind === "keyword" || given.slice(0, at).some((before) => !before.required);
      return part ? [{ parameter: parameter.name, keyword, part }] : [];
    }),
    runtime: { class: runtime, method: method.name, async: method.async, context },
    step: stepOf(step, request, identity, task.contracts.executor?.termination.value ?? [], contracts),
    registry: {
      class: registry,
      dispatch,
      register: registry.methods.find(({ name, async }) => /^register(?:_tool)?$/.test(name) && !async) ?? null,
    },
    limit,
  };
}

function parametersOf({ kind, fields, methods }: ContractClass): readonly ContractParameter[] {
  if (kind === "dataclass")
    return fields.map(({ name, annotation, type, default: value, required, keywordOnly }) => ({
      name,
      annotation,
      type,
      default: value,
      required,
      kind: keywordOnly ? ("keyword" as const) : ("positional" as const),
    }));
  return methods.find(({ name }) => name === "__init__")?.parameters ?? [];
}

/** Names of what nothing says the type of. */
const RUNTIME = /runtime|aios|reason|think|llm|model/;
const REGISTRY = /registry|tools?$/;

/** A parameter is given an object of a class: by its type, or where it has none by its name. */
function holds({ name, annotation, type }: ContractParameter, known: ContractClass, called: RegExp): boolean {
  return namesClass(type, known) || (annotation === null && called.test(name));
}

function namesClass(type: DeclaredType, { module, name }: ContractClass): boolean {
  return classesIn(type).includes(`${module}.${name}`);
}

function partOf(
  parameter: ContractParameter,
  known: { runtime: ContractClass; registry: ContractClass; limit: LimitDesign | null; loop: string },
  contracts: KnownContracts,
): LoopPart | null {
  const { name, type, required, kind } = parameter;
  if (kind === "rest" || kind === "keywords") return null;
  if (holds(parameter, known.runtime, RUNTIME)) return { kind: "runtime" };
  if (holds(parameter, known.registry, REGISTRY)) return { kind: "registry" };
  if (known.limit?.where === "loop" && known.limit.name === name) return { kind: "limit" };
  if (!required || takesNone(type)) return required ? { kind: "value", type } : null;
  const found = classesIn(type).flatMap((dotted) => contracts.at(dotted) ?? [])[0];
  if (found && found.kind !== "pydantic" && found.kind !== "dataclass" && found.kind !== "enum")
    return { kind: "service", class: found };
  if (type.kind !== "unknown") return { kind: "value", type };
  throw ask(
    `\`${known.loop}\` is made with \`${name}\`, ${parameter.annotation === null ? "of which nothing says what it is" : `a \`${parameter.annotation}\`, of which nothing is known`}.`,
    `What is \`${name}\` of the shared loop? Add that class to the Space, or its type to the parameter.`,
  );
}

function stepOf(
  step: ContractClass,
  request: ContractClass,
  identity: string,
  terminations: readonly string[],
  contracts: KnownContracts,
): StepDesign {
  const text =
    step.fields.find(
      ({ name, type }) =>
        /^(?:content|text|answer|reply|message|response|output|final_answer)$/.test(name) &&
        formOf(type, { kind: "text" }, contracts)?.kind === "same",
    ) ?? null;
  const whole = step.fields.find(({ type }) => namesClass(type, request));
  const named = step.fields.find(({ name }) => name === identity);
  if (!whole && !named)
    throw ask(
      `No field of \`${step.name}\` is the \`${identity}\` of a tool, or a \`${request.name}\`.`,
      `How does a step of AIOS ask for a tool? Name the field of \`${step.name}\` \`${identity}\`, as the other models do.`,
    );
  return {
    class: step,
    text,
    tool: named
      ? { kind: "identity", field: named.name, arguments: fieldFor(step, "arguments")?.name ?? null }
      : {
          kind: "request",
          field: whole as ContractField,
          several: JSON.stringify((whole as ContractField).type).includes('"items"'),
        },
    ends: endsOf(step, terminations, contracts),
  };
}

/** The field that a step's end is told by, where the loop asks for one: `step.done`, `step.kind == StepKind.FINAL`. */
function endsOf(step: ContractClass, terminations: readonly string[], contracts: KnownContracts): StepDesign["ends"] {
  for (const condition of terminations) {
    const [, not, name = "", compared] =
      /^(not )?\(?(?!self\b|task\b|context\b)\w+\.(\w+)\)?(?:\s*(?:==|is)\s*([\w."']+))?$/.exec(condition) ?? [];
    const field = step.fields.find((one) => one.name === name);
    if (!field || /error|fail/.test(name)) continue;
    const { type } = field;
    if (type.kind === "scalar" && type.name === "bool") {
      const last = compared === "False" || not !== undefined ? "False" : "True";
      return { field: name, last, other: last === "True" ? "False" : "True" };
    }
    if (compared === undefined || compared === "None") continue;
    const other = anotherValue(type, compared, contracts);
    if (other !== null) return { field: name, last: compared, other };
  }
  return null;
}

/** Another value of a type than the one that ends a loop. */
function anotherValue(type: DeclaredType, value: string, contracts: KnownContracts): string | null {
  const parts = type.kind === "union" ? type.of : [type];
  const plain = value.replace(/^["']|["']$/g, "");
  for (const part of parts) {
    const found = part.kind === "class" ? contracts.at(part.name) : null;
    if (found?.kind === "enum") {
      const own = found.members.find(({ name, value: held }) => value.endsWith(`.${name}`) || held === plain);
      const others = found.members.filter((member) => member !== own);
      const tool = others.find(({ name }) => /TOOL|CALL|ACT/.test(name)) ?? others[0];
      return tool ? `${found.name}.${tool.name}` : null;
    }
    if (part.kind === "literal") {
      const others = part.values.filter((one) => one !== plain);
      const tool = others.find((one) => /tool|call|act/.test(String(one))) ?? others[0];
      return typeof tool === "string" ? JSON.stringify(tool) : null;
    }
    if (part.kind === "scalar" && part.name === "str") return '"tool_call"';
  }
  return null;
}

function limitOf(task: GenerationTask, loop: { class: ContractClass; method: string }, entry: ContractClass): LimitDesign | null {
  const { loop: head, max_iterations: rounds } = task.contracts.executor ?? {};
  const exact = /\brange\(|\bwhile [^<>=]*<(?!=)/.test(head?.value ?? "");
  const number = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null);
  const isLimit = (name: string): boolean => LIMIT_NAME.test(name) || (rounds?.value ?? "").includes(`.${name}`);
  const field = entry.fields.find(({ name, type }) => isLimit(name) && type.kind === "scalar" && type.name === "int");
  if (field) return { where: "task", name: field.name, default: number(field.default), exact };
  const made = parametersOf(loop.class).find(({ name }) => isLimit(name));
  if (made) return { where: "loop", name: made.name, default: number(made.default), exact };
  const stated = /= (\d+)\)?$|^(\d+)$/.exec(rounds?.value ?? "");
  const value = number(stated?.[1] ?? stated?.[2] ?? null);
  return value === null ? null : { where: "elsewhere", name: "", default: value, exact };
}

function ask(issue: string, question: string): InventionRequired {
  return new InventionRequired(issue, "module.kind", question);
}
