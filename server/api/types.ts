// The types of the package l9-language-server, shipped as they stand here: declarations alone, and no import.

/** What a linter of a workspace is told when it is opened. */
export interface OpenLinterOptions {
  /** A configuration file in place of the nearest l9.config.yaml; from the root, or absolute. */
  config?: string;
  /** modules: specs and generated code; all: every file. By default what the configuration says. */
  scope?: "modules" | "contracts" | "all";
  /** Only these rules. */
  select?: readonly string[];
  /** All rules but these. */
  ignore?: readonly string[];
}

export interface CheckOptions {
  /** Files and folders, from the root or absolute; by default the whole workspace. */
  paths?: readonly string[];
  /** Check files that are named even where they are excluded, ignored or part of no module. */
  force?: boolean;
}

export interface CheckTextOptions {
  /** Check the text even where its file is excluded, ignored or part of no module. */
  force?: boolean;
}

/** Lines and columns start at 1; columns are UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** The end is exclusive. */
export interface Range {
  start: Position;
  end: Position;
}

export type Severity = "error" | "warning" | "info";

/** A finding, as `l9 check --format json` prints it. */
export interface Finding {
  /** From the root, with `/`. */
  path: string;
  /** The rule's id. */
  rule: string;
  severity: Severity;
  message: string;
  range: Range;
  /** The id of the module that the file belongs to. */
  module: string | null;
  /** What would end the finding: `safe` never changes what correct code does. */
  fix: { title: string; safety: "safe" | "unsafe" } | null;
  /** Other places that explain it. */
  related: { path: string; range: Range; message: string }[];
  /** What the rule knows beside, for machines. */
  data: Record<string, unknown>;
}

/** Where a fact was read. */
export interface Evidence {
  /** From the root, with `/`. */
  file: string;
  /** From 1. */
  line: number;
  source: "workspace" | "extract" | "supplement" | "index" | "profile";
}

/** What the repository decides; null where that can not be established. */
export interface Established {
  value: unknown;
  evidence: (Evidence & { says: string })[];
}

export interface ContractField {
  name: string;
  /** As written in the source. */
  annotation: string | null;
  required: boolean;
  default: string | null;
  aliases: string[];
  inheritedFrom: string | null;
  evidence: Evidence;
}

export interface ContractMethod {
  name: string;
  parameters: { name: string; annotation: string | null; default: string | null; required: boolean }[];
  returns: string | null;
  async: boolean;
  inheritedFrom: string | null;
  evidence: Evidence;
}

/** A model or a service that the repository or the Space defines. */
export interface ContractClass {
  name: string;
  /** The dotted name of the module that it is imported from. */
  module: string;
  /** The line that imports it. */
  import: string;
  kind: string;
  fields: ContractField[];
  methods: ContractMethod[];
  /** Everything about it is known. */
  complete: boolean;
  evidence: Evidence;
}

/** What generated code may rely on, as `l9 contracts --format json` prints it. */
export interface Contracts {
  models: ContractClass[];
  services: ContractClass[];
  tool_identity: Established;
  idempotency: Established;
  /** Of a spec of an executor module. */
  executor?: Record<string, Established> | null;
  /** PATTERN_REFERENCES of the generator document: what the Space says of each pattern, as it says it. */
  patterns: Record<
    "packet_creation" | "thread_uuid" | "dependency_injection" | "route_handler" | "error_handling" | "logging",
    Established
  >;
  /** Required names that were not found, or not once. */
  unresolved: { name: string; status: "missing" | "ambiguous" }[];
  space_files_unread: { file: string; reason: string }[];
}

/** A workspace at work. Calls are served one after the other. */
export interface Linter {
  /** The workspace folder; absolute. */
  readonly root: string;
  /**
   * The findings of the workspace as the disk has it now, sorted by path, place and rule. Files that are named bring the findings that their modules
   * have elsewhere. A baseline that the configuration names is taken away.
   */
  check(options?: CheckOptions): Promise<Finding[]>;
  /**
   * The findings that one file would have with another text, as in an editor before it is saved. All other files are as they were when the linter
   * was opened, or at the last `check`.
   * @param path from the root, or absolute; it need not exist
   */
  checkText(path: string, text: string, options?: CheckTextOptions): Promise<Finding[]>;
  /**
   * The contracts as the disk has them now.
   * @param spec only what the module of this spec needs; by default all that the generator document names
   */
  contracts(spec?: string): Promise<Contracts>;
  /** Gives up what the linter holds. Calls that come later are rejected. */
  dispose(): void;
}

/**
 * Opens a workspace. Nothing of it is run, written or sent.
 * @param root the workspace folder
 * @throws an Error that says what is wrong: no such folder, a broken configuration, an unknown rule
 */
export declare function openLinter(root: string, options?: OpenLinterOptions): Promise<Linter>;

/** The version of the package. */
export declare const version: string;
