import { checkShape, type SpecDocument } from "../facts/spec.ts";
import type { OpenQuestion } from "../facts/open-question.ts";
import type { Linter } from "../lint/linter.ts";
import { neededModels } from "../../rules/shared/needed-models.ts";
import { isWritten, questionsOf } from "./backends/template/questions.ts";
import { Blocked } from "./blocker.ts";
import { extractContracts } from "./contract-extractions.ts";
import { plan, taskFor, type Planning } from "./phases/plan.ts";

/**
 * What the template would ask of a spec, and which gate of the plan is going to close. Nothing as long as an earlier gate is closed: what a spec that can not be
 * read lacks, and what depends on contracts that are not clear, would be asked for in vain, and the findings say what is to be done first.
 */
export function openQuestions(linter: Linter, spec: SpecDocument): readonly OpenQuestion[] {
  if (!isWritten(spec) || spec.yaml.refused || spec.yaml.problems.length > 0) return [];
  if (checkShape(spec).problems.length > 0) return [];
  const module = linter.workspace.modulesOf(spec.path).find((one) => one.spec === spec);
  if (!module) return [];
  const { profile } = linter.config;
  const contracts = extractContracts(linter.contractsOf(spec), profile, spec);
  const needed = neededModels(spec.kind, profile);
  if (contracts.tool_identity.value === null || contracts.idempotency.value === null) return [];
  if (contracts.unresolved.some(({ name }) => needed.includes(name))) return [];
  const { executor } = contracts;
  if (executor && Object.values(executor).some(({ value }) => value === null)) return [];
  const run: Planning = { linter, root: module.root.folder, module: () => module };
  try {
    return questionsOf(taskFor(run, contracts, plan(run))).map(({ message, specKey, question, stub }) => ({
      specKey,
      issue: message,
      question,
      stub,
      phase: "4_GENERATE",
    }));
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return error.blockers.map(({ issue, proposed_fix, spec_key }) => ({
      specKey: spec_key ?? "module.repo.allowed_new_files",
      issue,
      question: proposed_fix ?? "",
      stub: null,
      phase: error.phase,
    }));
  }
}
