import type { OpenQuestion } from "../facts/open-question.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Linter } from "./linter.ts";

/** Who knows what generation would ask. Generation stands above the linter, so it is handed in. */
export interface QuestionSource {
  /** Loads what asking takes, where one of these files is a spec that would be asked. */
  load(linter: Linter, paths: readonly string[]): Promise<void>;
  /** What would be asked of a spec. */
  of(linter: Linter, spec: SpecDocument): readonly OpenQuestion[];
}
