import { placeOfKey } from "../../rules/shared/spec-place.ts";
import type { BackendContext, Draft, InventionRequired } from "./backend.ts";
import { Blocked, type Blocker, type Phase } from "./blocker.ts";
import { readDraft } from "./draft.ts";
import type { Run } from "./run.ts";
import { Text } from "../syntax/text.ts";
import { pathFrom } from "../project/slash-path.ts";

/** The backend gave no draft: the run ends without a result. `cause` is what it threw. */
export class BackendFailed extends Error {
  override readonly name = "BackendFailed";
}

/** Whom a backend tells of what it does in a phase. */
export function contextOf({ options: { signal, report, spent } }: Run, phase: Phase): BackendContext {
  return { signal, report: (message) => report(phase, message), ...(spent && { spent }) };
}

/** Asks the backend for a draft. What it would have to invent blocks the phase, told at the key of the spec where the missing fact belongs. */
export async function draftFrom(run: Run, phase: Phase, ask: () => Promise<unknown>): Promise<Draft> {
  const { backend, signal } = run.options;
  try {
    const answer = await ask();
    signal.throwIfAborted();
    return readDraft(answer, backend.name);
  } catch (error) {
    signal.throwIfAborted();
    if (isInvention(error)) throw invention(run, phase, error);
    const message = error instanceof Error ? error.message : String(error);
    const told = message.includes(backend.name) ? message : `The backend ${backend.name} failed: ${message}`;
    throw new BackendFailed(told, { cause: error });
  }
}

/** Also one that a user's module made, which has no access to our class. */
function isInvention(error: unknown): error is InventionRequired {
  if (!(error instanceof Error) || error.name !== "InventionRequired") return false;
  const { specKey, question } = error as Partial<InventionRequired>;
  return typeof specKey === "string" && typeof question === "string";
}

function invention(run: Run, phase: Phase, error: InventionRequired): Blocked {
  const { spec } = run.module();
  const file = pathFrom(run.root, spec.path);
  const text = new Text(spec.text);
  const asBlocker = ({ message, question, specKey, stub }: InventionRequired): Blocker => ({
    blocker: "INVENTION_REQUIRED",
    file,
    line: text.position(placeOfKey(spec, specKey).start).line + 1,
    issue: message,
    question,
    spec_key: specKey,
    ...(typeof stub === "string" ? { stub } : {}),
  });
  const others = Array.isArray(error.others) ? error.others.filter(isInvention) : [];
  return new Blocked(phase, [error, ...others].map(asBlocker));
}
