import type { CodeLens, CodeLensParams, Command } from "vscode-languageserver/node";
import { GENERATE } from "../generation/generate.ts";
import { moduleStatusOf, type StandingResult } from "./module-status.ts";
import type { Session } from "../session/session.ts";
import { visible } from "../../syntax/visible.ts";

/** Commands that the server runs for a client (`workspace/executeCommand`). */
export const SHOW_BLOCKING = "l9.showBlocking";

/** The gates and checks of a spec's module on its first line, each leading to what blocks it. */
export async function codeLens(session: Session, { textDocument: { uri } }: CodeLensParams): Promise<CodeLens[]> {
  const status = await moduleStatusOf(session, uri);
  if (!status) return [];
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const lenses = [...status.gates, ...status.checks].map((standing) => ({
    range,
    command: commandFor(standing, status.identity, uri),
  }));
  return [
    ...lenses,
    { range, command: { title: visible(`Generate module ${status.module}`), command: GENERATE, arguments: [uri] } },
  ];
}

function commandFor({ name, open, blocking, off }: StandingResult, identity: string | null, uri: string): Command {
  const state = !open
    ? `✗ ${blocking.length}`
    : off.length > 0
      ? "off"
      : name === "identity_resolved" && identity
        ? identity
        : "✓";
  return { title: visible(`${name} ${state}`), command: SHOW_BLOCKING, arguments: [uri, name] };
}
