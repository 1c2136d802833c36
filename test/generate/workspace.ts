import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Backend, Draft, GenerationTask } from "../../server/generate/backend.ts";
import type { Phase } from "../../server/generate/blocker.ts";
import { openRun } from "../../server/generate/open-run.ts";
import { extract } from "../../server/generate/phases/extract.ts";
import { plan, taskFor } from "../../server/generate/phases/plan.ts";
import type { RunOptions } from "../../server/generate/run.ts";
import { runWorkflow, type Generated, type Stopped } from "../../server/generate/workflow.ts";
import { defaultConfig, type Config } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

const SAMPLE = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

export const SPEC = "specs/Module-Spec-orders_webhook.yaml";

/** The files of the sample's clean module: what a good backend answers. */
export const MODULE_FILES = [
  "api/orders_webhook_adapter.py",
  "api/routes/orders_webhook.py",
  "api/clients/orders_webhook_client.py",
  "tests/test_orders_webhook.py",
  "docs/orders_webhook.md",
];

/** A draft that passes every gate. */
export function goodDraft(): Draft {
  return { files: MODULE_FILES.map((path) => ({ path, content: readFileSync(join(SAMPLE, path), "utf8") })) };
}

/** The good draft with one file changed. */
export function draftWith(path: string, change: (text: string) => string): Draft {
  return { files: goodDraft().files.map((file) => (file.path === path ? { path, content: change(file.content) } : file)) };
}

export interface Workspace {
  root: string;
  path: (name: string) => string;
  read: (name: string) => string;
  write: (name: string, text: string) => void;
}

/** A copy of the sample workspace, gone after the test; without the module's own files unless `generated`. */
export function sampleWorkspace({ generated = false } = {}): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-generate-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(SAMPLE, root, { recursive: true, filter: (from) => !from.includes("__pycache__") });
  const path = (name: string): string => join(root, name);
  if (!generated) for (const file of MODULE_FILES) rmSync(path(file));
  return {
    root,
    path,
    read: (name) => readFileSync(path(name), "utf8"),
    write: (name, text) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
  };
}

/** Every file of a folder with its text, to see that nothing was written; links are left out. */
export function snapshot(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => lstatSync(join(root, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** A backend that answers with these drafts, one after the other; the last one again and again. */
export function answering(...drafts: unknown[]): Backend & { asked: string[] } {
  const asked: string[] = [];
  const next = (what: string): Promise<Draft> => {
    asked.push(what);
    return Promise.resolve(drafts[Math.min(asked.length, drafts.length) - 1] as Draft);
  };
  return { name: "test", asked, generate: () => next("generate"), repair: () => next("repair") };
}

/** Runs the workflow in this process. */
export async function runIn(
  root: string,
  backend: Backend,
  { config = defaultConfig, spec = SPEC, ...options }: Partial<RunOptions> & { config?: Config; spec?: string } = {},
): Promise<{ result: Generated | Stopped; phases: Phase[]; messages: string[] }> {
  await loadPython();
  const phases: Phase[] = [];
  const messages: string[] = [];
  const run = openRun(root, config, join(root, spec), {
    backend,
    maxRepairs: 3,
    signal: new AbortController().signal,
    verify: null,
    ...options,
    report: (phase, message) => {
      if (phases.at(-1) !== phase) phases.push(phase);
      messages.push(message);
      options.report?.(phase, message);
    },
  });
  try {
    return { result: await runWorkflow(run), phases, messages };
  } finally {
    run.linter.dispose();
  }
}

/** The task that a backend gets for a spec, the sample's unless another is named. */
export async function sampleTask(root: string, spec = SPEC): Promise<GenerationTask> {
  await loadPython();
  const options = {
    backend: answering(),
    maxRepairs: 0,
    signal: new AbortController().signal,
    report: () => undefined,
    verify: null,
  };
  const run = openRun(root, defaultConfig, join(root, spec), options);
  try {
    return taskFor(run, extract(run).contracts, plan(run));
  } finally {
    run.linter.dispose();
  }
}
