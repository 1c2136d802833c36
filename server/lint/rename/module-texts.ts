import { isCode, isDocument, isTestPath, isTypeScript } from "../../facts/languages.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import type { Span } from "../../syntax/text.ts";
import type { Place } from "../links.ts";
import type { Linter } from "../linter.ts";
import { tokensIn } from "./tokens.ts";
import { writtenIn, type Written } from "./written-code.ts";

/** A place of a file of code. */
export interface WrittenPlace extends Written {
  readonly path: string;
  readonly isTest: boolean;
}

/** What the files of a module say, letter by letter: each is read when it is first asked for, and once. */
export class ModuleTexts {
  readonly #linter: Linter;
  readonly #texts = new Map<string, string>();
  readonly code: readonly WrittenPlace[];
  /** The module's documents, absolute paths. */
  readonly documents: readonly string[];

  constructor(linter: Linter, { files, modified }: ModuleFiles) {
    this.#linter = linter;
    this.documents = files.filter(isDocument);
    this.code = [...files, ...modified].filter(isCode).flatMap((path) => {
      const isTest = isTestPath(path);
      return writtenIn(path, this.text(path)).map((written) => ({ ...written, path, isTest }));
    });
  }

  /** A file's text; empty where it can not be read. */
  text(path: string): string {
    let text = this.#texts.get(path);
    if (text === undefined) {
      this.#texts.set(path, (text = this.#linter.files.text(path)));
    }
    return text;
  }

  /** Where the documents of the module name something. */
  named(name: string): Place[] {
    return this.documents.flatMap((path) => tokensIn(this.text(path), name).map((span) => ({ path, span })));
  }

  /** The letters of a name within a place, quotes left out; null where they are written otherwise: with escapes, over several lines, through an alias. */
  inner({ path, span }: Place, name: string): Span | null {
    const written = this.text(path).slice(span.start, span.end);
    const at = written.lastIndexOf(name);
    const [before, after] = [written.slice(0, at), written.slice(at + name.length)];
    // Behind a file's name in a node id, and before its parameters.
    const isWhole = at >= 0 && /^(?:["'`]?|["']?[^"'\\]*::)$/.test(before) && /^(?:\[[^\]]*\])?["'`]?$/.test(after);
    return isWhole ? { start: span.start + at, end: span.start + at + name.length } : null;
  }
}

/** Titles of tests are sentences, names of functions are not. */
export function isTitled(path: string): boolean {
  return isTypeScript(path);
}
