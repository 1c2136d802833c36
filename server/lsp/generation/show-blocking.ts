import { ErrorCodes, ResponseError, ShowDocumentRequest } from "vscode-languageserver/node";
import { moduleStatusOf } from "../messages/module-status.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";

/** Takes the user to what blocks a gate or check: the first place, where the client can show one, and what is wrong there as a message. */
export async function showBlocking(session: Session, uri: string, name: unknown): Promise<void> {
  const status = await moduleStatusOf(session, uri);
  if (!status) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} is no module spec that is open`);
  const standing = [...status.gates, ...status.checks].find((candidate) => candidate.name === name);
  if (!standing) throw new ResponseError(ErrorCodes.InvalidParams, `there is no gate or check ${String(name)}`);
  const [first, ...more] = standing.blocking;
  const message = first
    ? `${standing.name} of ${status.module} is blocked: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ""}`
    : standing.off.length > 0
      ? `${standing.name} of ${status.module} is switched off by the configuration: ${standing.off.join(", ")}.`
      : `Nothing blocks ${standing.name} of ${status.module}.`;
  if (first && session.client.showsDocuments)
    await session.connection.sendRequest(ShowDocumentRequest.type, { uri: first.uri, selection: first.range, takeFocus: true });
  await tell(session, first ? "warning" : "info", message);
}
