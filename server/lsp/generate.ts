import { ResponseError, LSPErrorCodes, type CancellationToken, type WorkDoneProgressReporter } from "vscode-languageserver/node";
import { offer } from "./apply-generated.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspaces.ts";

export const GENERATE = "l9.generate";
export const PREVIEW = "l9.previewGenerate";

/** What the command answers, for clients that look. */
export interface GenerateResult {
  status: "applied" | "refused" | "blocked" | "unchanged" | "previewed" | "cancelled";
  /** Relative to the workspace folder. */
  files: string[];
  blockers: readonly unknown[];
}

/**
 * Runs the workflow for the spec of a document, with progress phase by phase. Nothing is written before the whole module is attested, nothing on
 * cancellation, and never without the user: the client asks about every file, or the server does.
 */
export async function generate(
  session: Session,
  uri: string,
  { preview, token, progress }: { preview: boolean; token: CancellationToken; progress: WorkDoneProgressReporter | null },
): Promise<GenerateResult> {
  const document = await session.ready(uri);
  const workspace = document && session.workspaces.of(document.path);
  if (!document || !workspace) throw new ResponseError(LSPErrorCodes.RequestFailed, `${uri} is not open in a workspace`);
  if (!workspace.fixes)
    throw new ResponseError(LSPErrorCodes.RequestFailed, "The configuration has errors: generation is off until it is right.");
  const cancel = new AbortController();
  token.onCancellationRequested(() => cancel.abort());
  const reporter =
    progress ?? (session.client.workDoneProgress ? await session.connection.window.createWorkDoneProgress() : null);
  if (reporter && "token" in reporter) (reporter.token as CancellationToken).onCancellationRequested(() => cancel.abort());
  reporter?.begin("Generating module", 0, undefined, true);
  try {
    return await run(session, workspace, document.path, { preview, signal: cancel.signal, reporter });
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    return { status: "cancelled", files: [], blockers: [] };
  } finally {
    reporter?.done();
  }
}

async function run(
  session: Session,
  workspace: Workspace,
  specPath: string,
  { preview, signal, reporter }: { preview: boolean; signal: AbortSignal; reporter: WorkDoneProgressReporter | null },
): Promise<GenerateResult> {
  // Loaded when first asked for: an editor that never generates never pays for it.
  const engine = await import("./generate-engine.ts");
  const { root, linter } = workspace;
  const backend = await engine.openBackend(linter.config.generate, root);
  const texts = new Map(
    [...session.documents.all()].flatMap(({ path, text }) => (path === null ? [] : [[path, text.getText()] as const])),
  );
  const { verify } = linter.config.generate;
  const work = engine.openRun(
    root,
    linter.config,
    specPath,
    {
      backend,
      maxRepairs: linter.config.generate.max_repairs,
      signal,
      report: (phase, message) =>
        reporter?.report((100 * engine.PHASES.indexOf(phase)) / engine.PHASES.length, `${phase}: ${message}`),
      verify: verify === null ? null : engine.verifyWith(verify, root),
    },
    texts,
  );
  try {
    const result = await engine.runWorkflow(work);
    if (result.status === "blocked") {
      const [first, ...more] = result.blockers;
      const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
      session.connection.window.showWarningMessage(
        `${result.phase} blocks generation: ${first?.file ?? ""}:${first?.line ?? 1} ${first?.issue ?? ""}${rest}`,
      );
      return { status: "blocked", files: [], blockers: result.blockers };
    }
    const { spec } = work.module();
    const report = engine.writeReport(result, linter.config.profile, { id: spec.id ?? "", name: spec.name ?? spec.id ?? "" });
    return await offer(session, workspace, { result, report, id: spec.id ?? "", preview }, engine);
  } finally {
    work.linter.dispose();
    await backend.dispose?.();
  }
}
