import { dirname, join, sep } from "node:path";
import type { DeclaredImports, Project } from "../facts/project.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { FileConfigs } from "../project/file-configs.ts";
import { contractLanguages } from "../project/contracts/languages.ts";
import { moduleName } from "../project/contracts/class-index.ts";
import type { ContractStore } from "../project/contracts/store.ts";
import { declaredImports, distributionsOf, type Distributions } from "../project/dependencies/declared.ts";
import type { Files } from "../project/files.ts";
import { digestOfData } from "../project/kept/digest.ts";

/** What rules know beyond the file they look at, for each module. */
export class Projects {
  readonly #top: string;
  readonly #configs: FileConfigs;
  readonly #contracts: ContractStore;
  readonly #files: Files;
  readonly #known = new Map<string, Project>();
  /** What a project was made from, beside the workspace's configuration. */
  readonly #made = new WeakMap<Project, string>();
  readonly #marks = new WeakMap<Project, string>();
  readonly #declared = new Map<string, DeclaredImports | null>();

  readonly #distributionsOf = new Map<string, Distributions>();

  /** @param top the workspace folder */
  constructor(top: string, configs: FileConfigs, contracts: ContractStore, files: Files) {
    this.#configs = configs;
    this.#files = files;
    this.#top = top;
    this.#contracts = contracts;
  }

  /** One object for each module as long as what its spec says of it stays the same: findings are kept for it. */
  /** @param path the file that is looked at: the configuration may say other things of it */
  of(spec: SpecDocument | null, root: string, path: string): Project {
    const { key: said } = this.#configs.of(path);
    const key = `${root}\0${said}\0${spec ? projectKey(spec) : ""}`;
    let project = this.#known.get(key);
    if (!project) {
      this.#known.set(key, (project = this.fresh(spec, root, path)));
      this.#made.set(project, key);
    }
    return project;
  }

  /** A text that is the same for the same project, but for what its contracts answer; null for one that nothing is kept for. */
  markOf(project: Project): string | null {
    const made = this.#made.get(project);
    if (made === undefined) return null;
    const known = this.#marks.get(project);
    if (known !== undefined) return known;
    const { declaredImports, plannedModules, module, contracts } = project;
    const mark = digestOfData([made, declaredImports, plannedModules, module, contracts.spaceFirst]);
    if (mark !== null) this.#marks.set(project, mark);
    return mark;
  }

  /** An object of its own, for a spec that is no part of the workspace's map. */
  fresh(spec: SpecDocument | null, root: string, path: string): Project {
    const module = spec ? { id: spec.id ?? "", kind: spec.kind, specPath: spec.path } : null;
    const planned = (spec?.allowedNewFiles ?? []).flatMap(({ text }) =>
      [root, join(root, spec?.rootPath ?? "")].map((folder) => moduleName(root, join(folder, text))),
    );
    return {
      root,
      profile: this.#configs.of(path).profile,
      contracts: this.#contracts.view(spec, root),
      declaredImports: this.declaredImports(root),
      plannedModules: new Set(planned.filter((name) => name !== null)),
      module,
    };
  }

  /** What a root declares; where it declares nothing, the nearest one above it that does, as far as the workspace folder. */
  declaredImports(root: string): DeclaredImports | null {
    let known = this.#declared.get(root);
    if (known === undefined) {
      known = declaredImports(root, this.#files);
      if (known === null && root.startsWith(this.#top + sep)) known = this.declaredImports(dirname(root));
      this.#declared.set(root, known);
    }
    return known;
  }

  /** True when a root names the distribution of another one among its dependencies. */
  declares(root: string, other: string): boolean {
    const wanted = this.#distributions(root).required;
    return this.#distributions(other).own.some((name) => wanted.has(name));
  }

  #distributions(root: string): Distributions {
    let known = this.#distributionsOf.get(root);
    if (!known) this.#distributionsOf.set(root, (known = distributionsOf(root, this.#files)));
    return known;
  }

  /** The files that name the project's dependencies changed. */
  dependenciesChanged(): void {
    this.#declared.clear();
    this.#distributionsOf.clear();
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
