import { openQuestions } from "../../server/generate/open-questions.ts";
import { isAsked } from "../../server/generate/question-source.ts";
import type { QuestionSource } from "../../server/lint/question-source.ts";

/** What generation would ask, for a linter that is not prepared for its files first. */
export const asked: QuestionSource = {
  load: () => Promise.resolve(),
  of: (linter, spec) => (isAsked(linter, spec) ? openQuestions(linter, spec) : []),
};
