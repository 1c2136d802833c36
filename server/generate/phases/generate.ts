import type { Draft, GenerationTask } from "../backend.ts";
import { InventionRequired } from "../backend.ts";
import { Blocked } from "../blocker.ts";
import { readDraft } from "../draft.ts";
import type { Run } from "../run.ts";
import { Text } from "../../syntax/text.ts";
import { relative, sep } from "node:path";

/** 4_GENERATE: the backend writes code, tests and documents. What it would have to invent blocks the run. */
export async function generate(run: Run, task: GenerationTask): Promise<Draft> {
  const { backend, signal, report } = run.options;
  try {
    const answer = await backend.generate(task, { signal, report: (message) => report("4_GENERATE", message) });
    signal.throwIfAborted();
    return readDraft(answer, backend.name);
  } catch (error) {
    if (error instanceof InventionRequired) throw invention(run, error);
    throw error;
  }
}

function invention(run: Run, error: InventionRequired): Blocked {
  const { spec } = run.module();
  const entry = spec.get(error.specKey);
  const line = new Text(spec.text).position((entry?.keySpan ?? spec.idSpan).start).line + 1;
  const file = relative(run.linter.root, spec.path).split(sep).join("/");
  return new Blocked("4_GENERATE", [
    { blocker: "INVENTION_REQUIRED", file, line, issue: error.message, question: error.question },
  ]);
}
