import { type GenerationTask, InventionRequired } from "../../backend.ts";
import { designOf } from "./design/design.ts";
import { askedOf } from "./design/questions.ts";
import { chooseCases } from "./tests/choose.ts";
import { subjectOf } from "./tests/cases.ts";
import { supportOf } from "./tests/files.ts";

/** Everything that the template would ask of a task, found without writing a file. */
export function questionsOf(task: GenerationTask): readonly InventionRequired[] {
  try {
    const design = designOf(task);
    askedOf<() => unknown, unknown>(
      [() => supportOf(design), () => chooseCases(subjectOf(design), design.spec.acceptance)],
      (part) => part(),
    );
    return [];
  } catch (error) {
    if (!(error instanceof InventionRequired)) throw error;
    return [error, ...error.others];
  }
}

/** What the template writes: of other modules it asks nothing that their specs could answer. */
export function isWritten({ language }: { language: string }): boolean {
  return language === "python";
}
