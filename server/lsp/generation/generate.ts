import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Location,
  type WorkDoneProgressReporter,
} from "vscode-languageserver/node";
import type { Claim } from "../../project/claims.ts";
import { CONFIG_NAME } from "../../project/config.ts";
import type { Backend } from "../../generate/backend.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import { offer } from "./apply-generated.ts";
import type * as generateEngine from "./generate-engine.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { tellBlocked } from "./tell-blocked.ts";
import type { Workspace } from "../session/workspaces.ts";
import { visible } from "../../syntax/visible.ts";

export const GENERATE = "l9.generate";
export const PREVIEW = "l9.previewGenerate";

/** Percent: all phases are done, and the module is not written. */
const WAITING = 95;

/** What the command answers, for clients that look. */
export interface GenerateResult {
  /**
   * `applied`: on disk, and attested. `waiting`: applied, and attested when the files that `waiting` names are saved. `unattested`: written in part, or
   * otherwise than generated.
   */
  status: "applied" | "waiting" | "unattested" | "refused" | "blocked" | "unchanged" | "previewed" | "cancelled";
  /** Relative to the workspace folder: the files that change, or would. */
  files: string[];
  blockers: readonly unknown[];
  /** With the status `blocked`: where what blocks stands first. */
  at?: Location;
  /** With the status `waiting`. */
  waiting?: string[];
  /** With the status `previewed`: each file as it is, null where there is none, and as it would be; the URI of the report. */
  changes?: { path: string; before: string | null; after: string }[];
  report?: string;
}

/** How the command was called. */
export interface GenerateCall {
  preview: boolean;
  token: CancellationToken;
  /** Where the client wants progress shown; null where it names no place. */
  progress: WorkDoneProgressReporter | null;
}

/**
 * Runs the workflow for the spec of a document, with progress phase by phase. Nothing is written before the whole module is attested, nothing on
 * cancellation, and never without the user: the client asks about every file, or the server does.
 */
export async function generate(
  session: Session,
  uri: string,
  { preview, token, progress }: GenerateCall,
): Promise<GenerateResult> {
  const document = await session.ready(uri);
  const workspace = document && session.workspaces.of(document.path);
  if (!document || !workspace) throw failure(`${uri} is not open in a workspace.`);
  if (!workspace.fixes) throw failure("The configuration has errors: generation is off until it is right.");
  session.settle();
  const [module] = workspace.linter.workspace.modulesOf(document.path);
  if (!module) throw failure(`${uri} is no module spec, and no file of a module.`);
  const { spec } = module;
  if (session.running.has(spec.path)) throw failure("This module is being generated already.");
  const cancel = new AbortController();
  session.running.set(spec.path, cancel);
  token.onCancellationRequested(() => cancel.abort());
  const shown = progress ?? (await ownProgress(session, cancel));
  shown?.begin(preview ? "Previewing module" : "Generating module", 0, undefined, true);
  try {
    return await run(session, workspace, spec, { preview, signal: cancel.signal, progress: shown });
  } catch (error) {
    if (cancel.signal.aborted) return { status: "cancelled", files: [], blockers: [] };
    if (error instanceof ResponseError) throw error;
    throw failure(error instanceof Error ? error.message : String(error));
  } finally {
    session.running.delete(spec.path);
    if (!session.disposed) shown?.done();
  }
}

function failure(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** Progress that the server asks the client for, which the user can cancel; null where the client shows none. */
async function ownProgress(session: Session, cancel: AbortController): Promise<WorkDoneProgressReporter | null> {
  if (!session.client.workDoneProgress) return null;
  const created = await session.connection.window.createWorkDoneProgress();
  created.token.onCancellationRequested(() => cancel.abort());
  return created;
}

async function run(
  session: Session,
  workspace: Workspace,
  spec: SpecDocument,
  { preview, signal, progress }: { preview: boolean; signal: AbortSignal; progress: WorkDoneProgressReporter | null },
): Promise<GenerateResult> {
  // Loaded when first asked for: an editor that never generates never pays for it.
  const engine = await import("./generate-engine.ts");
  signal.throwIfAborted();
  const { linter, loaded } = workspace;
  if (loaded.untrusted.length > 0) {
    const keys = loaded.untrusted.join(", ");
    await tell(session, "warning", `${CONFIG_NAME}: ${keys} not used, because the workspace is not trusted.`);
  }
  const { config } = linter;
  const opened = engine.openModule(workspace.root, config, spec.path, textsUnder(session, workspace));
  const { root } = opened;
  let backend: Backend | null = null;
  let claim: Claim | null = null;
  try {
    claim = preview ? null : engine.claimModule(opened);
    backend = await engine.openBackend(config.generate, root);
    const options = {
      backend,
      maxRepairs: config.generate.max_repairs,
      signal,
      report: (phase: generateEngine.Phase, message: string): void =>
        progress?.report(
          Math.round((100 * engine.PHASES.indexOf(phase)) / engine.PHASES.length),
          visible(`${phase}: ${message}`),
        ),
      verify: config.generate.verify === null ? null : engine.verifyWith(config.generate.verify, root),
    };
    const work = { ...opened, options };
    const result = await engine.runWorkflow(work);
    // The last moment for a cancellation that has come in.
    await new Promise(setImmediate);
    signal.throwIfAborted();
    if (result.status === "blocked") return await tellBlocked(session, spec, result);
    session.questions.ended(spec, []);
    // VS Code shows no report without a percentage once there was one.
    const awaits = (what: string): void => progress?.report(WAITING, what);
    return await offer(session, workspace, { run: work, spec, result, preview, signal, awaits }, engine);
  } finally {
    opened.linter.dispose();
    await backend?.dispose?.();
    claim?.release();
  }
}

/** The editor's texts of a workspace's files. */
function textsUnder(session: Session, workspace: Workspace): Map<string, string> {
  const own = session.documents.files().filter(({ path }) => session.workspaces.of(path) === workspace);
  return new Map(own.map(({ path, text }) => [path, text.getText()]));
}
