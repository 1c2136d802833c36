import type { Established, Evidence, ExecutorContract } from "../../facts/contracts.ts";
import { LIMIT_NAME } from "../../facts/python/loops.ts";
import { describeClass } from "./describe-class.ts";
import { definitionsOf, evidenceOf, type PythonSource, type Repository } from "./repository.ts";

type Proof = Evidence & { says: string };

/** EXECUTOR_CONTRACT: what the repository's own executor does; each aspect is null when nothing shows it. */
export function executorContract(
  repository: Repository,
  { isGenerated }: { isGenerated: (path: string) => boolean },
): ExecutorContract {
  const sources = executorSources(repository).filter((source) => source.rank !== "workspace" || !isGenerated(source.path));
  const loops = sources.flatMap((source) => source.facts.loops.map((loop) => ({ loop, source })));
  // The reasoning loop is the one that is bounded or that has more than one way out; a plain walk over a list is not it.
  const main = loops.find(({ loop }) => loop.limit !== null) ?? loops.find(({ loop }) => loop.head.startsWith("while")) ?? null;
  const proof: Proof[] = main
    ? [{ ...evidenceOf(main.source, main.loop.span), says: `${main.loop.within}: ${main.loop.head}` }]
    : [];
  return {
    loop: { value: main?.loop.head ?? null, evidence: proof },
    termination: { value: main && main.loop.terminations.length > 0 ? main.loop.terminations : null, evidence: proof },
    contextFields: contextFields(repository),
    maxIterations: maxIterations(sources, main?.loop.limit ?? null, proof),
  };
}

function executorSources(repository: Repository): PythonSource[] {
  const names = repository.classNames().filter((name) => /Executor(?:Service)?$/.test(name));
  return [...new Set(names.flatMap((name) => [...repository.sourcesDefining(name)]))];
}

function contextFields(repository: Repository): Established<readonly string[]> {
  const [definition] = definitionsOf(repository, "RuntimeContext");
  if (!definition) return { value: null, evidence: [] };
  const fields = describeClass(definition, repository).fields.map(({ name }) => name);
  const proof: Proof = {
    ...evidenceOf(definition.source, definition.fact.span),
    says: `RuntimeContext has ${fields.join(", ")}`,
  };
  return { value: fields.length > 0 ? fields : null, evidence: [proof] };
}

/** Where the number of rounds comes from: a field, parameter or attribute with a default, else what bounds the loop. */
function maxIterations(sources: readonly PythonSource[], limit: string | null, loop: readonly Proof[]): Established<string> {
  for (const source of sources) {
    for (const owner of source.facts.classes) {
      for (const field of owner.fields) {
        if (!LIMIT_NAME.test(field.name) || field.default === null) continue;
        const says = `${owner.name}.${field.name} = ${field.default}`;
        return { value: says, evidence: [{ ...evidenceOf(source, field.span), says }] };
      }
    }
    for (const method of source.facts.functions) {
      for (const parameter of method.parameters) {
        if (!LIMIT_NAME.test(parameter.name) || parameter.default === null) continue;
        const says = `${method.owner ?? ""}.${method.name}(${parameter.name}=${parameter.default})`;
        return { value: says, evidence: [{ ...evidenceOf(source, parameter.span), says }] };
      }
    }
  }
  return { value: limit, evidence: limit === null ? [] : loop };
}
