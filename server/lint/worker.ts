import { parentPort, workerData } from "node:worker_threads";
import { prepareOwnRules } from "../project/own-rules/prepare.ts";
import { DiskRecorder } from "../project/kept/disk-recorder.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { checkWithSoundFixes } from "./fix.ts";
import { openKept } from "./kept/open-kept.ts";
import { Linter } from "./linter.ts";
import type { QuestionSource } from "./question-source.ts";
import type { WorkerAnswer, WorkerTask } from "./workers.ts";

/** The program of a thread that checks files for another: paths come in, the findings of each go out. */
export async function work(questions: QuestionSource): Promise<void> {
  const { root, config, options, cache, records } = workerData as WorkerTask;
  const recorder = records ? new DiskRecorder() : null;
  await loadPython();
  if (config.own_rules.rules.length > 0) await prepareOwnRules(config.own_rules);
  const kept = cache && openKept(cache, { root, config, recorder })?.kept;
  const linter = new Linter(root, config, { ...options, questions, ...(kept ? { kept } : {}) });
  linter.scan();
  parentPort?.on("message", (paths: string[]) => {
    const found = linter.prepare(paths).then(() => paths.map((path) => checkWithSoundFixes(linter, path)));
    void found.then((findings) =>
      parentPort?.postMessage({
        findings,
        news: kept?.news() ?? null,
        record: recorder?.news() ?? null,
      } satisfies WorkerAnswer),
    );
  });
}
