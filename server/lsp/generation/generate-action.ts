import type { CodeAction } from "vscode-languageserver/node";
import { GENERATE, PREVIEW } from "./generate.ts";
import type { Session } from "../session/session.ts";

/**
 * The kind of the actions that start a generation. Not below `source`: what is there editors run on saving, and VS Code leaves it out of its menu of
 * actions.
 */
export const GENERATE_KIND = "generate.l9";

/** LSP 3.18, `CodeActionTag.LLMGenerated`. */
const LLM_GENERATED = 1;

/** The actions on a spec that generate its module: commands, so that nothing runs before the user asks. */
export function generateActions(session: Session, path: string, uri: string): CodeAction[] {
  const workspace = session.workspaces.of(path);
  const [spec] = workspace?.linter.workspace.specsAt(path) ?? [];
  if (!workspace?.fixes || !spec?.id) return [];
  const { backend } = workspace.linter.config.generate;
  const usesModel = backend === "model" || backend === "command";
  const tags = usesModel && session.client.codeActionTags.includes(LLM_GENERATED) ? { tags: [LLM_GENERATED] } : {};
  const action = (title: string, command: string): CodeAction =>
    ({ title, kind: GENERATE_KIND, command: { title, command, arguments: [uri] }, ...tags }) as CodeAction;
  return [action(`Generate module ${spec.id}`, GENERATE), action(`Preview module ${spec.id}`, PREVIEW)];
}
