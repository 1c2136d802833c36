import type { Profile } from "../../../rules/profile/schema.ts";
import type {
  ContractClass,
  ContractLookup,
  ContractMethod,
  Contracts,
  Established,
  Evidence,
  ExecutorContract,
  IdempotencyMechanism,
} from "../../facts/contracts.ts";
import { copyPlaces, keepsPlaces, sameFacts } from "../../facts/same.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import { describeClass, findFunction } from "./describe-class.ts";
import { executorContract } from "./executor.ts";
import { describeListed } from "./listed-class.ts";
import { idempotencyMechanism } from "./idempotency.ts";
import { toolIdentity } from "./identity.ts";
import { serviceInjectedAs } from "./injected-names.ts";
import { moduleNames } from "./module-names.ts";
import { definitionsOf, findClass, type Repository } from "./repository.ts";
import { requiredClass, withFields } from "./required.ts";

/** What was asked, and what was answered. */
export type Answers = Map<string, unknown>;

interface Answer {
  /** The question, one text for all who keep it. */
  key: string;
  value: unknown;
  /** Paths that were read for it, or looked for. */
  consulted: Set<string>;
  stale: boolean;
}

export interface ContractOptions {
  profile: Profile;
  /** `model_aliases` of the configuration, and names under which services are injected. */
  aliases: Readonly<Record<string, string>>;
  injected: Readonly<Record<string, string>>;
  /** Paths that are no contract: generated modules and tests. */
  isGenerated: (path: string) => boolean;
}

/**
 * Answers questions about contracts from the repository, each computed when first asked and again only after something
 * changed. An answer that comes out the same stays the same object, so `holds` is a comparison of identities.
 */
export class ContractStore {
  readonly #repository: Repository;
  readonly #options: ContractOptions;
  readonly #answers = new Map<string, Answer>();
  #asked: Answers | null = null;
  /** Answers computed since the start: what did not change must not raise it. */
  computed = 0;

  constructor(repository: Repository, options: ContractOptions) {
    this.#repository = repository;
    this.#options = options;
  }

  /**
   * A file changed: the answers that were read from it are computed again when next asked for.
   * @param path null when more than one file's content changed (the Space, which files are generated, which classes exist)
   */
  changed(path: string | null): void {
    for (const answer of this.#answers.values()) if (path === null || answer.consulted.has(path)) answer.stale = true;
  }

  /** Runs `work` and returns what it asked. */
  track<T>(work: () => T): { result: T; answers: Answers } {
    const outer = this.#asked;
    const answers: Answers = new Map();
    this.#asked = answers;
    try {
      return { result: work(), answers };
    } finally {
      this.#asked = outer;
      if (outer) for (const [key, value] of answers) outer.set(key, value);
    }
  }

  /** True when every question has the answer it had. */
  holds(answers: Answers): boolean {
    for (const [key, value] of answers) if (this.#answer(key).value !== value) return false;
    return true;
  }

  /** The contracts as one module sees them: its spec may accept other names for models. */
  view(spec: SpecDocument | null): Contracts {
    const ask = <T>(...question: readonly string[]): T => this.#ask<T>(JSON.stringify(question));
    const aliases = {
      ...this.#options.aliases,
      ...Object.fromEntries((spec?.modelAliases ?? []).map(({ name, target }) => [name.text, target.text])),
    };
    const idempotency = JSON.stringify([spec?.idempotency?.enabled ?? null, spec?.idempotency?.mechanism?.text ?? null]);
    return {
      required: (name) => ask<ContractLookup>("required", name, aliases[name] ?? ""),
      aliasOf: (name) => (aliases[name] === undefined ? null : ask<string | null>("aliasOf", name, aliases[name])),
      classAt: (dotted) => ask<ContractClass | null>("classAt", dotted),
      moduleAt: (dotted) => ask<{ names: ReadonlySet<string> | null; evidence: Evidence } | null>("moduleAt", dotted),
      functionAt: (dotted) => ask<ContractMethod | null>("functionAt", dotted),
      injected: (name) => ask<ContractClass | null>("injected", name),
      named: (name) => ask<readonly ContractClass[]>("named", name),
      classNames: () => ask<readonly string[]>("classNames"),
      get identity() {
        return ask<Established<string>>("identity", JSON.stringify(aliases));
      },
      get idempotency() {
        return ask<Established<IdempotencyMechanism>>("idempotency", idempotency);
      },
      get executor() {
        return ask<ExecutorContract>("executor", aliases.RuntimeContext ?? "");
      },
    };
  }

  #ask<T>(question: string): T {
    const { key, value } = this.#answer(question);
    this.#asked?.set(key, value);
    return value as T;
  }

  #answer(key: string): Answer {
    const known = this.#answers.get(key);
    if (known && !known.stale) return known;
    const [kind, ...names] = JSON.parse(key) as [string, ...string[]];
    const outer = this.#asked;
    this.#asked = null;
    const consulted = new Set<string>();
    this.computed++;
    const value = this.#repository.recording(consulted, () => this.#compute(kind, names));
    this.#asked = outer;
    if (known && sameFacts(known.value, value) && keepsPlaces(known.value, value, (path) => this.#repository.isOpen(path))) {
      copyPlaces(known.value, value);
      known.stale = false;
      known.consulted = consulted;
      return known;
    }
    const answer = { key: known?.key ?? key, value, consulted, stale: false };
    this.#answers.set(answer.key, answer);
    return answer;
  }

  #compute(kind: string, names: readonly string[]): unknown {
    const [name = "", more = ""] = names;
    const repository = this.#repository;
    switch (kind) {
      case "required":
        return this.#required(name, more || null);
      case "aliasOf": {
        const lookup = this.#required(name, more || null);
        return lookup.status === "found" ? lookup.alias : null;
      }
      case "classAt":
        return this.#classAt(name);
      case "functionAt":
        return findFunction(name, repository);
      case "moduleAt":
        return moduleNames(name, repository);
      case "injected":
        return this.#injected(name);
      case "named":
        return definitionsOf(repository, name).map((definition) => describeClass(definition, repository));
      case "classNames":
        return [...new Set(repository.classNames())].sort();
      case "identity": {
        const aliases = JSON.parse(name) as Record<string, string>;
        const models = this.#options.profile.tool_identity_canon.models.map((model) =>
          this.#required(model, aliases[model] ?? null),
        );
        return toolIdentity(models, repository, this.#options.profile);
      }
      case "idempotency": {
        const [enabled, mechanism] = JSON.parse(name) as [boolean | null, string | null];
        return idempotencyMechanism(repository, this.#options, { enabled, mechanism });
      }
      case "executor":
        return executorContract(repository, this.#options, this.#required("RuntimeContext", name || null));
      default:
        throw new Error(`no such question: ${kind}`);
    }
  }

  #required(name: string, alias: string | null): ContractLookup {
    return requiredClass(name, alias, this.#repository, this.#options);
  }

  #classAt(dotted: string): ContractClass | null {
    const found = findClass(dotted, this.#repository);
    if (found) return describeClass(found, this.#repository);
    const dot = dotted.lastIndexOf(".");
    const module = dotted.slice(0, dot);
    const entries = this.#repository.listed(dotted.slice(dot + 1));
    const listed = entries.find((entry) => entry.module === module);
    return listed ? describeListed(withFields(listed, entries), module) : null;
  }

  /** `substrate_service`, `memory_substrate_service`, `_substrate_service` for MemorySubstrateService, and what the configuration says. */
  #injected(name: string): ContractClass | null {
    const plain = name.replace(/^_+/, "");
    const configured = this.#options.injected[plain] ?? this.#options.injected[name];
    const service = configured ?? serviceInjectedAs(plain, this.#options.profile);
    if (!service) return null;
    if (service.includes(".")) return this.#classAt(service);
    const found = this.#required(service, null);
    return found.status === "found" ? found.class : null;
  }
}
