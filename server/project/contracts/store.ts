import { CONTRACT_PARTS, documentName } from "../../../rules/profile/contract-parts.ts";
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
  PatternReferences,
} from "../../facts/contracts.ts";
import { snakeCase } from "../../code/spelling.ts";
import { copyPlaces, keepsPlaces, sameFacts } from "../../facts/same.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import { describeClass, findFunction } from "./describe-class.ts";
import { executorContract } from "./executor.ts";
import { contractLanguages, type ContractLanguages } from "./languages.ts";
import { describeListed } from "./listed-class.ts";
import { idempotencyMechanism } from "./idempotency.ts";
import { toolIdentity } from "./identity.ts";
import { serviceInjectedAs } from "./injected-names.ts";
import { plainName, type Aliases } from "./aliases.ts";
import { moduleNames } from "./module-names.ts";
import { patternReferences } from "./pattern-references.ts";
import { digestOfData } from "../kept/digest.ts";
import { findClass, type Repository } from "./repository.ts";
import { firstEstablished, inOrder, namedIn, type Sources } from "./sources.ts";
import { requiredClass, withFields } from "./required.ts";

/** Between the parts of a question: no name holds it. */
const SEPARATOR = "\0";

/** What was asked, and what was answered. */
export type Answers = Map<string, unknown>;

interface Answer {
  /** The question, one text for all who keep it. */
  key: string;
  value: unknown;
  /** Paths that were read for it, or looked for. */
  consulted: Set<string>;
  stale: boolean;
  /** Of the value with its places; undefined until somebody asks. */
  digest: string | null | undefined;
}

export interface ContractOptions {
  profile: Profile;
  /** The repository's classes by their part, and names under which services are injected. */
  parts: Readonly<Record<string, string>>;
  injected: Readonly<Record<string, string>>;
  /** Paths that are no contract: generated modules and tests. */
  isGenerated: (path: string) => boolean;
  /** False for a file of TypeScript until its parser is loaded. */
  isReadable: (path: string) => boolean;
}

/**
 * Answers questions about contracts from the repository, each computed when first asked and again only after something
 * changed. An answer that comes out the same stays the same object, so `holds` is a comparison of identities.
 */
export class ContractStore {
  readonly #sourcesAt: (root: string) => Sources;
  readonly #options: ContractOptions;
  readonly #answers = new Map<string, Answer>();
  #asked: Answers | null = null;
  /** What was found to hold since the last change: nearly every file, at nearly every keystroke. */
  #verified = new WeakSet<Answers>();
  /** Answers computed since the start: what did not change must not raise it. */
  computed = 0;

  /** @param sourcesAt the sources of a root, by its absolute path */
  constructor(sourcesAt: (root: string) => Sources, options: ContractOptions) {
    this.#sourcesAt = sourcesAt;
    this.#options = options;
  }

  /**
   * A file changed: the answers that were read from it are computed again when next asked for.
   * @param path null when more than one file's content changed (the Space, which files are generated, which classes exist)
   */
  changed(path: string | null): void {
    for (const answer of this.#answers.values()) {
      if (path !== null && !answer.consulted.has(path)) continue;
      answer.stale = true;
      this.#verified = new WeakSet();
    }
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
    if (this.#verified.has(answers)) return true;
    for (const [key, value] of answers) if (this.#answer(key).value !== value) return false;
    this.#verified.add(answers);
    return true;
  }

  /** The present answer to a question that was asked. */
  answerTo(question: string): unknown {
    return this.#answer(question).value;
  }

  /** A digest of that answer, places included; null where it is none for another run: an editor has a file of it open, or no text stands for it. */
  digestOf(question: string): string | null {
    const answer = this.#answer(question);
    const { python, typescript } = this.#sourcesAt(question.slice(0, question.indexOf(SEPARATOR)));
    // Edits move its places without changing what it says.
    for (const path of answer.consulted) if (python.isOpen(path) || typescript.isOpen(path)) return null;
    return (answer.digest ??= digestOfData(answer.value));
  }

  /** The contracts as one module sees them from its root: its spec may accept other names for models. */
  view(spec: SpecDocument | null, root: string): Contracts {
    const { python } = this.#sourcesAt(root);
    const ask = <T>(...question: readonly string[]): T => this.#ask<T>([root, ...question].join(SEPARATOR));
    const aliases: Readonly<Record<string, string>> = {
      ...Object.fromEntries(Object.entries(this.#options.parts).map(([part, target]) => [documentName(part), target])),
      ...Object.fromEntries((spec?.modelAliases ?? []).map(({ name, target }) => [name.text, target.text])),
    };
    const idempotency = JSON.stringify([spec?.idempotency?.enabled ?? null, spec?.idempotency?.mechanism?.text ?? null]);
    const languages = spec ? contractLanguages(spec) : "";
    const rows = JSON.stringify(aliases);
    return {
      required: (name) => ask<ContractLookup>("required", name, aliases[name] ?? "", languages),
      part: (part) => {
        const { name } = CONTRACT_PARTS[part];
        return ask<ContractLookup>("required", name, aliases[name] ?? "", languages);
      },
      nameOf: (part) => {
        const { name } = CONTRACT_PARTS[part];
        const alias = aliases[name];
        return alias === undefined ? name : ask<string>("nameOf", name, alias, languages);
      },
      get spaceFirst() {
        return python.spaceFirst === true;
      },
      classAt: (dotted, language) => ask<ContractClass | null>("classAt", dotted, language === "typescript" ? "typescript" : ""),
      moduleAt: (dotted) => ask<{ names: ReadonlySet<string> | null; evidence: Evidence } | null>("moduleAt", dotted),
      functionAt: (dotted) => ask<ContractMethod | null>("functionAt", dotted),
      injected: (name) => ask<ContractClass | null>("injected", name, languages, rows),
      named: (name, language) => ask<readonly ContractClass[]>("named", name, language === "typescript" ? "typescript" : ""),
      classNames: (language) => ask<readonly string[]>("classNames", language === "typescript" ? "typescript" : ""),
      get identity() {
        return ask<Established<string>>("identity", rows, languages);
      },
      get idempotency() {
        return ask<Established<IdempotencyMechanism>>("idempotency", idempotency, languages, rows);
      },
      get executor() {
        return ask<ExecutorContract>("executor", aliases[CONTRACT_PARTS.runtime_context.name] ?? "", languages);
      },
      get patterns() {
        return ask<PatternReferences>("patterns");
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
    const [root = "", kind = "", ...names] = key.split(SEPARATOR);
    const sources = this.#sourcesAt(root);
    const { python, typescript } = sources;
    const outer = this.#asked;
    this.#asked = null;
    const consulted = new Set<string>();
    this.computed++;
    const compute = (): unknown => this.#compute(sources, kind, names);
    const value = python.recording(consulted, () => typescript.recording(consulted, compute));
    this.#asked = outer;
    // Without TypeScript's parser nothing is known of its files: the answer is asked for again.
    const stale = ![...consulted].every((path) => this.#options.isReadable(path));
    const isOpen = (path: string): boolean => python.isOpen(path) || typescript.isOpen(path);
    if (known && sameFacts(known.value, value) && keepsPlaces(known.value, value, isOpen)) {
      copyPlaces(known.value, value);
      known.stale = stale;
      known.consulted = consulted;
      known.digest = undefined;
      return known;
    }
    const answer = { key: known?.key ?? key, value, consulted, stale, digest: undefined };
    this.#answers.set(answer.key, answer);
    return answer;
  }

  #compute(sources: Sources, kind: string, names: readonly string[]): unknown {
    const [name = "", more = "", third = ""] = names;
    const repository = sources.python;
    const languages = (kind === "required" || kind === "nameOf" ? third : more) as ContractLanguages;
    switch (kind) {
      case "required":
        return this.#required(sources, name, more || null, languages);
      case "nameOf": {
        const lookup = this.#required(sources, name, more, languages);
        if (lookup.status === "ambiguous") return lookup.candidates[0]?.name ?? name;
        return lookup.status === "found" && lookup.alias === null ? name : plainName(more);
      }
      case "classAt":
        return this.#classAt(sources, name, languages);
      case "functionAt":
        return findFunction(name, repository);
      case "moduleAt":
        return moduleNames(name, repository);
      case "injected":
        return this.#injected(sources, name, languages, JSON.parse(third) as Aliases);
      case "named":
        return namedIn(more === "typescript" ? sources.typescript : repository, name);
      case "classNames":
        return [...new Set((name === "typescript" ? sources.typescript : repository).classNames())].sort();
      case "identity": {
        const aliases = JSON.parse(name) as Aliases;
        const models = this.#options.profile.tool_identity_canon.models.map((model) =>
          this.#required(sources, model, aliases[model] ?? null, languages),
        );
        return toolIdentity(models, inOrder(sources, languages), { ...this.#options, aliases });
      }
      case "idempotency": {
        const [enabled, mechanism] = JSON.parse(name) as [boolean | null, string | null];
        const answers = inOrder(sources, languages).map((source) =>
          idempotencyMechanism(source, { ...this.#options, aliases: JSON.parse(third) as Aliases }, { enabled, mechanism }),
        );
        return firstEstablished(answers);
      }
      case "executor": {
        const context = this.#required(sources, CONTRACT_PARTS.runtime_context.name, name || null, languages);
        const found = inOrder(sources, languages).map((source) => executorContract(source, this.#options, context));
        return found.find(({ loop }) => loop.value !== null) ?? found[0];
      }
      case "patterns":
        return patternReferences(repository);
      default:
        throw new Error(`no such question: ${kind}`);
    }
  }

  #required(sources: Sources, name: string, alias: string | null, languages: ContractLanguages): ContractLookup {
    const lookups = inOrder(sources, languages).map((source) => requiredClass(name, alias, source, this.#options));
    const missing = lookups.filter((lookup) => lookup.status === "missing");
    return (
      lookups.find(({ status }) => status !== "missing") ??
      missing.find(({ near }) => near !== null) ??
      (lookups[0] as ContractLookup)
    );
  }

  #classAt(sources: Sources, dotted: string, languages: ContractLanguages): ContractClass | null {
    const repository = inOrder(sources, languages)[0] as Repository;
    const found = findClass(dotted, repository);
    if (found) return describeClass(found, repository);
    const dot = dotted.lastIndexOf(".");
    const module = dotted.slice(0, dot);
    const entries = repository.listed(dotted.slice(dot + 1));
    const listed = entries.find((entry) => entry.module === module);
    return listed ? describeListed(withFields(listed, entries), module) : null;
  }

  /** `substrate_service`, `memory_substrate_service`, `_substrate_service` for MemorySubstrateService, and what the configuration says. */
  #injected(sources: Sources, name: string, languages: ContractLanguages, aliases: Aliases): ContractClass | null {
    const plain = snakeCase(name.replace(/^[_#]+/, ""));
    const configured = this.#options.injected[plain] ?? this.#options.injected[name];
    const service = configured ?? serviceInjectedAs(plain, this.#options.profile, aliases);
    if (!service) return null;
    if (service.includes(".")) return this.#classAt(sources, service, "");
    const found = this.#required(sources, service, aliases[service] ?? null, languages);
    return found.status === "found" ? found.class : null;
  }
}
