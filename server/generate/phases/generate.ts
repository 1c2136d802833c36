import type { Draft, GenerationTask } from "../backend.ts";
import { contextOf, draftFrom } from "../ask-backend.ts";
import type { Run } from "../run.ts";

/** 4_GENERATE: the backend writes code, tests and documents. What it would have to invent blocks the run. */
export async function generate(run: Run, task: GenerationTask): Promise<Draft> {
  return draftFrom(run, "4_GENERATE", () => run.options.backend.generate(task, contextOf(run, "4_GENERATE")));
}
