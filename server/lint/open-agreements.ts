import { relative } from "node:path";
import type { Rule } from "../../rules/define.ts";
import { workspaceName, typescriptModuleName } from "../code/names/typescript/module-paths.ts";
import { isPython } from "../facts/languages.ts";
import type { Config } from "../project/config.ts";
import { moduleName } from "../project/contracts/class-index.ts";
import { absoluteName } from "../project/contracts/repository.ts";
import type { Repositories } from "../project/contracts/repositories.ts";
import type { Files } from "../project/files.ts";
import { slashed } from "../project/slash-path.ts";
import type { Workspace } from "../project/workspace.ts";
import { Agreements } from "./agreements.ts";
import type { CodeLook } from "./agreement-reader.ts";
import type { CodeStore } from "./code-store.ts";
import { constantOf } from "./constant-of.ts";
import { orNull } from "./over-budget.ts";

/** The agreements of a workspace's configuration. */
export function openAgreements(
  config: Config,
  rules: readonly Rule[],
  files: Files,
  workspace: Workspace,
  code: CodeStore,
  repositories: Repositories,
): Agreements {
  const look = <T>(path: string, asked: Set<string>, work: (look: CodeLook) => T): T | null => {
    const { folder } = workspace.rootOf(path);
    const naming = namingOf(path, folder);
    const repository = repositories.at(folder)[isPython(path) ? "python" : "typescript"];
    const constant = (dotted: string): string | null =>
      repository.recording(asked, () => constantOf(repository, naming.absolute(dotted)));
    return orNull(() =>
      code.use(path, files.text(path), ({ meaning, facts }) => work({ names: meaning, facts, ...naming, constant })),
    );
  };
  return new Agreements(config.agreements, rules, {
    root: workspace.root,
    files,
    sources: () => workspace.sources,
    modules: () => workspace.modules,
    look,
  });
}

/** How the names of a file are called in the workspace. */
function namingOf(path: string, root: string): Pick<CodeLook, "absolute" | "own"> {
  if (isPython(path)) {
    const own = moduleName(root, path);
    return { own, absolute: (dotted) => (own === null ? dotted : absoluteName(dotted, own, path.endsWith("__init__.py"))) };
  }
  const shown = slashed(relative(root, path));
  if (shown.startsWith("..")) return { own: null, absolute: (dotted) => dotted };
  return { own: typescriptModuleName(shown), absolute: (dotted) => workspaceName(dotted, shown) };
}
