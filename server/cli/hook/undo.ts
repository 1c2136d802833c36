/** A file that an agent wrote, as the files of one patch or the edits of one call tell it. */
export interface Undone {
  /** As the agent named it. */
  path: string;
  /** Its text before; null where it did not exist, undefined where that can not be told. */
  before: string | null | undefined;
}

/** One replacement of a text by another. */
export interface Edit {
  old: string;
  new: string;
  /** Every occurrence was replaced. */
  all: boolean;
}

/**
 * The text before these edits; undefined where that can not be told for sure, as when what an edit wrote stands in several places, or was changed
 * since. A replacement of all occurrences is taken back at all of them, though the new text may have stood there before.
 * @param text the file as it is now
 */
export function undoEdits(text: string, edits: readonly Edit[]): string | undefined {
  let before = text;
  for (const edit of [...edits].reverse()) {
    const parts = before.split(edit.new);
    // What was taken out left no trace of where it stood.
    if (edit.new === "" || parts.length < 2 || (!edit.all && parts.length > 2)) return undefined;
    before = parts.join(edit.old);
  }
  return before;
}

const FILE = /^\*\*\* (Add|Update|Delete) File: (.*)$/;
const MOVE = /^\*\*\* Move to: (.*)$/;

/**
 * What the files of a patch in the `*** Begin Patch` form were before it.
 * @param read a file as it is now; null where it can not be read
 */
export function undoPatch(patch: string, read: (path: string) => string | null): Undone[] {
  const files: Undone[] = [];
  let hunks: string[][] = [];
  let current: { kind: string; path: string } | null = null;
  const close = (): void => {
    if (current?.kind === "Add") files.push({ path: current.path, before: null });
    else if (current?.kind === "Delete") files.push({ path: current.path, before: undefined });
    else if (current?.kind === "Update") files.push({ path: current.path, before: undoHunks(read(current.path), hunks) });
    current = null;
    hunks = [];
  };
  for (const line of patch.split("\n")) {
    const file = FILE.exec(line);
    const moved = MOVE.exec(line)?.[1];
    if (file || line === "*** End Patch") close();
    if (file) current = { kind: file[1] as string, path: (file[2] as string).trim() };
    // It is at its new place that the file is now; that it stood elsewhere before makes every finding new.
    else if (moved !== undefined && current) current = { kind: "Update", path: moved.trim() };
    else if (line.startsWith("@@")) hunks.push([]);
    else if (/^[ +-]/.test(line) && current) {
      if (hunks.length === 0) hunks.push([]);
      hunks.at(-1)?.push(line);
    }
  }
  close();
  return files;
}

function undoHunks(text: string | null, hunks: readonly string[][]): string | undefined {
  if (text === null) return undefined;
  const side = (hunk: readonly string[], sign: string): string =>
    hunk
      .filter((line) => line[0] === " " || line[0] === sign)
      .map((line) => line.slice(1))
      .join("\n");
  const edits = hunks.map((hunk) => ({ new: side(hunk, "+"), old: side(hunk, "-"), all: false }));
  return undoEdits(
    text,
    edits.filter((edit) => edit.new !== edit.old),
  );
}
