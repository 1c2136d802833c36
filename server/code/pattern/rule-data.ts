/** A rule that a repository declares itself, as plain data: what `.l9/rules/*.yaml` holds. */

/** What a node must be; of several keys all hold. The words are those that ast-grep uses. */
export interface MatcherData {
  /** Code with `$X` for a node and `$$$X` for any number of them; as a map, the part `selector` of a larger piece of code. */
  pattern?: string | { context: string; selector: string } | undefined;
  /** The kind of a node: the words of Python's grammar. */
  kind?: string | undefined;
  /** What the node's text holds; alone, what the file's text holds. Matched in linear time. */
  regex?: string | undefined;
  /** A module or a name that is imported: `requests`, `app.legacy`, `typing.List`. What lies in it counts too. */
  imports?: string | string[] | undefined;
  inside?: RelationData | undefined;
  has?: RelationData | undefined;
  follows?: RelationData | undefined;
  precedes?: RelationData | undefined;
  all?: MatcherData[] | undefined;
  any?: MatcherData[] | undefined;
  not?: MatcherData | undefined;
}

/** What a node around, in, before or behind it must be. */
export interface RelationData extends MatcherData {
  /** How far is looked: at the next node (`neighbor`), to the last one (`end`), or to the first that this matches. */
  stopBy?: "neighbor" | "end" | MatcherData | undefined;
  /** The field of its parent in which the node stands. */
  field?: string | undefined;
}

export interface OwnRuleData {
  id: string;
  language: readonly ("python" | "typescript")[];
  /** Each match is a finding. */
  rule?: MatcherData | undefined;
  /** A file without a match is a finding. */
  require?: MatcherData | undefined;
  /** What a captured node must be besides. */
  constraints?: Record<string, MatcherData> | undefined;
  /** `$X` stands for what was captured. */
  message: string;
  why: string;
  instead: string;
  fix?: { template: string; safety: "safe" | "unsafe" } | undefined;
  severity: "off" | "info" | "warning" | "error";
  /** Globs from the workspace folder; empty for every file. */
  paths: readonly string[];
  ignorePaths: readonly string[];
  /** Where more is written about it. */
  docs?: string | undefined;
  check?: string | undefined;
  /** Where it stands: an absolute path, and its place among the rules of the file. */
  file: string;
  at: number;
}
