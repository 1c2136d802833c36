import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type ExecuteCommandParams,
  type WorkDoneProgressReporter,
} from "vscode-languageserver/node";
import { SHOW_BLOCKING, SHOW_IMPACT } from "./code-lens.ts";
import { showImpact } from "./show-impact.ts";
import { generate, GENERATE, PREVIEW } from "../generation/generate.ts";
import type { Session } from "../session/session.ts";
import { showBlocking } from "../generation/show-blocking.ts";

/** The commands that the server runs. */
export const COMMANDS = [GENERATE, PREVIEW, SHOW_BLOCKING, SHOW_IMPACT];

export async function executeCommand(
  session: Session,
  { command, arguments: [uri, name] = [] }: ExecuteCommandParams,
  token: CancellationToken,
  progress: WorkDoneProgressReporter | null,
): Promise<unknown> {
  if (typeof uri !== "string")
    throw new ResponseError(ErrorCodes.InvalidParams, `${command} needs the URI of a document as its first argument`);
  switch (command) {
    case GENERATE:
    case PREVIEW:
      return generate(session, uri, { preview: command === PREVIEW, token, progress });
    case SHOW_BLOCKING:
      await showBlocking(session, uri, name);
      return null;
    case SHOW_IMPACT:
      return showImpact(session, uri, name);
    default:
      throw new ResponseError(ErrorCodes.InvalidParams, `there is no command ${command}`);
  }
}
