import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";

/**
 * How a file of a draft stands after it was handed to an editor. A client's word for it is not enough: some apply a part and say that they applied all.
 * - `saved`: the disk has it as it was generated.
 * - `unsaved`: the editor has a text of it that is not on disk.
 * - `absent`: it is neither on disk nor open: not accepted, or in a buffer that the editor does not tell of.
 * - `before`: it is as it was before the edit.
 * - `changed`: the disk has another text, neither the draft's nor the one before.
 */
export type Landing = "saved" | "unsaved" | "absent" | "before" | "changed";

/** @param path absolute */
export function landingOf(session: Session, path: string, { content, before }: ChangedFile): Landing {
  const open = session.documents.at(path)?.text.getText() ?? null;
  const disk = textOnDisk(session, path);
  if (typeof disk === "string" && sameText(disk, content)) return "saved";
  if (open !== null && !(typeof disk === "string" && sameText(disk, open))) return "unsaved";
  if (disk === null) return "absent";
  if (disk !== undefined && before !== null && sameText(disk, before)) return "before";
  // Some editors make a new file at once, and write its text when it is saved.
  return disk === "" && before === null ? "unsaved" : "changed";
}

/** The text that the disk has, whatever is open; null for no file, undefined for one that can not be read. */
export function textOnDisk({ loaded }: Session, path: string): string | null | undefined {
  const files = new loaded.Files(Number.MAX_SAFE_INTEGER);
  const read = files.read(path);
  return "text" in read ? read.text : files.exists(path) ? undefined : null;
}

/** Editors keep a file's byte order mark and line endings to themselves, so these tell nothing. */
export function sameText(one: string, other: string): boolean {
  return one === other || plain(one) === plain(other);
}

/** A text without what editors keep to themselves. */
export function plain(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
}
