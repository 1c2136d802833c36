import type { ContractPart } from "../../rules/profile/contract-parts.ts";
import type { Span } from "../syntax/text.ts";
import type { PatternKey } from "./space.ts";
import type { DeclaredType, LiteralValue } from "../code/types/declared.ts";

/** Where a fact was read, best first (SPACE_FILE_PRIORITY; the workspace's own file stands above its extract, and so does what `contract_sources` names). */
export type SourceRank = "workspace" | "package" | "extract" | "supplement" | "index" | "profile";

export interface Evidence {
  /** Absolute path of the Python or Space file; the empty text for the profile. */
  readonly path: string;
  /** Offsets in that file; null where a file as a whole is meant. */
  readonly span: Span | null;
  readonly rank: SourceRank;
}

export interface ContractField {
  readonly name: string;
  /** As written in the source. */
  readonly annotation: string | null;
  /** What it takes, aliases followed and limits included. */
  readonly type: DeclaredType;
  /** A validator sees what is given before its type is looked at, and may convert it. */
  readonly converted: boolean;
  /** Dotted name of the class the annotation names; null for builtins, unions and what is no class. */
  readonly className: string | null;
  /** The class of its items (`List[PacketEnvelope]`), likewise. */
  readonly itemClass: string | null;
  /** Can not be given by position. */
  readonly keywordOnly: boolean;
  readonly required: boolean;
  readonly default: string | null;
  /** Other names under which the field is given (`Field(alias=…)`). */
  readonly aliases: readonly string[];
  /** The base class that declares it, null for the class itself. */
  readonly inheritedFrom: string | null;
  /** Its name, where it is declared. */
  readonly evidence: Evidence;
}

export interface ContractParameter {
  readonly name: string;
  readonly annotation: string | null;
  readonly type: DeclaredType;
  readonly default: string | null;
  readonly required: boolean;
  readonly kind: "positional" | "keyword" | "rest" | "keywords";
}

export interface ContractMethod {
  readonly name: string;
  readonly parameters: readonly ContractParameter[];
  readonly returns: string | null;
  /** Dotted name of the class it returns, as seen from its own file; null where the annotation names none. */
  readonly returnsClass: string | null;
  /** The class of the items of what it returns. */
  readonly returnsItem: string | null;
  readonly async: boolean;
  readonly inheritedFrom: string | null;
  /** Of a helper of tests the fields that it looks at, where it only asks whether they are true or say that it went well. */
  readonly asserts?: readonly string[];
  /** Its name, where it is declared. */
  readonly evidence: Evidence;
}

/** A class that the repository or the Space defines, bases included as far as they can be found. */
export interface ContractClass {
  readonly name: string;
  /** Dotted module it is imported from (`memory.substrate_models`). */
  readonly module: string;
  readonly kind: "pydantic" | "dataclass" | "typeddict" | "enum" | "protocol" | "namedtuple" | "class" | "interface" | "zod";
  readonly fields: readonly ContractField[];
  readonly methods: readonly ContractMethod[];
  /** Names that can be read from an instance beside fields and methods (properties, class constants, `self.x` attributes). */
  readonly attributes: readonly string[];
  /** The classes of attributes and properties that say what they hold, by name. */
  readonly attributeClasses: Readonly<Record<string, string>>;
  /** Of an enum its members, in source order: null for a value that is no literal. Empty for any other class, and for flags, whose values add up. */
  readonly members: readonly { readonly name: string; readonly value: LiteralValue }[];
  /** Accepts fields it does not declare. */
  readonly extraAllowed: boolean;
  /** Takes its fields in a way of its own: an `__init__`, aliases made by a function, the environment. */
  readonly ownConstructor: boolean;
  /** What the one constructor of a class of TypeScript takes, in order; null where it is not known. */
  readonly takes: readonly ContractField[] | null;
  /** Its fields may be given by their names beside an alias; left out where the class says nothing of it. */
  readonly byName?: boolean;
  /** A validator sees what is given before the fields are read: it may fill in what is missing and take what is no field. */
  readonly validatesWhole: boolean;
  /** Everything about it is known: every base was found and the source is code, not an index. What is unknown is never reported as missing. */
  readonly complete: boolean;
  readonly evidence: Evidence;
}

/** The answer for a name that the generator document requires. */
export type ContractLookup =
  | {
      readonly status: "found";
      readonly class: ContractClass;
      /** The repository's own name for it, as the configuration or the spec says it. */ readonly alias: string | null;
    }
  | { readonly status: "ambiguous"; readonly candidates: readonly ContractClass[] }
  | {
      readonly status: "missing";
      /** A name near enough to propose. */ readonly near: ContractClass | null;
      /** Where MODEL_LOCATIONS expects it. */ readonly expected: string | null;
    };

export type IdempotencyMechanism = "substrate_lookup" | "memory_cache" | "both" | "none";

/** A thing the repository decides, and what shows it. */
export interface Established<T> {
  /** Null when it can not be established. */
  readonly value: T | null;
  readonly evidence: readonly (Evidence & { readonly says: string })[];
}

/** A row of PATTERN_REFERENCES. */
export type PatternReference = Exclude<PatternKey, "idempotency" | "tool_identity">;
/** `value` is the text that says it, null where none does. */
export type PatternReferences = Readonly<Record<PatternReference, Established<string>>>;

export interface ExecutorContract {
  readonly loop: Established<string>;
  readonly termination: Established<readonly string[]>;
  readonly contextFields: Established<readonly string[]>;
  readonly maxIterations: Established<string>;
}

/**
 * What is true in the repository and the Space, asked by name. Rules ask only what they need: an answer they got is
 * remembered, and they run again only when it changes.
 */
export interface Contracts {
  /** A model or service of the generator document's tables, by its name there. */
  required(name: string): ContractLookup;
  /** An extract of the Space counts more than the workspace file it shows. */
  readonly spaceFirst: boolean;
  /** The class that plays a part. */
  part(part: ContractPart): ContractLookup;
  /** What the repository calls the class that plays a part, whether it is found or not. Changes less often than the class. */
  nameOf(part: ContractPart): string;
  /**
   * The class a dotted name stands for (`memory.substrate_models.PacketEnvelopeIn`), re-exports followed; null when nothing of the workspace or Space is
   * known of it. Python's unless said otherwise.
   */
  classAt(dotted: string, language?: "python" | "typescript"): ContractClass | null;
  /** What a module of the workspace or the Space defines: null when the module is unknown; `names` null when it can not be told (star imports, `__getattr__`). */
  moduleAt(dotted: string): { readonly names: ReadonlySet<string> | null; readonly evidence: Evidence } | null;
  /** The function a dotted name stands for (`memory.deps.get_service`), re-exports followed; null when nothing is known of it. */
  functionAt(dotted: string): ContractMethod | null;
  /** The contract service that a name is injected as (`substrate_service`), from the configuration, the profile and the services' own names. */
  injected(name: string): ContractClass | null;
  /** Every class of a name, wherever it is defined. Python's unless said otherwise. */
  named(name: string, language?: "python" | "typescript"): readonly ContractClass[];
  /** Names of every class of workspace and Space, likewise. */
  classNames(language?: "python" | "typescript"): readonly string[];
  /** The field that identifies a tool, and where it was seen. */
  readonly identity: Established<string>;
  readonly idempotency: Established<IdempotencyMechanism>;
  readonly executor: ExecutorContract;
  /** What the Space says of the patterns that generated code follows. */
  readonly patterns: PatternReferences;
}
