import { join } from "node:path";
import type { Project } from "../facts/project.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Config } from "../project/config.ts";
import { contractLanguages } from "../project/contracts/languages.ts";
import { moduleName } from "../project/contracts/class-index.ts";
import type { ContractStore } from "../project/contracts/store.ts";
import { declaredImports } from "../project/dependencies.ts";
import type { Files } from "../project/files.ts";

/** What rules know beyond the file they look at, for each module. */
export class Projects {
  readonly #root: string;
  readonly #config: Config;
  readonly #contracts: ContractStore;
  readonly #files: Files;
  readonly #known = new Map<string, Project>();
  #declared: { imports: ReadonlySet<string> | null } | null = null;

  constructor(root: string, config: Config, contracts: ContractStore, files: Files) {
    this.#files = files;
    this.#root = root;
    this.#config = config;
    this.#contracts = contracts;
  }

  /** One object for each module as long as what its spec says of it stays the same: findings are kept for it. */
  of(spec: SpecDocument | null): Project {
    const key = spec ? projectKey(spec) : "";
    let project = this.#known.get(key);
    if (!project) this.#known.set(key, (project = this.fresh(spec)));
    return project;
  }

  /** An object of its own, for a spec that is no part of the workspace's map. */
  fresh(spec: SpecDocument | null): Project {
    const module = spec ? { id: spec.id ?? "", kind: spec.kind, specPath: spec.path } : null;
    const planned = (spec?.allowedNewFiles ?? []).flatMap(({ text }) =>
      [this.#root, join(this.#root, spec?.rootPath ?? "")].map((folder) => moduleName(this.#root, join(folder, text))),
    );
    return {
      root: this.#root,
      profile: this.#config.profile,
      contracts: this.#contracts.view(spec),
      declaredImports: (this.#declared ??= { imports: declaredImports(this.#root, this.#files) }).imports,
      plannedModules: new Set(planned.filter((name) => name !== null)),
      module,
    };
  }

  /** The files that name the project's dependencies changed. */
  dependenciesChanged(): void {
    this.#declared = null;
    this.#known.clear();
  }
}

/** What of a spec its module's rules see through the project, places left out. */
function projectKey(spec: SpecDocument): string {
  const { path, index, id, kind, modelAliases, idempotency, rootPath, allowedNewFiles } = spec;
  const aliases = modelAliases.map(({ name, target }) => [name.text, target.text]);
  const planned = [rootPath, ...allowedNewFiles.map(({ text }) => text)];
  const mechanism = [idempotency?.enabled ?? null, idempotency?.mechanism?.text ?? null];
  return JSON.stringify([path, index, id, kind, aliases, planned, mechanism, contractLanguages(spec)]);
}
