import type { MessageActionItem } from "vscode-languageserver/node";
import { visible } from "../../syntax/visible.ts";
import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";

const REPLACE = "Replace";
const KEEP = "Keep mine";

/** How long a client may take to answer, in milliseconds: the user may be reading what it is about. */
export const ANSWER_LIMIT = 10 * 60_000;

/** What the user wants with the files that exist: which stay as they are, or why nothing is written. */
export type Agreement = { kept: ReadonlySet<string> } | { refusal: string };

/**
 * Asks about every file that exists, for a client that can not ask about single changes. Only a clear yes replaces a file: an answer that does not come,
 * or an editor that knows no questions, is a no.
 */
export async function agreement(
  session: Session,
  id: string,
  changed: readonly ChangedFile[],
  { signal, awaits, specPath }: { signal: AbortSignal; awaits: (what: string) => void; specPath: string },
): Promise<Agreement> {
  const kept = new Set<string>();
  const existing = changed.filter(({ before }) => before !== null);
  const instead = `Run \`l9 generate ${specPath}\` in a terminal, which asks about each file (--yes replaces all, --keep FILE keeps one), or move the file away.`;
  for (const [at, { path }] of existing.entries()) {
    awaits(`Waiting for your answer: replace ${visible(path)}? (${at + 1} of ${existing.length})`);
    // Without progress to see, an editor that shows no question would seem to do nothing.
    if (!session.client.workDoneProgress && at === 0)
      await tell(session, "info", `Generating ${id} waits for your answer about ${path}. Where no question is shown: ${instead}`);
    const question = `${path} exists: generating ${id} replaces it, and edits made by hand in it are lost. "Preview module" shows the difference.`;
    const answer = await answered(session, visible(question), signal);
    signal.throwIfAborted();
    if (answer === "none")
      return { refusal: `${path} exists, and the editor brought no answer whether to replace it. ${instead}` };
    if (answer === "unable")
      return { refusal: `${path} exists, and this editor can not ask you whether to replace it. ${instead}` };
    if (answer?.title === KEEP) kept.add(path);
    else if (answer?.title !== REPLACE) return { refusal: `replacing ${path} was not agreed to.` };
  }
  return { kept };
}

async function answered(
  session: Session,
  question: string,
  signal: AbortSignal,
): Promise<MessageActionItem | null | undefined | "none" | "unable"> {
  const actions = [REPLACE, KEEP, "Cancel"].map((title) => ({ title }));
  const reply = session.connection.window
    .showWarningMessage<MessageActionItem>(question, ...actions)
    // A client that knows no questions answers with an error.
    .catch((): "unable" => "unable");
  return Promise.race([reply, tooLate("none" as const), aborted(signal)]);
}

/** Resolves when a client has taken longer than it may. */
export function tooLate<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ANSWER_LIMIT, value).unref());
}

export function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}
