import type { Draft, GenerationTask } from "../backend.ts";
import { draftFrom } from "../ask-backend.ts";
import type { Run } from "../run.ts";

/** 4_GENERATE: the backend writes code, tests and documents. What it would have to invent blocks the run. */
export async function generate(run: Run, task: GenerationTask): Promise<Draft> {
  const { backend, signal, report } = run.options;
  const context = { signal, report: (message: string) => report("4_GENERATE", message) };
  return draftFrom(run, "4_GENERATE", () => backend.generate(task, context));
}
