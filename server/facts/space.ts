import type { Span } from "../syntax/text.ts";

/** How much a Space file is believed (SPACE_FILE_PRIORITY), best first: `*.py.md`; `repo_supplement.md`; every other file. */
export type SpaceRank = "extract" | "supplement" | "index";

/** How a block of code says which file it was taken from; `name`: only the Space file's own name tells. */
export type PathSource = "fence" | "comment" | "line" | "heading" | "name";

/**
 * Python code of a repository file as a Space file shows it. Fenced code that names its file is an extract wherever it stands, so its
 * rank is always `extract`, whatever the rank of the file around it.
 */
export interface SpaceExtract {
  readonly rank: "extract";
  /** Path in the repository as written, with `/`; with `pathFrom: "name"` perhaps only the end of it. */
  readonly path: string;
  readonly pathFrom: PathSource;
  /** Where the path is written; null with `pathFrom: "name"`. */
  readonly pathSpan: Span | null;
  /** The code's place in the Space file. */
  readonly span: Span;
  /** The code, the indentation of its fence removed. Lines that only say that something is left out are comments here, as long as they were. */
  readonly code: string;
  /** Where each line of `code` begins in the Space file; null when `code` stands there unchanged from `span.start` on. */
  readonly lineStarts: readonly number[] | null;
  /** The text around says that this is a part of the file. */
  readonly excerpt: boolean;
  /** Names behind `class`, found by a text search: tells whether parsing the code is worth it. */
  readonly classes: readonly string[];
  /** Names behind `def`, found in the same way. */
  readonly functions: readonly string[];
}

export interface SpaceParameter {
  readonly name: string;
  readonly annotation: string | null;
  readonly default: string | null;
}

/** A class, function or method that an index names. */
export interface SpaceSymbol {
  readonly kind: "symbol";
  /** By its place in the entry and its spelling; `name` for what may be anything. */
  readonly what: "class" | "function" | "method" | "name";
  readonly name: string;
  /** The class of a method. */
  readonly owner: string | null;
  /** Null when the entry shows none; `self` and `cls` are left out, bare `*` and `/` too. */
  readonly parameters: readonly SpaceParameter[] | null;
  readonly returns: string | null;
  /** Path in the repository as written, or a dotted module where the entry gives one; null when it gives neither. */
  readonly path: string | null;
  readonly doc: string | null;
  readonly span: Span;
}

/** An HTTP route. */
export interface SpaceRoute {
  readonly kind: "route";
  readonly method: string;
  readonly route: string;
  readonly handler: string | null;
  readonly path: string | null;
  readonly span: Span;
}

/** The name of an environment variable. */
export interface SpaceEnvironment {
  readonly kind: "environment";
  readonly name: string;
  readonly path: string | null;
  readonly doc: string | null;
  readonly span: Span;
}

export interface SpaceField {
  readonly name: string;
  /** As a Python annotation; null when not told. */
  readonly annotation: string | null;
  /** Null when not told. */
  readonly required: boolean | null;
  readonly default: string | null;
  readonly span: Span;
}

/** The fields of a model, from `openapi.json` or a table of fields. */
export interface SpaceSchema {
  readonly kind: "schema";
  readonly name: string;
  readonly path: string | null;
  readonly fields: readonly SpaceField[];
  /** Accepts other fields too; null when not told. */
  readonly extra: boolean | null;
  readonly span: Span;
}

/** `Key: value` as a list item, a bold label, a plain line or a row of a two-column table. Markup is removed from both. */
export interface SpaceStatement {
  readonly kind: "statement";
  readonly key: string;
  readonly value: string;
  /** The innermost heading above. */
  readonly section: string | null;
  readonly span: Span;
}

/** The rows of PATTERN_REFERENCES, and the two patterns that CONTRACT_EXTRACTIONS names: what a Space says about each binds generated code. */
export const PATTERN_KEYS = [
  "packet_creation",
  "thread_uuid",
  "dependency_injection",
  "route_handler",
  "error_handling",
  "logging",
  "idempotency",
  "tool_identity",
] as const;
export type PatternKey = (typeof PATTERN_KEYS)[number];

/** A paragraph below a heading that names a pattern; its code is not part of it. */
export interface SpaceProse {
  readonly kind: "prose";
  readonly about: PatternKey;
  /** The paragraph's lines as one, markup as written. */
  readonly text: string;
  readonly span: Span;
}

export type SpaceEntry = SpaceSymbol | SpaceRoute | SpaceEnvironment | SpaceSchema | SpaceStatement | SpaceProse;

/** What one Space file says: plain data. Spans are offsets in that file. */
export interface SpaceFacts {
  readonly rank: SpaceRank;
  readonly extracts: readonly SpaceExtract[];
  readonly entries: readonly SpaceEntry[];
}

/** Why a Space file could not be read: `message` continues "The Space file x.json can not be read: ". */
export interface SpaceProblem {
  /** Null where the file as a whole is meant. */
  readonly span: Span | null;
  readonly message: string;
}

/** A file of a Space folder; with a problem it says nothing. */
export interface SpaceFile {
  /** Absolute. */
  readonly path: string;
  readonly facts: SpaceFacts;
  readonly problem: SpaceProblem | null;
}

/** One way in which an extract differs from the workspace file it names. */
export interface ExtractDifference {
  /** `PacketEnvelopeIn.payload`, `MemorySubstrateService.write_packet`, `create_app`. */
  readonly name: string;
  readonly what: "field" | "method" | "function" | "class";
  /** `gone`: only the extract has it. `new`: only the file has it. `changed`: both have it, not alike. */
  readonly how: "gone" | "new" | "changed";
  /** As the extract and the file have it, null where it is not there. */
  readonly inExtract: string | null;
  readonly inFile: string | null;
  /** In the Space file. */
  readonly span: Span;
  /** In the workspace file; null for what is gone. */
  readonly fileSpan: Span | null;
}
