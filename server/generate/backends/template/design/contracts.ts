import type { ContractClass, ContractField, ContractMethod, ContractParameter } from "../../../../facts/contracts.ts";
import type { GenerationTask } from "../../../backend.ts";
import { InventionRequired } from "../../../backend.ts";
import type { Source } from "../python/file.ts";

/** Contracts by the name that the generator document gives them. */
export class KnownContracts {
  readonly #task: GenerationTask;

  constructor(task: GenerationTask) {
    this.#task = task;
  }

  model(name: string): ContractClass | null {
    const { models, support } = this.#task.contracts;
    return [...models, ...support].find((found) => found.name === name)?.class ?? null;
  }

  /** @param why what needs it, for the question */
  needed(name: string, why: string): ContractClass {
    const found = this.model(name);
    if (found && (found.fields.length > 0 || found.methods.length > 0)) return found;
    throw new InventionRequired(
      `${why} needs \`${name}\`, but ${found ? `only its name is known, not its fields` : "neither the repository nor the Space defines it"}.`,
      "module.id",
      `Add an extract to the Space that defines \`${name}\`, or say which class stands for it (\`model_aliases\`).`,
    );
  }

  service(name: string): ContractClass | null {
    return this.#task.contracts.services.find((found) => found.name === name)?.class ?? null;
  }

  supporting(role: "runtime" | "registry"): readonly ContractClass[] {
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
    for (const name of annotation?.match(/\b[A-Z]\w+/g) ?? []) {
      const found = this.model(name);
      if (found) return found;
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
  | "call";

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
};

/** The meaning of a name, among those that the place allows. */
export function meaningOf(name: string, allowed: readonly Meaning[]): Meaning | null {
  return allowed.find((meaning) => MEANINGS[meaning].test(name)) ?? null;
}

export function fieldFor(model: ContractClass, meaning: Meaning): ContractField | null {
  return model.fields.find(({ name }) => MEANINGS[meaning].test(name)) ?? null;
}

/** True for an annotation that takes a text where an id is at hand. */
export function takesText(annotation: string | null): boolean {
  return annotation !== null && /\bstr\b/.test(annotation) && !/\bUUID\b/.test(annotation);
}

export function parameterFor(method: ContractMethod, meaning: Meaning): ContractParameter | null {
  return method.parameters.find(({ name }) => MEANINGS[meaning].test(name)) ?? null;
}
