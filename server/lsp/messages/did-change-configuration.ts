import type { DidChangeConfigurationParams } from "vscode-languageserver/node";
import { configurationChanged } from "../session/configuration.ts";
import type { Session } from "../session/session.ts";
import { readSettings } from "../session/settings.ts";

/** The client's settings changed: ask for them where it can be asked, else take what it sent. */
export async function didChangeConfiguration(session: Session, { settings }: DidChangeConfigurationParams): Promise<void> {
  const sent: unknown = session.client.configuration
    ? await session.connection.workspace.getConfiguration("l9")
    : (settings as { l9?: unknown } | null | undefined)?.l9;
  session.useSettings(readSettings(sent, session.startSettings));
  await configurationChanged(session);
}
