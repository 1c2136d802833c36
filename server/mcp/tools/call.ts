import type { ServerContext } from "@modelcontextprotocol/server";
import type { WarmWorkspace } from "../workspace.ts";

/** What a tool works with: the workspace, the end of its call, and whom it tells how far it is. */
export interface Call {
  workspace: WarmWorkspace;
  signal: AbortSignal;
  /** Tells the client how far the call is, where it asked to be told. @param done of `total`; both count the same things */
  progress: (done: number, total: number | undefined, message: string) => void;
}

export function callOf(workspace: WarmWorkspace, { mcpReq }: ServerContext): Call {
  const progressToken = mcpReq._meta?.progressToken;
  return {
    workspace,
    signal: mcpReq.signal,
    progress(done, total, message) {
      if (progressToken === undefined) return;
      const params = { progressToken, progress: done, message, ...(total === undefined ? {} : { total }) };
      // A client that is gone is told nothing any more; the call itself ends with it.
      mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
    },
  };
}

/** Lets a cancellation in, and what is told out. @throws what the signal was aborted with */
export async function breathe({ signal }: Pick<Call, "signal">): Promise<void> {
  await new Promise(setImmediate);
  signal.throwIfAborted();
}
