import { expect } from "vitest";
import type { Backend } from "../../server/generate/backend.ts";
import type { Blocker, Phase } from "../../server/generate/blocker.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { answering, draftWith, goodDraft, runIn, snapshot, type Workspace } from "./workspace.ts";

export const ADAPTER = "api/orders_webhook_adapter.py";
export const TESTS = "tests/test_orders_webhook.py";

/** A draft with a random thread. */
export const random = (mark = "") =>
  draftWith(ADAPTER, (text) => `from uuid import uuid4\n${text}\n\nthread_id: str = str(uuid4())  # ${mark}\n`);

/** The number of the first line that begins so, from 1. */
export const lineOf = (text: string, start: string): number => text.split("\n").findIndex((line) => line.startsWith(start)) + 1;

/** A backend that answers with a good draft. */
export const good = (): Backend => answering(goodDraft());

/** Runs in a workspace and sees to it that nothing of it changes. */
export async function untouched(workspace: Workspace, backend: Backend, options: Parameters<typeof runIn>[2] = {}) {
  const before = snapshot(workspace.root);
  const outcome = await runIn(workspace.root, backend, options).then(
    (result) => ({ ...result, error: null }),
    (error: Error) => ({ result: null, phases: [] as Phase[], messages: [] as string[], error }),
  );
  expect(snapshot(workspace.root)).toEqual(before);
  return outcome;
}

/** What blocked a run at a phase, each with its four fields. */
export function blockersOf(result: Generated | Stopped | null, phase: Phase): readonly Blocker[] {
  expect(result).toMatchObject({ status: "blocked", phase });
  const { blockers } = result as Stopped;
  expect(blockers.length).toBeGreaterThan(0);
  for (const { blocker, file, line, issue, proposed_fix, question } of blockers) {
    expect(blocker).toMatch(/^(?:HARD_STOP|SPEC_BLOCKER|CONTRACT_UNCLEAR|INVENTION_REQUIRED)$/);
    expect(file).not.toMatch(/^\//);
    expect(line).toBeGreaterThan(0);
    expect(issue).toMatch(/\S/);
    expect(proposed_fix ?? question).toMatch(/\S/);
  }
  return blockers;
}
