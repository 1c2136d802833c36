import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import { CONFIG_NAME } from "../../project/config.ts";
import { guardNotification } from "../guard.ts";
import { didChangeWorkspaceFolders } from "./did-change-workspace-folders.ts";
import type { Session } from "../session/session.ts";
import { readSettings } from "../session/settings.ts";

/** Files whose changes on disk matter: sources, specs, Space files, configuration, what is ignored, and what agreements are read from. */
const WATCHED = [
  "**/*.{py,pyi,yaml,yml,md,txt,json,ts,tsx,mts,cts}",
  `**/${CONFIG_NAME}`,
  "**/.gitignore",
  "**/.git/info/exclude",
  "**/pyproject.toml",
  "**/{pytest,.pytest,tox}.ini",
  "**/setup.cfg",
  "**/{vite,vitest}.config.{js,mjs,cjs}",
  "**/requirements*.{txt,in}",
  "**/requirements/*.{txt,in}",
  "**/Pipfile",
  "**/{.env*,*.env}",
];

/** The client is ready for requests: tell it what to watch, and ask for the settings it holds. */
export async function initialized(session: Session): Promise<void> {
  const { client, connection } = session;
  if (client.workspaceFolders)
    connection.workspace.onDidChangeWorkspaceFolders(
      guardNotification(session, "didChangeWorkspaceFolders", (event) => didChangeWorkspaceFolders(session, event)),
    );
  const asked: Promise<unknown>[] = [];
  if (client.watchedFilesRegistration) {
    asked.push(
      connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: WATCHED.map((globPattern) => ({ globPattern })),
      }),
    );
  }
  if (client.configurationRegistration)
    asked.push(connection.client.register(DidChangeConfigurationNotification.type, { section: "l9" }));
  if (client.configuration)
    asked.push(
      connection.workspace
        .getConfiguration("l9")
        .then((sent: unknown) => session.useSettings(readSettings(sent, session.startSettings))),
    );
  for (const answer of await Promise.allSettled(asked))
    if (answer.status === "rejected") session.failed("asking the client", answer.reason);
}
