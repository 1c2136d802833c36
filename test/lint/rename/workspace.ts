import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { applyEdits } from "../../../server/lint/damage/damage.ts";
import { Linter } from "../../../server/lint/linter.ts";
import { loadTypeScript } from "../../../server/lint/load-typescript.ts";
import { renaming, type Refused, type Renaming } from "../../../server/lint/rename/rename.ts";
import { defaultConfig } from "../../../server/project/config.ts";
import { loadPython } from "../../../server/syntax/python-parser.ts";
import { folder } from "../../lsp/folder.ts";

/** A workspace whose texts are held here, so that a rename can be taken over without a disk. */
export class Texts {
  readonly root: string;
  readonly linter: Linter;
  readonly #names: readonly string[];

  private constructor(root: string, names: readonly string[]) {
    this.root = root;
    this.#names = names;
    this.linter = new Linter(root, defaultConfig);
    this.linter.scan();
  }

  static async of(files: Readonly<Record<string, string>>): Promise<Texts> {
    return Texts.in(
      folder(files, (end) => {
        afterAll(end);
      }).root,
      Object.keys(files),
    );
  }

  /** @param names the files that are looked at, from the root */
  static async in(root: string, names: readonly string[]): Promise<Texts> {
    await Promise.all([loadPython(), loadTypeScript()]);
    return new Texts(root, names);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return this.linter.files.openText(this.path(name)) ?? readFileSync(this.path(name), "utf8");
  }

  write(name: string, text: string): void {
    this.linter.setOpen(this.path(name), text);
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#names.map((name) => [name, this.read(name)]));
  }

  /** Renames what is written at the first place of a text in a file, without taking it over. */
  ask(file: string, text: string, to: string): Renaming | Refused | null {
    const at = this.read(file).indexOf(text);
    if (at < 0) throw new Error(`${file} has no ${text}`);
    return renaming(this.linter, this.path(file), at + 1, to);
  }

  /** The same, taken over; why it is refused, or null. */
  rename(file: string, text: string, to: string): string | null {
    return this.take(this.ask(file, text, to));
  }

  /** Takes a rename over; why there is none, or null. */
  take(made: Renaming | Refused | null): string | null {
    if (!made) return "nothing to rename";
    if ("refused" in made) return made.refused;
    for (const [path, edits] of made.edits) {
      const name = path.slice(this.root.length + 1);
      this.write(name, applyEdits(this.read(name), edits));
    }
    return null;
  }

  /** What is found in the files, by rule. */
  findings(): string[] {
    const found = this.#names.flatMap((name) => this.linter.check(this.path(name)));
    return found.map(({ rule, path }) => `${path.slice(this.root.length + 1)} ${rule}`).sort();
  }
}
