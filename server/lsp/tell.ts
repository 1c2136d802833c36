import { MessageType, ShowMessageNotification } from "vscode-languageserver/node";
import type { Session } from "./session/session.ts";
import { visible } from "../syntax/visible.ts";

/** Shows the user a message of one line that asks nothing: as a notification, since some editors stop for an answer to a request. */
export async function tell(session: Session, type: "warning" | "info", message: string): Promise<void> {
  await session.connection.sendNotification(ShowMessageNotification.type, {
    type: type === "warning" ? MessageType.Warning : MessageType.Info,
    message: visible(message),
  });
}
