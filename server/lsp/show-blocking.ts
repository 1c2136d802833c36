import { MessageType, ShowDocumentRequest } from "vscode-languageserver/node";
import { moduleStatusOf } from "./module-status.ts";
import type { Session } from "./session.ts";

/** Takes the user to what blocks a gate or check: the first place, where the client can show one, and the list as a message. */
export async function showBlocking(session: Session, uri: unknown, name: unknown): Promise<void> {
  const status = typeof uri === "string" ? await moduleStatusOf(session, uri) : null;
  const standing = [...(status?.gates ?? []), ...(status?.checks ?? [])].find((candidate) => candidate.name === name);
  if (!status || !standing) return;
  const [first, ...more] = standing.blocking;
  const text = first
    ? `${standing.name} of ${status.module} is blocked: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ""}`
    : standing.off.length > 0
      ? `${standing.name} of ${status.module} is switched off by the configuration: ${standing.off.join(", ")}.`
      : `Nothing blocks ${standing.name} of ${status.module}.`;
  if (first && session.client.showsDocuments) {
    await session.connection.sendRequest(ShowDocumentRequest.type, { uri: first.uri, selection: first.range, takeFocus: true });
  }
  session.connection.console.info(text);
  await session.connection.sendNotification("window/showMessage", {
    type: first ? MessageType.Warning : MessageType.Info,
    message: text,
  });
}
