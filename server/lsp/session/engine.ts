/**
 * The analysis as one lazily loaded module: the parsers and the rules are read only after `initialize` is answered.
 * Everything else in this folder imports the engine's types and reaches its functions through `Session.engine`.
 */
import { Linter } from "../../lint/linter.ts";
import type { QuestionSource } from "../../lint/question-source.ts";
import type { Config } from "../../project/config.ts";

export { isSpecFile } from "../../facts/spec.ts";
export { ATTESTATION_CHECKS } from "../../../rules/define.ts";
export { moduleStatus } from "../../generate/status.ts";
export { Baseline } from "../../lint/baseline.ts";
export { baselineFolder, readBaseline } from "../../lint/baseline-file.ts";
export { contractCompletions } from "../../lint/contract-completions.ts";
export { contractSignature } from "../../lint/contract-signature.ts";
export { contractAt, signature } from "../../lint/contract-at.ts";
export { applyEdits, FixNet } from "../../lint/damage/damage.ts";
export { fixDamage, fixText } from "../../lint/fix.ts";
export { callableAt, callsFrom, callsTo } from "../../lint/calls.ts";
export { inPython } from "../../lint/in-python.ts";
export { impactOfClass, impactOfMember, modulesUsing } from "../../lint/impact.ts";
export { knownServices, knownValues } from "../../lint/spec-values.ts";
export { configShape } from "../spec/config-shape.ts";
export { completeCapture, ownRuleValues } from "../spec/own-rule.ts";
export { ownRuleShape } from "../spec/own-rule-shape.ts";
export { linksOf } from "../../lint/links.ts";
export { contractNameAt } from "../../lint/contract-names.ts";
export { contractWordAt } from "../../lint/contract-words.ts";
export { promiseAt } from "../../lint/promise-at.ts";
export { moving } from "../../lint/rename/move.ts";
export { classRenaming, ownClassAt } from "../../lint/rename/rename-class.ts";
export { namePlacesAt, renamable, renaming } from "../../lint/rename/rename.ts";
export { unnamedFile } from "../../lint/unnamed-file.ts";
export { placeOfKey, saidAt } from "../../../rules/shared/spec-place.ts";
export { loadConfig } from "../../project/config.ts";
export { Files } from "../../project/files.ts";
export { diskPaths } from "../../project/path-facts.ts";
export { loadPython } from "../../syntax/python-parser.ts";
export { Text } from "../../syntax/text.ts";
export { rules } from "../../../rules/index.ts";
export { completeSpec } from "../spec/completion.ts";
export { hoverConfig, hoverSpec } from "../spec/hover.ts";
export { saidAbout } from "../spec/said.ts";
export { specDefinition, specLinks } from "../spec/links.ts";
export { specSymbols } from "../spec/symbols.ts";

/** Milliseconds of this process's time that one file's new text may take while it is edited: then it is not checked until it is saved. */
const PATIENCE = 500;

export function openLinter(root: string, config: Config, questions: QuestionSource): Linter {
  return new Linter(root, config, { patience: PATIENCE, questions });
}
