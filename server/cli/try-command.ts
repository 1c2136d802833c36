import { join } from "node:path";
import type { VerifyResult } from "../generate/run.ts";
import { textOf } from "../project/regular-file.ts";

/** Runs the user's command where a generation runs it: a folder that shows the workspace, with these files in place. @param root the modules' */
export async function tryCommand(command: string, root: string, files: readonly string[]): Promise<VerifyResult | "cancelled"> {
  const { verifyWith } = await import("../generate/verify-command.ts");
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const there = files.flatMap((path) => {
      const content = textOf(join(root, path));
      return content === null ? [] : [{ path, content }];
    });
    return await verifyWith(command, root)({ files: there }, cancel.signal);
  } catch (error) {
    if (cancel.signal.aborted) return "cancelled";
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** The command ran and did not end with 0. */
export function isFailed(tried: VerifyResult | null): tried is VerifyResult {
  return tried !== null && tried.exitCode !== 0;
}
