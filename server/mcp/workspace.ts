import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { openLinter, type OpenedLinter } from "../cli/open-linter.ts";
import { UsageError } from "../cli/usage-error.ts";
import { isOwnRuleFile, ownRuleFiles } from "../project/own-rules/load.ts";
import { isInside } from "../project/folders-above.ts";
import type { Linter } from "../lint/linter.ts";
import { discover } from "../project/discovery.ts";
import { visible } from "../syntax/visible.ts";
import { pathFrom } from "../project/slash-path.ts";

/** Above so many changed files the workspace is read anew: that costs less than following each. */
const FOLLOWED = 200;

/** Files that decide what is read at all, wherever they lie: with another text of one of them the workspace is read anew. */
const DECISIVE = /^(?:l9\.config\.ya?ml|pyproject\.toml|package\.json|\.gitignore)$/;

/** What tells two states of a file apart, by its absolute path. */
type Stamps = Map<string, string>;

/** The one linter of the process, brought up to what the disk holds before each use. Uses wait for one another: the linter is one state. */
export class WarmWorkspace {
  readonly root: string;
  #opened: OpenedLinter | null = null;
  #stamps: Stamps = new Map();
  #last: Promise<unknown> = Promise.resolve();

  /** @param root absolute */
  constructor(root: string) {
    this.root = root;
  }

  /** Runs work on the linter as the disk is now, after what was asked before. Rejects at once where the signal is aborted while it waits. */
  use<T>(signal: AbortSignal, work: (linter: Linter, opened: OpenedLinter) => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => {
      signal.throwIfAborted();
      const opened = await this.#current();
      return work(opened.linter, opened);
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** A path as an agent names it: from the workspace folder or absolute. @throws UsageError outside of the workspace, by a link too */
  path(named: string): string {
    const path = resolve(this.root, named);
    if (!isInside(this.root, path))
      throw new UsageError(`${visible(named)} lies outside the workspace ${visible(this.root)}: name a path in it`);
    if (!isInside(realPath(this.root), realPath(path)))
      throw new UsageError(
        `${visible(named)} is a link that leads out of the workspace ${visible(this.root)}: name a path in it`,
      );
    return path;
  }

  /** A path as it is told: from the workspace folder, with `/`. */
  shown(path: string): string {
    return pathFrom(this.root, path);
  }

  async #current(): Promise<OpenedLinter> {
    const opened = this.#opened;
    if (opened === null) return this.#open();
    const { linter, loaded } = opened;
    const configured = [...loaded.files, ...loaded.looked];
    const before = this.#stamps;
    const now = stampsOf(opened);
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
    const decides = (path: string): boolean =>
      DECISIVE.test(basename(path)) || configured.includes(path) || isOwnRuleFile(this.root, path);
    if (changed.length > FOLLOWED || changed.some(decides) || spaceFilesChanged(linter)) {
      linter.dispose();
      this.#opened = null;
      return this.#open();
    }
    for (const path of changed) linter.changed(path);
    this.#stamps = now;
    return opened;
  }

  async #open(): Promise<OpenedLinter> {
    const flags = { root: this.root, config: null, scope: null, select: null, ignore: [] };
    const opened = await openLinter(flags, this.root, []);
    opened.linter.scan();
    this.#stamps = stampsOf(opened);
    return (this.#opened = opened);
  }
}

/** Where a path really lies; of one that does not exist, where it would. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}

/** Space files have names that no walk looks for: they are listed again. */
function spaceFilesChanged({ spaces, workspace }: Linter): boolean {
  const list = (): string => spaces.all.flatMap(({ files }) => files.map(({ path }) => path)).join("\n");
  const before = list();
  spaces.refresh(workspace.roots.folders);
  return list() !== before;
}

/** Everything that is read of the workspace, known or new, and what decides about that. */
function stampsOf({ linter, loaded }: OpenedLinter): Stamps {
  const stamps: Stamps = new Map();
  const note = (path: string): void => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats) stamps.set(path, `${stats.mtimeMs} ${stats.size} ${stats.ino}`);
  };
  for (const paths of discover(linter.root, linter.config, linter.root, note)) paths.forEach(note);
  for (const space of linter.spaces.all) for (const { path } of space.files) note(path);
  for (const path of [...loaded.files, ...ownRuleFiles(linter.root), ...loaded.looked, join(linter.root, ".gitignore")])
    note(path);
  return stamps;
}
