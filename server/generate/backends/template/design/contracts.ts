import type { ContractClass, ContractField, ContractMethod, ContractParameter } from "../../../../facts/contracts.ts";
import type { DeclaredType } from "../../../../code/types/declared.ts";
import { CONTRACT_PARTS, type ContractPart } from "../../../../../rules/profile/contract-parts.ts";
import type { GenerationTask } from "../../../backend.ts";
import { InventionRequired } from "../../../backend.ts";
import type { SupportingContract } from "../../../supporting-contracts.ts";
import type { Source } from "../python/file.ts";

/** Contracts by the part that they play. */
export class KnownContracts {
  readonly #task: GenerationTask;

  constructor(task: GenerationTask) {
    this.#task = task;
  }

  /** The version that the contracts are written for, 1 where nothing shows it. */
  get pydantic(): 1 | 2 {
    return this.#task.runtime.pydantic ?? 1;
  }

  model(part: ContractPart): ContractClass | null {
    const { models, support } = this.#task.contracts;
    return [...models, ...support].find((found) => found.part === part)?.class ?? null;
  }

  /** @param why what needs it, for the question */
  needed(part: ContractPart, why: string): ContractClass {
    const found = this.model(part);
    const name = found?.name ?? CONTRACT_PARTS[part].name;
    if (found && (found.fields.length > 0 || found.methods.length > 0)) return found;
    throw new InventionRequired(
      `${why} needs \`${name}\`, but ${found ? `only its name is known, not its fields` : "neither the repository nor the Space defines it"}.`,
      "module.id",
      `Add an extract to the Space that defines \`${name}\`, or say which class it is here (\`contracts: { ${part}: … }\` in the configuration).`,
    );
  }

  /** The class of a dotted name, where the task brings it. */
  at(dotted: string): ContractClass | null {
    const { models, services, support } = this.#task.contracts;
    const known = [...models, ...services, ...support].map(({ class: found }) => found);
    return known.find(({ module, name }) => `${module}.${name}` === dotted) ?? null;
  }

  service(part: ContractPart): ContractClass | null {
    return this.#task.contracts.services.find((found) => found.part === part)?.class ?? null;
  }

  supporting(role: Exclude<SupportingContract["role"], "model">): readonly ContractClass[] {
    return this.#task.contracts.support.filter((found) => found.role === role).map(({ class: found }) => found);
  }

  /** Every class that generated code may import, by name. */
  symbols(): [string, Source][] {
    const { models, services, support } = this.#task.contracts;
    return [...support, ...services, ...models].map(({ class: found }) => [
      found.name,
      { module: found.module, name: found.name },
    ]);
  }

  /** The known class that an annotation names, containers and Optional looked through. */
  named(annotation: string | null): ContractClass | null {
    const { models, support } = this.#task.contracts;
    for (const name of annotation?.match(/\b[A-Z]\w+/g) ?? []) {
      const found = [...models, ...support].find((known) => known.name === name);
      if (found) return found.class;
    }
    return null;
  }
}

/** What a field or parameter is for, as its name tells. */
export type Meaning =
  | "thread"
  | "correlation"
  | "tool"
  | "agent"
  | "source"
  | "parent"
  | "type"
  | "payload"
  | "metadata"
  | "provenance"
  | "tools"
  | "arguments"
  | "call"
  | "time";

const MEANINGS: Readonly<Record<Meaning, RegExp>> = {
  thread: /^thread(?:_(?:uuid|id))?$/,
  correlation: /^correlation(?:_id)?$/,
  tool: /^(?:tool_id|tool_name|module_id|module)$/,
  agent: /^agent(?:_id)?$/,
  source: /^(?:source|source_module|source_id|source_agent|origin|producer|created_by|emitted_by)$/,
  parent: /^(?:parent_packet(?:_id)?|parent(?:_id)?|causation_id|caused_by)$/,
  type: /^(?:packet_type|type|kind)$/,
  payload: /^(?:payload|body|data|content)$/,
  metadata: /^metadata$/,
  provenance: /^provenance$/,
  tools: /^(?:tools|approved_tools|tool_bindings)$/,
  arguments: /^(?:arguments|args|parameters|params|input)$/,
  call: /^(?:call_id|request_id|invocation_id)$/,
  time: /^(?:(?:created|emitted|occurred|recorded|sent|written|issued)_(?:at|on)|timestamp|created|event_time|time)$/,
};

/** The meaning of a name, among those that the place allows. Of a field that holds several, the name says so (`correlation_ids`). */
export function meaningOf(name: string, allowed: readonly Meaning[], type?: DeclaredType): Meaning | null {
  const found = allowed.find((meaning) => MEANINGS[meaning].test(name));
  if (found || !type || !name.endsWith("s") || !holdsSeveral(type)) return found ?? null;
  const single = name.slice(0, -1);
  return allowed.find((meaning) => MEANINGS[meaning].test(single)) ?? null;
}

function holdsSeveral(type: DeclaredType): boolean {
  return type.kind === "union" ? type.of.some(holdsSeveral) : "items" in type;
}

/** The only value that a type has, as Python: a Literal of one member, an enum of one. */
export function onlyValue(type: DeclaredType, contracts: KnownContracts): string | null {
  if (type.kind === "literal" && type.values.length === 1) {
    const [value] = type.values;
    if (typeof value === "boolean") return value ? "True" : "False";
    return value === null || value === undefined ? "None" : JSON.stringify(value);
  }
  const found = type.kind === "class" ? contracts.at(type.name) : null;
  return found?.kind === "enum" && found.members.length === 1 ? `${found.name}.${found.members[0]?.name ?? ""}` : null;
}

/** A type as messages say it. */
export function typeWords({ annotation }: Pick<ContractField, "annotation">): string {
  return annotation === null ? "a value of any type" : `\`${annotation}\``;
}

export function fieldFor(model: ContractClass, meaning: Meaning): ContractField | null {
  return model.fields.find(({ name }) => MEANINGS[meaning].test(name)) ?? null;
}

/** Which kind of id a field holds, for who reads it; null for what is neither a UUID nor a text. */
export function idHeld({ type }: Pick<ContractField, "type">): { kind: "uuid" | "text"; optional: boolean } | null {
  const parts = type.kind === "union" ? type.of.filter(({ kind }) => kind !== "none") : [type];
  const [only] = parts;
  const optional = type.kind === "union" && parts.length < type.of.length;
  if (!only || parts.length !== 1) return null;
  if (only.kind === "any") return { kind: "text", optional };
  if (only.kind !== "scalar" || (only.name !== "UUID" && only.name !== "str")) return null;
  return { kind: only.name === "UUID" ? "uuid" : "text", optional };
}

export function parameterFor(method: ContractMethod, meaning: Meaning): ContractParameter | null {
  return method.parameters.find(({ name }) => MEANINGS[meaning].test(name)) ?? null;
}
