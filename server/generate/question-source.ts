import { join } from "node:path";
import { isCode } from "../facts/languages.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Linter } from "../lint/linter.ts";
import type { QuestionSource } from "../lint/question-source.ts";
import { textOf } from "../project/regular-file.ts";
import type { openQuestions } from "./open-questions.ts";
import { hashOfText } from "./hash-of-text.ts";
import { recordedSpec } from "./recorded-stamp.ts";
import { reportPath } from "./report-path.ts";

/** What the template would ask, computed when a rule looks. Loads the template when the first spec is asked about. */
export function questionSource(): QuestionSource {
  let ask: typeof openQuestions | null = null;
  return {
    async load(linter, paths) {
      const specs = paths.flatMap((path) => linter.workspace.specsAt(path));
      if (ask === null && specs.some((spec) => isAsked(linter, spec))) ask = (await import("./open-questions.ts")).openQuestions;
    },
    of: (linter, spec) => (ask !== null && isAsked(linter, spec) ? ask(linter, spec) : []),
  };
}

/**
 * True for a spec that the template would be given: no code of its module is written yet, or the module was attested here and its spec has changed since. Of any
 * other module nobody knows whether the template shall write it again.
 */
export function isAsked(linter: Linter, spec: SpecDocument): boolean {
  if (linter.config.generate.backend !== "template" || spec.isTemplate || spec.id === null || spec.layout !== "v3") return false;
  const module = linter.workspace.modulesOf(spec.path).find((one) => one.spec === spec);
  if (!module) return false;
  if (!module.files.some(isCode)) return true;
  const report = textOf(join(module.root.folder, reportPath(spec.id)));
  const attested = report === null ? null : recordedSpec(report);
  return attested !== null && attested !== hashOfText(spec.text);
}
