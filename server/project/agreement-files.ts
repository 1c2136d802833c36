import { join } from "node:path";
import picomatch from "picomatch";
import type { AgreementSource } from "./agreement-rows.ts";
import { filesBelow } from "./discovery.ts";
import type { Files } from "./files.ts";
import { isInside } from "./folders-above.ts";
import { pathFrom } from "./slash-path.ts";

/** Which files the sources of agreements are read from. */
export class SourceFiles {
  readonly #root: string;
  readonly #files: Files;
  readonly #sources: () => ReadonlySet<string>;
  readonly #matchers = new Map<AgreementSource, (path: string) => boolean>();
  readonly #known = new Map<AgreementSource, readonly string[]>();

  constructor(root: string, files: Files, sources: () => ReadonlySet<string>) {
    this.#root = root;
    this.#files = files;
    this.#sources = sources;
  }

  matches(source: AgreementSource, path: string): boolean {
    if (source.file !== undefined) return path === join(this.#root, source.file);
    return isInside(this.#root, path) && this.#matcher(source)(pathFrom(this.#root, path));
  }

  /** Absolute paths, sorted; the one that `file` names, whether it exists or not. */
  of(source: AgreementSource): readonly string[] {
    if (source.file !== undefined) return [join(this.#root, source.file)];
    let known = this.#known.get(source);
    if (!known) this.#known.set(source, (known = this.#find(source)));
    return known;
  }

  /** What the name of a file says: the part of it that `*` stands for. */
  nameOf({ names = "*" }: AgreementSource, path: string): string {
    const [before = "", after = ""] = lastPart(names).split("*");
    return lastPart(path).slice(before.length, after === "" ? undefined : -after.length);
  }

  forget(path: string): void {
    for (const source of this.#known.keys()) if (this.matches(source, path)) this.#known.delete(source);
  }

  #find(source: AgreementSource): string[] {
    // Files of any kind have names; what is read is a source.
    const found = new Set(
      source.names === undefined
        ? this.#sources()
        : [...this.#onDisk(source.names), ...this.#sources(), ...this.#files.snapshot.keys()],
    );
    const isNamed = (path: string): boolean => source.names === undefined || !lastPart(path).startsWith("__");
    return [...found].filter((path) => this.matches(source, path) && isNamed(path) && this.#files.exists(path)).sort();
  }

  #onDisk(glob: string): string[] {
    return filesBelow(this.#root, join(this.#root, picomatch.scan(glob).base));
  }

  #matcher(source: AgreementSource): (path: string) => boolean {
    let matcher = this.#matchers.get(source);
    if (!matcher) this.#matchers.set(source, (matcher = picomatch(source.files ?? source.names ?? [], { dot: true })));
    return matcher;
  }
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? "";
}
