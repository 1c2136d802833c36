import type { Source } from "../../syntax/tree.ts";

/** What a web framework looks like in code. Everything that is left out it does not have. */
export interface Framework {
  readonly language: Source["language"];
  readonly statuses?: StatusWords;
}

/** How a status is answered. */
export interface StatusWords {
  /** What makes an answer: a class or function by its last name, a method with what it is called on (`Response.json`). */
  readonly answers?: readonly {
    readonly called: RegExp;
    /** Where the status stands among the arguments; an object there holds it by `named`. */
    readonly place: number;
  }[];
  /** The keyword, or the entry of an object, that gives an answer its status. */
  readonly named?: string;
  /** Whatever is given this keyword answers with it. */
  readonly namedAnywhere?: boolean;
  /** What the answer that is being written goes by; a pattern of names. */
  readonly answer?: RegExp;
  /** Methods of that answer which take a status, with its place among the arguments. */
  readonly setters?: Readonly<Record<string, number>>;
  /** Fields of that answer which hold its status. */
  readonly fields?: readonly string[];
}
