import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";

const REPLACE = "Replace";
const KEEP = "Keep mine";

/**
 * Asks about every file that exists, for a client that can not ask about single changes: which of them stay as they are. Null when the user wants
 * nothing of it; no answer is a no.
 */
export async function keptByUser(
  session: Session,
  id: string,
  changed: readonly ChangedFile[],
  signal: AbortSignal,
): Promise<Set<string> | null> {
  const kept = new Set<string>();
  for (const { path } of changed.filter(({ before }) => before !== null)) {
    const question = `${path} exists: generating ${id} replaces it, and edits made by hand in it are lost. "Preview module" shows the difference.`;
    const actions = [REPLACE, KEEP, "Cancel"].map((title) => ({ title }));
    const reply = session.connection.window.showWarningMessage(question, ...actions);
    const given = await Promise.race([reply, aborted(signal)]);
    signal.throwIfAborted();
    if (given?.title === KEEP) kept.add(path);
    else if (given?.title !== REPLACE) return null;
  }
  return kept;
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}
