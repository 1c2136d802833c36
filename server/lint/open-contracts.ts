import { isTestPath } from "../facts/languages.ts";
import type { FileFacts } from "../facts/kinds.ts";
import type { Config } from "../project/config.ts";
import { Repositories, type SpaceSources } from "../project/contracts/repositories.ts";
import { OutsideSources } from "../project/contracts/outside-sources.ts";
import { spaceSources } from "../project/contracts/space-sources.ts";
import { ContractStore } from "../project/contracts/store.ts";
import type { Ground } from "../project/contracts/territory.ts";
import type { Files } from "../project/files.ts";
import type { Space } from "../project/space/space.ts";
import type { Spaces } from "../project/space/spaces.ts";
import type { Workspace } from "../project/workspace.ts";
import { groundOf } from "./ground.ts";
import { isReadable } from "./load-typescript.ts";

interface Parts {
  config: Config;
  files: Files;
  workspace: Workspace;
  spaces: Spaces;
  /** What a file of code says; null for one that can not be read, or not yet. */
  factsOf: (path: string) => FileFacts | null;
  /** A root names another one among its dependencies. */
  declares: Ground["declares"];
}

/** The contracts of a workspace, as each of its roots sees them. */
export function openContracts(parts: Parts): { repositories: Repositories; contracts: ContractStore } {
  const { config, files, workspace, spaces, factsOf, declares } = parts;
  const read = new WeakMap<Space, { files: unknown; sources: SpaceSources }>();
  const sourcesOf = (space: Space): SpaceSources => {
    let known = read.get(space);
    if (known?.files !== space.files) read.set(space, (known = { files: space.files, sources: spaceSources(space) }));
    return known.sources;
  };
  const outside = new OutsideSources(config.contract_sources, files);
  const repositories = new Repositories(
    { files, sources: () => workspace.sources, factsOf, outside },
    groundOf(workspace, declares),
    (root) => sourcesOf(spaces.at(root)),
  );
  const contracts = new ContractStore((root) => repositories.at(root), {
    isReadable,
    profile: config.profile,
    parts: config.contracts,
    injected: config.injected,
    isGenerated: (path) => isTestPath(path) || workspace.owner(path) !== null,
  });
  return { repositories, contracts };
}
