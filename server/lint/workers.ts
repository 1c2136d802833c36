import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Config } from "../project/config.ts";
import type { DiskRecord } from "../project/kept/disk-recorder.ts";
import type { CachePlace } from "../project/kept/cache-files.ts";
import { statOf } from "../project/regular-file.ts";
import type { Finding } from "./finding.ts";
import type { KeptNews } from "./kept/kept-results.ts";
import type { LinterOptions } from "./linter-options.ts";

/** What a thread needs to make the same linter. */
export interface WorkerTask {
  readonly task: "check";
  readonly root: string;
  readonly config: Config;
  readonly options: Omit<LinterOptions, "questions" | "kept">;
  /** Where results of earlier runs are kept; null where none are. */
  readonly cache: CachePlace | null;
  /** Whether it is to tell what it saw of the disk. */
  readonly records: boolean;
}

/** What a thread answers for a batch. */
export interface WorkerAnswer {
  readonly findings: Finding[][];
  /** What it has for later runs. */
  readonly news: KeptNews | null;
  /** What it has seen of the disk so far. */
  readonly record: DiskRecord | null;
}

export interface Workforce {
  /** Files that belong together, since rules look at them together: checked by one thread. */
  groups: readonly (readonly string[])[];
  task: WorkerTask;
  /** How many threads check, this one counted; null for what the machine has. */
  jobs: number | null;
  /** What a thread runs; null where one thread does all. */
  program: string | null;
  /** Checks a file in this thread. */
  check: (path: string) => Finding[];
  /** Told how many files are done. */
  told?: (done: number) => void;
  /** Gets what the other threads have for later runs. */
  keep?: (news: KeptNews) => void;
  /** Gets what the other threads saw of the disk. */
  saw?: (record: DiskRecord) => void;
}

/** Bytes of source that keep a thread busy for longer than its start takes. */
const WORTH_A_THREAD = 400_000;
/** More threads than this wait for one another's memory. */
const MOST = 8;
/** Batches that a thread has at a time: one it works on, and one to go on with. */
const AHEAD = 2;

interface Batch {
  paths: string[];
  size: number;
}

/** What `l9` is started by, which runs as a thread too; null where the sources run from elsewhere. */
export function ownProgram(): string | null {
  const path = join(import.meta.dirname, "l9.cjs");
  return existsSync(path) ? path : null;
}

/** Checks files in this thread and, where there is enough to do, in others beside it. The findings of each path, the same as from one thread. */
export async function checkAll({
  groups,
  task,
  jobs,
  program,
  check,
  told = () => undefined,
  keep = () => undefined,
  saw = () => undefined,
}: Workforce): Promise<Map<string, Finding[]>> {
  const found = new Map<string, Finding[]>();
  const sized = groups.map((paths) => ({ paths: [...paths], size: paths.reduce((sum, path) => sum + sizeOf(path), 0) }));
  const total = sized.reduce((sum, { size }) => sum + size, 0);
  const threads = Math.min(jobs ?? Math.min(availableParallelism(), MOST), 1 + Math.floor(total / WORTH_A_THREAD));
  const start = threads > 1 ? program : null;
  if (start === null) {
    for (const { paths } of sized)
      for (const path of paths) {
        found.set(path, check(path));
        told(found.size);
      }
    return found;
  }
  const queue = inBatches(sized, total / (threads * 16));
  const take = (paths: readonly string[], { findings, news, record }: WorkerAnswer): void => {
    paths.forEach((path, at) => found.set(path, findings[at] ?? []));
    if (news) keep(news);
    if (record) saw(record);
    told(found.size);
  };
  const helpers = Array.from({ length: threads - 1 }, () => new Helper(start, task, queue, take));
  try {
    // This thread takes the smallest batches, so that it soon has time for the others' messages, and is done when they are.
    for (let batch = queue.pop(); batch; batch = queue.pop()) {
      for (const path of batch.paths) {
        found.set(path, check(path));
        told(found.size);
        await setImmediate();
      }
    }
    for (const batch of (await Promise.all(helpers.map((helper) => helper.finished))).flat()) {
      // What a thread that failed left behind: where it is the file's fault, this thread meets the same fault and tells it.
      for (const path of batch.paths) found.set(path, check(path));
    }
  } finally {
    for (const helper of helpers) helper.stop();
  }
  return found;
}

/** A thread with a linter of its own, and the batches that it has. */
class Helper {
  /** Resolves when no batch is left, with those that the thread did not get done because it failed. */
  readonly finished: Promise<readonly Batch[]>;
  readonly #worker: Worker;
  readonly #given: Batch[] = [];

  constructor(start: string, task: WorkerTask, queue: Batch[], take: (paths: readonly string[], answer: WorkerAnswer) => void) {
    this.#worker = new Worker(start, { workerData: task });
    this.finished = new Promise((resolve) => {
      const give = (): void => {
        while (this.#given.length < AHEAD) {
          const batch = queue.shift();
          if (!batch) break;
          this.#given.push(batch);
          this.#worker.postMessage(batch.paths);
        }
        if (this.#given.length === 0) resolve([]);
      };
      this.#worker.on("message", (answer: WorkerAnswer) => {
        const batch = this.#given.shift();
        if (batch) take(batch.paths, answer);
        give();
      });
      this.#worker.once("error", () => resolve(this.#given));
      this.#worker.once("exit", () => resolve(this.#given));
      give();
    });
  }

  stop(): void {
    void this.#worker.terminate();
  }
}

/** Large batches first; small files together, so that there are not many more messages than work. */
function inBatches(groups: readonly Batch[], size: number): Batch[] {
  const batches: Batch[] = [];
  let open: Batch | null = null;
  for (const group of [...groups].sort((a, b) => b.size - a.size)) {
    if (open && open.size + group.size <= size) {
      open.paths.push(...group.paths);
      open.size += group.size;
    } else batches.push((open = { ...group }));
  }
  return batches.sort((a, b) => b.size - a.size);
}

/** Nothing for what can not be looked at: checking the file says why. */
function sizeOf(path: string): number {
  return statOf(path)?.size ?? 0;
}
