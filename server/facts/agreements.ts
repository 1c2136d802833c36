import type { Span } from "../code/index.ts";

/** A place of a file; `path` is absolute. */
export interface Place {
  readonly path: string;
  readonly at: Span;
}

/** One member of a set, and where it stands. */
export interface SetItem extends Place {
  readonly text: string;
  /** Other names of the same member: any of them is enough. */
  readonly others?: readonly string[];
}

/** Where a member can be added: what is written there for each, `{}` for its text, `{name}` for the name that an enum's member gets. */
export interface Insertion {
  readonly at: number;
  readonly each: string;
  /** Of the first member of an empty list, where it differs. */
  readonly first?: string;
  /** How an enum's names come from its values. */
  readonly naming?: "upper" | "same";
  /** Texts that can be written there as they are. */
  readonly fits: RegExp;
}

/** The members that one source of an agreement has. */
export interface SourceSet {
  /** How it is called in a sentence: "`ToolName` in core/tools.py". */
  readonly called: string;
  readonly items: readonly SetItem[];
  /** Where it is declared. */
  readonly declared: Place;
  /** Null where a member can not be added without guessing. */
  readonly insertion: Insertion | null;
}

/** A source that can not be read exactly, so that nothing is said of its agreement. */
export interface Unread {
  readonly unread: {
    /** Where the row names it. */
    readonly row: Place;
    /** Why, as the end of a sentence. */
    readonly why: string;
    /** What can not be read, where that is one place. */
    readonly place: Place | null;
    /** The row itself is wrong: it names what there is not. */
    readonly wrong: boolean;
    /** What may be meant in place of what stands there. */
    readonly near: string | null;
  };
}

/** A row of `agreements`, with what its sources say now. */
export interface Agreement {
  readonly id: string;
  /** Why they must agree. */
  readonly why: string | null;
  readonly docs: string | null;
  /** What a difference weighs. */
  readonly severity: "error" | "warning" | "info";
  /** `subset`: what a source has, the next one has too. */
  readonly direction: "equal" | "subset";
  /** Members that are passed over. */
  readonly except: ReadonlySet<string>;
  /** Where the configuration has it. */
  readonly row: Place;
  readonly sources: readonly (SourceSet | Unread)[];
}

/** What a row names and is not there, and what is. */
interface Missing {
  readonly name: string;
  readonly known: readonly string[];
}

/** Why a set can not be read exactly: thrown by what reads one, caught where the source is read. */
export class NotExact extends Error {
  /** Where in the file. */
  readonly at: Span | null;
  /** Set where the row is wrong: it names something that there is not. */
  readonly missing: Missing | null;

  constructor(why: string, { at = null, missing = null }: { at?: Span | null; missing?: Missing | null } = {}) {
    super(why);
    this.at = at && { start: at.start, end: at.end };
    this.missing = missing;
  }
}

/** The members of one file, before it is said which file. */
export interface OwnSet {
  readonly items: readonly { readonly text: string; readonly at: Span; readonly others?: readonly string[] }[];
  /** Where the set is declared; null where each member stands for itself. */
  readonly declared: Span | null;
  readonly insertion: Insertion | null;
}
