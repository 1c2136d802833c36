import type { OpenDocument } from "../session/documents.ts";

/** How diagnostics reach the client: pushed, or pulled by it. A session has one of the two, never both. */
export interface Delivery {
  /** An open document was opened or changed by the client itself. */
  edited(path: string): void;
  /** A document that is no file was opened, changed or closed. */
  unnamed(document: OpenDocument): void;
  /** The diagnostics of these files may have changed for another reason. */
  due(paths: Iterable<string>): void;
  /** The same because another file was edited: those that are not open can wait until the typing pauses. */
  affected(paths: readonly string[]): void;
  /** Nothing that was delivered for these files is sure any more. */
  outdated(concerns: (path: string) => boolean): void;
  /** Checks a file that is not open as part of a scan, and delivers what is found. */
  check(path: string): Promise<void>;
  dispose(): void;
}
