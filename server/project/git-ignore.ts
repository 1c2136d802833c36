import { basename, dirname, join, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { slowGlob } from "../code/quick-pattern.ts";
import { isOn, namedPath, readGitSettings, userGitFolder } from "./git-config.ts";
import { foldersAbove } from "./folders-above.ts";
import { gitFolder, type GitFolder } from "./git-folder.ts";
import { bytesOf } from "./regular-file.ts";
import { slashed } from "./slash-path.ts";

/** Patterns that stand one below the other, all of which leave out or all of which bring back. */
interface Run {
  readonly leavesOut: boolean;
  readonly patterns: Ignore;
}

/** One file of patterns. */
interface IgnoreFile {
  /** Where its paths start: absolute. */
  readonly folder: string;
  readonly runs: readonly Run[];
}

/** Where a folder keeps the patterns of its repository that are not shared. */
const EXCLUDE = join(".git", "info", "exclude");

/**
 * What git ignores in a folder, as gitignore(5) has it: by the `.gitignore` files of the folder and of those above it in its repository, by the
 * repository's `info/exclude`, by the file that `core.excludesFile` names, in this order; in each the last pattern that fits decides. Outside of a
 * repository the `.gitignore` files alone count. Which files git has in its index is not looked up: what is tracked though it is ignored counts as ignored.
 */
export class Ignored {
  /** The one that decides first is the last. */
  readonly #files: readonly IgnoreFile[];
  readonly #anyCase: boolean;

  private constructor(files: readonly IgnoreFile[], anyCase: boolean) {
    this.#files = files;
    this.#anyCase = anyCase;
  }

  /** What counts for a folder because of those above it. */
  static above(folder: string): Ignored {
    const nothing = new Ignored([], false);
    const between: string[] = [];
    let inRepository = false;
    for (const at of foldersAbove(folder)) {
      if (at !== folder) between.unshift(at);
      inRepository = gitFolder(at) !== null;
      if (inRepository) break;
    }
    if (!inRepository) return nothing;
    return between.reduce<Ignored>((ignored, next) => ignored.within(next), nothing);
  }

  /**
   * What counts for the entries of a folder. Another repository, a submodule say, has rules of its own and none of those around it.
   * @param has whether the folder has an entry of this name, where that is known
   */
  within(folder: string, has: (name: string) => boolean = () => true): Ignored {
    const repository = has(".git") ? gitFolder(folder) : null;
    const outer = repository ? Ignored.#ofRepository(folder, repository) : this;
    // Git does not follow a link there.
    return has(".gitignore") ? outer.#with(folder, join(folder, ".gitignore"), false) : outer;
  }

  /** @param path absolute, of an entry of a folder that is not ignored itself */
  ignores(path: string, isFolder: boolean): boolean {
    for (let at = this.#files.length - 1; at >= 0; at--) {
      const { folder, runs } = this.#files[at] as IgnoreFile;
      const inside = inBytes(path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1)) + (isFolder ? "/" : "");
      const deciding = runs.findLast(({ patterns }) => patterns.test(inside).unignored);
      if (deciding) return deciding.leavesOut;
    }
    return false;
  }

  static #ofRepository(top: string, { own, common }: GitFolder): Ignored {
    const settings = readGitSettings(own, common);
    const named = settings.get("core.excludesfile");
    const users = named === undefined ? join(userGitFolder(), "ignore") : namedPath(named ?? "", top);
    return new Ignored([], isOn(settings.get("core.ignorecase"))).#with(top, users).#with(top, join(common, "info", "exclude"));
  }

  #with(folder: string, path: string, links = true): Ignored {
    const bytes = bytesOf(path, links);
    if (bytes === null) return this;
    return new Ignored([...this.#files, { folder, runs: readRuns(bytes.toString("latin1"), this.#anyCase) }], this.#anyCase);
  }
}

/** The folder for whose files an ignore file counts; null for any other file. */
export function ignoresFor(path: string): string | null {
  if (basename(path) === ".gitignore") return dirname(path);
  return path.endsWith(sep + EXCLUDE) ? path.slice(0, -EXCLUDE.length - 1) : null;
}

/**
 * Every pattern is given to the library as one that brings back: it then says whether the pattern fits this very path. Of one that leaves out
 * it also says so for all below, and would forget that another file brought a folder between back.
 */
function readRuns(text: string, anyCase: boolean): Run[] {
  const runs: { leavesOut: boolean; lines: string[] }[] = [];
  for (const line of text.replace(/^\u00EF\u00BB\u00BF/, "").split("\n")) {
    // A pattern that could stall the program leaves out nothing.
    if (line === "" || line.startsWith("#") || slowGlob(line) !== null) continue;
    const leavesOut = !line.startsWith("!");
    if (runs.at(-1)?.leavesOut !== leavesOut) runs.push({ leavesOut, lines: [] });
    runs.at(-1)?.lines.push(leavesOut ? `!${line}` : line);
  }
  return runs.map(({ leavesOut, lines }) => ({ leavesOut, patterns: ignore({ ignorecase: anyCase }).add(lines.join("\n")) }));
}

/** A relative path with `/`, a character for each byte: git's `?` is one byte, and only the capitals of ASCII have small letters there. */
function inBytes(path: string): string {
  const shown = slashed(path);
  return /^[ -~]*$/.test(shown) ? shown : Buffer.from(shown, "utf8").toString("latin1");
}
