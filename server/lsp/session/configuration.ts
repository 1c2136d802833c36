import { basename } from "node:path";
import type { Finding } from "../../lint/finding.ts";
import { CONFIG_NAME, type Config, type LoadedConfig } from "../../project/config.ts";
import { isOwnRuleFile } from "../../project/own-rules/load.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspaces.ts";

/** Reads the configuration of a folder; texts the editor has open count instead of those on disk. */
export async function readConfiguration(session: Session, root: string, lastGood?: Config): Promise<LoadedConfig> {
  const { loadConfig, Files } = await session.engine;
  const files = new Files(MAX_SIZE);
  return loadConfig(root, {
    ...(lastGood ? { lastGood } : {}),
    trusted: session.trusted,
    open: session.documents.files().map(({ path }) => path),
    read: (path) => {
      const open = session.documents.at(path);
      return open ? { text: open.text.getText() } : files.read(path);
    },
  });
}

/** Bytes; a configuration file is never larger. */
const MAX_SIZE = 1024 * 1024;

/** True for a path whose change may change a configuration. */
export function isConfiguration(session: Session, path: string): boolean {
  const decides = ({ root, loaded }: Workspace): boolean =>
    isOwnRuleFile(root, path) || loaded.files.includes(path) || loaded.looked.includes(path);
  return basename(path) === CONFIG_NAME || session.workspaces.all.some(decides);
}

/** True for a file of a repository's own rules. */
export function declaresRules(session: Session, path: string): boolean {
  return session.workspaces.all.some(({ root }) => isOwnRuleFile(root, path));
}

/** A configuration file changed, came or went: every workspace reads its own again and takes it over when it is good. */
export async function configurationChanged(session: Session): Promise<void> {
  session.rehome();
  // One that is being loaded may have read the file before the change.
  const workspaces = await session.workspaces.loaded();
  await Promise.all(workspaces.map((workspace) => reload(session, workspace)));
}

async function reload(session: Session, workspace: Workspace): Promise<void> {
  const reading = (workspace.readings += 1);
  const loaded = await readConfiguration(session, workspace.root, workspace.linter.config);
  // A later change is being read already.
  if (workspace.readings !== reading || session.disposed) return;
  const files = new Set([...workspace.loaded.files, ...loaded.files]);
  workspace.loaded = loaded;
  session.delivery.due(files);
  if (JSON.stringify(loaded.config) !== JSON.stringify(workspace.linter.config) || workspace.state === "cancelled") {
    session.reconfigure(workspace, loaded.config);
  } else {
    // The same rules stand at the same places of other texts.
    const { texts } = workspace.linter.config.own_rules;
    for (const [path, text] of loaded.config.own_rules.texts) texts.set(path, text);
  }
}

/** What is wrong with a configuration file, as findings in it. */
export function configurationFindings(path: string, workspaces: readonly Workspace[]): Finding[] {
  const problems = new Map(
    workspaces
      .flatMap(({ loaded }) => loaded.problems.filter((problem) => problem.path === path))
      .map((problem) => [`${String(problem.span.start)} ${problem.message}`, problem]),
  );
  return [...problems.values()].map(({ span, message, near }) => ({
    rule: "config_invalid",
    severity: "error",
    path,
    span,
    message,
    module: null,
    fix: near ? { title: `Write \`${near}\``, safety: "unsafe", edits: [{ span, text: near }] } : null,
    related: [],
    data: {},
  }));
}
