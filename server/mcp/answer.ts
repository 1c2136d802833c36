import type { CallToolResult } from "@modelcontextprotocol/server";
import { UsageError } from "../cli/usage-error.ts";

/** Bytes of one answer: more than an agent reads in one piece. */
export const LIMIT = 48 * 1024;

/** What an answer leaves out when it would be too long, and how to ask for less. */
export interface Cut {
  left_out: number;
  narrow: string | null;
}

/** As many items as fit into a share of the limit, and what is said of the others. @param narrow what to ask instead */
export function fitting<T>(items: readonly T[], narrow: string, share = 1): { kept: T[]; cut: Cut } {
  let bytes = 0;
  const kept: T[] = [];
  for (const item of items) {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    if (bytes > LIMIT * share) break;
    kept.push(item);
  }
  const left = items.length - kept.length;
  return { kept, cut: { left_out: left, narrow: left > 0 ? narrow : null } };
}

/** As many whole lines of a text as fit, as JSON writes them; `left_out` counts lines. */
export function fittingText(text: string, narrow: string, share = 1): { text: string; cut: Cut } {
  const { kept, cut } = fitting(text.split("\n"), narrow, share);
  return { text: kept.join("\n"), cut };
}

/** An answer as data, and as the same in text for clients that read no data. */
export function answer(value: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(value) }], structuredContent: value };
}

/** What went wrong, for the model to correct: its own mistake in words, a fault of ours on stderr as well. */
export function failure(error: unknown): CallToolResult {
  const isOurs = !(error instanceof UsageError);
  if (isOurs) process.stderr.write(`l9: internal error: ${String(error instanceof Error ? error.stack : error)}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return { content: [{ type: "text", text: isOurs ? `internal error: ${message}` : message }], isError: true };
}
