import { expect } from "vitest";
import type { Backend, BackendContext, Draft, DraftFinding, GenerationTask } from "../../server/generate/backend.ts";
import { draftProblems, readDraft } from "../../server/generate/draft.ts";

/** How long a cancelled backend may take to end, in milliseconds: a program gets a while to clean up. */
const END_LIMIT = 10_000;

/**
 * The contract of every backend, checked with a task that it can write. Each part gets a backend of its own. Fails with vitest's `expect`; a run costs
 * three drafts.
 * @param endLimit how long a cancelled backend may take to end, in milliseconds
 */
export async function checkBackend(open: () => Promise<Backend>, task: GenerationTask, endLimit = END_LIMIT): Promise<void> {
  const given = frozen(JSON.parse(JSON.stringify(task)) as GenerationTask);
  await withBackend(open, async (backend) => {
    expect(backend.name, "a backend has a name that people recognise").toMatch(/\S/);
    const told: unknown[] = [];
    const context = contextOf(new AbortController().signal, told);
    const draft = readDraft(await backend.generate(given, context), backend.name);
    expectWhole(draft, given);
    const repaired = readDraft(await backend.repair(given, frozen(draft), [findingIn(draft)], context), backend.name);
    expectWhole(repaired, given);
    expect(
      told.filter((message) => typeof message !== "string"),
      "progress is told in texts",
    ).toEqual([]);
  });
  await withBackend(open, async (backend) => {
    const cancel = new AbortController();
    cancel.abort(new Error("cancelled before it began"));
    await endsInTime((async () => backend.generate(given, contextOf(cancel.signal, [])))(), backend, endLimit);
  });
  await withBackend(open, async (backend) => {
    const cancel = new AbortController();
    const answer = (async () => backend.generate(given, contextOf(cancel.signal, [])))();
    setImmediate(() => cancel.abort(new Error("cancelled while it works")));
    await endsInTime(answer, backend, endLimit);
  });
}

async function withBackend(open: () => Promise<Backend>, check: (backend: Backend) => Promise<void>): Promise<void> {
  const backend = await open();
  try {
    await check(backend);
  } finally {
    await backend.dispose?.();
  }
}

function contextOf(signal: AbortSignal, told: unknown[]): BackendContext {
  return { signal, report: (message) => void told.push(message) };
}

/** Every file of the manifest once, and no other. */
function expectWhole(draft: Draft, task: GenerationTask): void {
  expect(draftProblems(draft, task.manifest), "a draft holds the manifest's files and adds no suppression").toEqual([]);
}

function findingIn(draft: Draft): DraftFinding {
  return {
    path: draft.files[0]?.path ?? "",
    rule: "unused_imports",
    message: "`os` is imported but never used.",
    line: 1,
    column: 1,
    instead: "Remove the import.",
  };
}

/** A cancelled backend may finish or reject, but not hang. */
async function endsInTime(answer: Promise<unknown>, { name }: Backend, endLimit: number): Promise<void> {
  const late = Symbol("late");
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, endLimit, late)));
  const outcome = await Promise.race([
    answer.then(
      () => "answered",
      (error: unknown) => error,
    ),
    limit,
  ]);
  clearTimeout(timer);
  expect(outcome, `${name} does not end when it is cancelled`).not.toBe(late);
  if (outcome !== "answered") expect(outcome, "a backend rejects with an Error").toBeInstanceOf(Error);
}

/** A backend must not change what it is given: the workflow goes on with it. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(frozen);
  return value;
}
