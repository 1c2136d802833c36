import type { FileFacts } from "../../facts/kinds.ts";
import type { Files } from "../files.ts";
import { TypeScriptRepository } from "./typescript-repository.ts";
import { WorkspaceRepository, type SpaceSources } from "./workspace-repository.ts";

export type { SpaceSources };

/** The sources of contracts of one workspace folder, by language. */
export class Repositories {
  readonly python: WorkspaceRepository;
  readonly typescript: TypeScriptRepository;

  /** @param sources absolute paths of the workspace's sources @param factsOf null for a file that can not be read, or not yet */
  constructor(
    root: string,
    files: Files,
    sources: () => Iterable<string>,
    factsOf: (path: string) => FileFacts | null,
    space: () => SpaceSources,
  ) {
    this.python = new WorkspaceRepository(root, files, sources, factsOf, space);
    this.typescript = new TypeScriptRepository(root, files, sources, factsOf, space);
  }

  /** Takes note of a changed file of code; true when it may answer to other names than before. */
  refresh(path: string): boolean {
    return this.python.refresh(path) || this.typescript.refresh(path);
  }
}
