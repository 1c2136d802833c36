import type { ContractExtractions } from "./contract-extractions.ts";
import type { Conventions } from "./conventions.ts";
import type { Tokens } from "./tokens.ts";

/** A file that the run may write. */
export interface ManifestEntry {
  /** Relative to the workspace folder, with `/`. */
  path: string;
  purpose: string;
  status: "new" | "modified";
  /** Code, a test, the README. */
  role: "code" | "test" | "document";
  /** Its text as it is now; null for a file that does not exist yet. */
  current: string | null;
}

/** Everything a backend needs to write a module: plain data, the same for the same inputs. */
export interface GenerationTask {
  /** Version of this shape. */
  readonly protocol: 1;
  readonly module: { id: string; name: string; kind: string; language: string };
  /** The spec, as its author wrote it and as data. */
  readonly spec: { path: string; text: string; value: unknown };
  readonly contracts: ContractExtractions;
  /** What the contracts are written for; null where nothing shows it. */
  readonly runtime: { readonly pydantic: 1 | 2 | null };
  readonly manifest: readonly ManifestEntry[];
  /** The generator document's tables that bind the code. */
  readonly tables: Record<string, unknown>;
  /** The rows of test assertions that this module's kind must prove, and the names its tests must have. */
  readonly evidence: {
    rows: readonly string[];
    /** What proves each row, by its name. */
    proofs: Readonly<Record<string, string>>;
    acceptance: readonly string[];
  };
  /** The header of its files, its namespace, and what is injected under which name. */
  readonly conventions: Conventions;
  readonly budget: { max_files: number; max_lines_per_file: number; max_total_loc: number };
}

/** One file of a draft. */
export interface DraftFile {
  /** Relative to the workspace folder, with `/`; one of the manifest's. */
  path: string;
  content: string;
}

/** What a backend hands over. Claims about itself (an attestation, an evidence table) are not read. */
export interface Draft {
  files: DraftFile[];
}

/** A finding that a draft must lose, as a backend sees it. */
export interface DraftFinding {
  path: string;
  rule: string;
  message: string;
  /** From 1. */
  line: number;
  column: number;
  /** What to write instead. */
  instead: string;
}

export interface BackendContext {
  /** Aborted when the user cancels or a time limit is reached; nothing may run on after it. */
  readonly signal: AbortSignal;
  /** A short text about what is going on, for the progress display. */
  readonly report: (message: string) => void;
  /** What a request to a model cost, once for each that was counted. */
  readonly spent?: (tokens: Tokens) => void;
}

/**
 * Writes a module. `generate` gets the task; `repair` gets the same task, the last draft and what is wrong with it, and returns a whole draft again. A
 * backend that lacks a fact throws `InventionRequired`; any other error ends the run as failed.
 */
export interface Backend {
  readonly name: string;
  generate(task: GenerationTask, context: BackendContext): Promise<Draft>;
  repair(task: GenerationTask, draft: Draft, findings: readonly DraftFinding[], context: BackendContext): Promise<Draft>;
  /** Ends what the backend started; called once, whatever happened. */
  dispose?(): Promise<void>;
}

/** BLOCKERS, INVENTION_REQUIRED: going on would mean making a fact up. */
export class InventionRequired extends Error {
  /** Where in the spec the missing fact belongs, as a dotted path; of an item of a list with its number from 0 (`module.acceptance.required.2`). */
  readonly specKey: string;
  readonly question: string;
  /** An answer as YAML, from the key on, with its value to be filled in; null where none is usual. */
  readonly stub: string | null;
  /** What else is missing: one run asks for all of it. */
  readonly others: readonly InventionRequired[];

  constructor(
    issue: string,
    specKey: string,
    question: string,
    { stub = null, others = [] }: { stub?: string | null; others?: readonly InventionRequired[] } = {},
  ) {
    super(issue);
    this.name = "InventionRequired";
    this.specKey = specKey;
    this.question = question;
    this.stub = stub;
    this.others = others;
  }

  /** The same question with others beside it. */
  and(others: readonly InventionRequired[]): InventionRequired {
    const { message, specKey, question, stub } = this;
    return others.length === 0 ? this : new InventionRequired(message, specKey, question, { stub, others });
  }
}
