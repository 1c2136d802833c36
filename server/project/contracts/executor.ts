import type { ContractLookup, Established, Evidence, ExecutorContract } from "../../facts/contracts.ts";
import { CONTRACT_PARTS } from "../../../rules/profile/contract-parts.ts";
import { LIMIT_NAME, RUNS_TASKS } from "../../facts/extract/loops.ts";
import { snakeCase } from "../../code/spelling.ts";
import { locationsOf } from "./choose.ts";
import { evidenceOf, type ContractSource, type Repository } from "./repository.ts";
import type { RequiredOptions } from "./required.ts";

const OWNER = new RegExp(`Executor(?:Service)?$|${RUNS_TASKS}$`);

type Proof = Evidence & { says: string };

/** EXECUTOR_CONTRACT: what the repository's own executor does, else what the Space states; each aspect is null when nothing shows it. */
export function executorContract(
  repository: Repository,
  { profile, isGenerated }: RequiredOptions,
  context: ContractLookup,
): ExecutorContract {
  const sources = executorSources(repository, locationsOf(CONTRACT_PARTS.executor_result.name, profile)).filter(
    (source) => source.rank !== "workspace" || !isGenerated(source.path),
  );
  const loops = sources.flatMap((source) => source.facts.loops.map((loop) => ({ loop, source })));
  // The reasoning loop is the one that is bounded or that has more than one way out; a plain walk over a list is not it.
  const main = loops.find(({ loop }) => loop.limit !== null) ?? loops.find(({ loop }) => loop.head.startsWith("while")) ?? null;
  const proof: Proof[] = main
    ? [{ ...evidenceOf(main.source, main.loop.span), says: `${main.loop.within}: ${main.loop.head}` }]
    : [];
  const terminations = main?.loop.terminations ?? [];
  const rounds = maxIterations(sources, main?.loop.limit ?? null, proof);
  return {
    loop: main ? { value: main.loop.head, evidence: proof } : stated(repository, "loop", (text) => text),
    termination:
      terminations.length > 0 ? { value: terminations, evidence: proof } : stated(repository, "termination", listOf, proof),
    contextFields: contextFields(repository, context),
    maxIterations: rounds.value === null ? stated(repository, "max_iterations", (text) => text, proof) : rounds,
  };
}

/** What a Space file says of an aspect in a line of its own; `evidence` is kept where it says nothing. */
function stated<T>(repository: Repository, key: string, read: (text: string) => T, evidence: Proof[] = []): Established<T> {
  const [statement] = repository.statements(key);
  if (!statement) return { value: null, evidence };
  return {
    value: read(statement.text),
    evidence: [{ ...statement.evidence, says: `${key.replace("_", " ")}: ${statement.text}` }],
  };
}

function listOf(text: string): string[] {
  return text.split(/\s*[,;]\s*/).filter(Boolean);
}

/** Files with a class named as an executor, and those where the executor is expected. */
function executorSources(repository: Repository, modules: readonly string[]): ContractSource[] {
  const names = repository.classNames().filter((name) => OWNER.test(name));
  const found = [
    ...modules.flatMap((module) => repository.sourcesOf(module)),
    ...names.flatMap((name) => repository.sourcesDefining(name)),
  ];
  // A file's facts are one object, however the file was come by.
  const known = new Map(found.map((source) => [source.facts, source]));
  return [...known.values()];
}

function contextFields(repository: Repository, lookup: ContractLookup): Established<readonly string[]> {
  if (lookup.status === "ambiguous") {
    const candidates = lookup.candidates.map((candidate) => ({ ...candidate.evidence, says: `one ${candidate.name}` }));
    return stated(repository, "context_fields", listOf, candidates);
  }
  if (lookup.status === "missing") return stated(repository, "context_fields", listOf);
  const { class: found } = lookup;
  const fields = found.fields.map(({ name }) => name);
  if (fields.length === 0)
    return stated(repository, "context_fields", listOf, [{ ...found.evidence, says: `${found.name} has no fields` }]);
  return { value: fields, evidence: [{ ...found.evidence, says: `${found.name} has ${fields.join(", ")}` }] };
}

/** Where the number of rounds comes from: a field, parameter or attribute with a default, else what bounds the loop. */
function maxIterations(sources: readonly ContractSource[], limit: string | null, loop: readonly Proof[]): Established<string> {
  for (const source of sources) {
    for (const owner of source.facts.classes) {
      for (const field of owner.fields) {
        if (!LIMIT_NAME.test(snakeCase(field.name)) || field.default === null) continue;
        const says = `${owner.name}.${field.name} = ${field.default}`;
        return { value: says, evidence: [{ ...evidenceOf(source, field.span), says }] };
      }
    }
    for (const method of source.facts.functions) {
      for (const parameter of method.parameters) {
        if (!LIMIT_NAME.test(snakeCase(parameter.name)) || parameter.default === null) continue;
        const says = `${method.owner ?? ""}.${method.name}(${parameter.name}=${parameter.default})`;
        return { value: says, evidence: [{ ...evidenceOf(source, parameter.span), says }] };
      }
    }
  }
  return { value: limit, evidence: limit === null ? [] : loop };
}
