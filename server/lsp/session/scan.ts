import type { WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import { runsAt } from "../../project/staging.ts";
import type { Session } from "./session.ts";
import { tell } from "../tell.ts";
import type { Workspace } from "./workspaces.ts";
import { visible } from "../../syntax/visible.ts";

/** Milliseconds of work between two looks at the client's messages: a request waits no longer than this. */
const SLICE = 10;

/**
 * Finds a workspace's sources and modules, then checks those files that are not open if the client shows them all. In slices
 * that let messages through; the open documents are checked in between.
 */
export async function scan(session: Session, workspace: Workspace): Promise<void> {
  const { linter } = workspace;
  const progress = new ScanProgress(session, `L9: reading ${visible(workspace.root)}`);
  const outdated = (): boolean =>
    workspace.linter !== linter || session.disposed || session.workspaces.at(workspace.root) !== workspace;
  let slice = performance.now();
  const pause = async (): Promise<boolean> => {
    if (performance.now() - slice < SLICE) return !progress.cancelled && !outdated();
    await new Promise(setImmediate);
    slice = performance.now();
    return !progress.cancelled && !outdated();
  };
  try {
    await completeWrite(session, workspace.root);
    for (const found of workspace.searched ? linter.scanSteps() : []) {
      progress.report(`${String(found)} files found`);
      if (await pause()) continue;
      if (!outdated()) cancelled(session, workspace);
      return;
    }
    const inner = linter.workspace.roots.folders.filter((root) => root !== workspace.root);
    const completed = await Promise.all(inner.map((root) => completeWrite(session, root)));
    // What was written since was not read.
    if (completed.includes(true) && !outdated()) return session.reconfigure(workspace, linter.config);
    for (const _ of workspace.searched ? linter.prepareSteps() : []) if (!(await pause()) && outdated()) return;
    workspace.settled("known");
    session.workspaceKnown(workspace);
    if (!workspace.searched || session.pull || !session.showsClosedOf(workspace)) return;
    const paths = linter.paths().filter((path) => session.showsClosed(path));
    for (const [index, path] of paths.entries()) {
      if (!(await pause())) return;
      progress.report(`${String(index)} of ${String(paths.length)} files checked`, Math.floor((100 * index) / paths.length));
      if (!session.documents.at(path)) await session.delivery.check(path);
    }
  } finally {
    progress.done();
  }
}

/** Generation that was killed while it wrote is completed before anything is read. Nearly always there is nothing to do, and nothing is loaded. */
async function completeWrite(session: Session, root: string): Promise<boolean> {
  if (runsAt(root).length === 0) return false;
  try {
    return (await import("../generation/generate-engine.ts")).recover(root).completed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await tell(session, "warning", `${root}: ${reason}`);
    return false;
  }
}

function cancelled(session: Session, workspace: Workspace): void {
  workspace.settled("cancelled");
  session.connection.window.showInformationMessage(
    `L9 stopped reading ${visible(workspace.root)}. Its files are not checked until its configuration changes or the server is restarted.`,
  );
}

/** Work-done progress that the work never waits for: a client may answer late, or not at all. */
class ScanProgress {
  #reporter: WorkDoneProgressServerReporter | null = null;
  #done = false;
  #reported = 0;

  constructor(session: Session, title: string) {
    if (!session.client.workDoneProgress) return;
    session.connection.window.createWorkDoneProgress().then(
      (reporter) => {
        reporter.begin(title, undefined, undefined, true);
        if (this.#done) reporter.done();
        else this.#reporter = reporter;
      },
      // A client that refuses the token gets no progress.
      () => undefined,
    );
  }

  get cancelled(): boolean {
    return this.#reporter?.token.isCancellationRequested === true;
  }

  /** Tells at most ten times a second how far the work is. */
  report(message: string, percentage?: number): void {
    const now = performance.now();
    if (!this.#reporter || now - this.#reported < 100) return;
    this.#reported = now;
    if (percentage === undefined) this.#reporter.report(message);
    else this.#reporter.report(percentage, message);
  }

  done(): void {
    this.#done = true;
    this.#reporter?.done();
  }
}
