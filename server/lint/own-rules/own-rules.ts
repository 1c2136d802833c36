import type { Rule } from "../../../rules/define.ts";
import type { OwnRules as Declared } from "../../project/own-rules/load.ts";
import { Text } from "../../syntax/text.ts";
import type { Looked } from "../code-file.ts";
import { isTypeScriptLoaded, readTypeScriptPattern } from "../load-typescript.ts";
import { readPattern } from "../python-file.ts";
import { checkRuleFile } from "./check-file.ts";
import { ownRules } from "./compile.ts";

/** The rules that a workspace declares itself, and the files they stand in. */
export class OwnRules {
  readonly rules: readonly Rule[];
  readonly #declared: Declared;
  readonly #files: ReadonlySet<string>;

  /** @param root the workspace folder, which globs begin at */
  constructor(declared: Declared, root: string) {
    this.#declared = declared;
    this.#files = new Set(declared.files);
    this.rules = ownRules(declared.rules, root);
  }

  /** A file of such rules, whether they are good or not. */
  includes(path: string): boolean {
    return this.#files.has(path);
  }

  files(): readonly string[] {
    return this.#declared.files;
  }

  /** Patterns of TypeScript are read by its parser. */
  isReadable(path: string): boolean {
    return isTypeScriptLoaded() || !this.includes(path) || !this.rules.some(({ languages }) => languages.includes("typescript"));
  }

  /** What is wrong with the rules of a file of them. */
  check(path: string, text: string): Looked {
    return checkRuleFile(path, new Text(text), this.#declared, { python: readPattern, typescript: readTypeScriptPattern });
  }
}
