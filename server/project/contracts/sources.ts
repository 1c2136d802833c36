import type { ContractClass, Established } from "../../facts/contracts.ts";
import { describeClass } from "./describe-class.ts";
import type { ContractLanguages } from "./languages.ts";
import { definitionsOf, type Repository } from "./repository.ts";

/** Where one root has its contracts: TypeScript too, for modules that are written in it. */
export interface Sources {
  readonly python: Repository;
  readonly typescript: Repository;
}

export function namedIn(repository: Repository, name: string): ContractClass[] {
  return definitionsOf(repository, name).map((definition) => describeClass(definition, repository));
}

/** Where a module of these languages has its contracts, the likelier place first. */
export function inOrder({ python, typescript }: Sources, languages: ContractLanguages): Repository[] {
  if (languages === "") return [python];
  return languages === "typescript" ? [typescript, python] : [python, typescript];
}

/** Of what several places say, the first that settles the question; else what all of them show. */
export function firstEstablished<T>(answers: readonly Established<T>[]): Established<T> {
  const settled = answers.find(({ value }) => value !== null);
  return settled ?? { value: null, evidence: answers.flatMap(({ evidence }) => evidence) };
}
