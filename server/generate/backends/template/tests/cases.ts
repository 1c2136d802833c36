import { isTimed } from "../code/auth.ts";
import type { Design } from "../design/shape.ts";
import { authCases } from "./auth-cases.ts";
import type { TestCase } from "./case.ts";
import { clientCases } from "./client-cases.ts";
import { configCases } from "./config-cases.ts";
import { duplicateCases } from "./duplicate-cases.ts";
import { executorCasesOf } from "./executor-cases.ts";
import { EXECUTOR_VOCABULARY, EXECUTOR_WORDS } from "./executor-meanings.ts";
import { governanceCasesOf } from "./governance-cases.ts";
import { GOVERNANCE_VOCABULARY, GOVERNANCE_WORDS } from "./governance-meanings.ts";
import { handlingCases } from "./handling-cases.ts";
import { DELIVERY_WORDS } from "./meanings.ts";
import { outboundCases } from "./outbound-cases.ts";
import { parsedCases } from "./parsed-cases.ts";
import { reasoningCases } from "./reasoning-cases.ts";
import { requiredCase } from "./required-case.ts";
import { sceneOf } from "./scene.ts";
import { storageCases } from "./storage-cases.ts";
import { switchCases } from "./switch-cases.ts";
import { toolCasesOf } from "./tool-cases.ts";
import type { Subject } from "./understand.ts";
import { knownWords } from "./vocabulary.ts";

/** What the acceptance names of a module may speak of. */
export function subjectOf(design: Design): Subject {
  const [words, vocabulary] = design.governance
    ? [GOVERNANCE_WORDS, GOVERNANCE_VOCABULARY]
    : design.executor
      ? [EXECUTOR_WORDS, EXECUTOR_VOCABULARY]
      : [DELIVERY_WORDS, ""];
  return {
    cases: casesOf(design),
    fields: design.fields.filter(({ required }) => required).map(({ name }) => name),
    statuses: design.tool === null && design.governance === null,
    known: knownWords(`${design.spec.vocabulary} ${vocabulary}`),
    words,
    lacking: new Map(
      design.signing.timestamp !== null || isTimed(design)
        ? []
        : [["stale", "the spec's `signature` comes without a timestamp, so no request is too old"]],
    ),
  };
}

function casesOf(design: Design): TestCase[] {
  if (design.tool) return toolCasesOf(design);
  if (design.governance) return governanceCasesOf(design);
  return design.executor ? executorCasesOf(design, design.executor) : adapterCases(design);
}

function adapterCases(design: Design): TestCase[] {
  const scene = sceneOf(design);
  const required = design.fields.flatMap((field) => (field.required ? [field.name] : []));
  return [
    ...handlingCases(scene),
    ...(scene.http || required.length === 0 ? [] : [requiredCase(scene, required)]),
    ...parsedCases(scene),
    ...duplicateCases(scene),
    ...authCases(scene),
    ...reasoningCases(scene),
    ...outboundCases(scene),
    ...storageCases(scene),
    ...configCases(design),
    ...clientCases(design),
    ...switchCases(scene),
  ];
}
