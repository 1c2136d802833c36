import type { OpenDocument } from "./documents.ts";
import type { Workspace } from "./workspaces.ts";

/** Which linter holds the text of which open document, and which texts the linters have not been told yet. */
export class OpenTexts {
  readonly #edited = new Set<OpenDocument>();
  readonly #holders = new Map<OpenDocument, Workspace>();
  readonly #workspaceOf: (path: string) => Workspace | null;

  constructor(workspaceOf: (path: string) => Workspace | null) {
    this.#workspaceOf = workspaceOf;
  }

  /** The text is new; the linter is told when something is asked of it, once for many edits. */
  edited(document: OpenDocument): void {
    if (document.path !== null) this.#edited.add(document);
  }

  /** The document was closed. Returns the other files whose findings may have changed. */
  closed(document: OpenDocument): string[] {
    this.#edited.delete(document);
    const affected = document.path === null ? [] : (this.#holders.get(document)?.linter.close(document.path) ?? []);
    this.#holders.delete(document);
    return affected;
  }

  /** A workspace is gone, and its linter with it. */
  forget(workspace: Workspace): void {
    for (const [document, holder] of this.#holders) if (holder === workspace) this.#holders.delete(document);
  }

  /**
   * Tells the linters every text that is new; a document whose workspace is still loading waits. Returns null when there was
   * none, else the other files whose findings may have changed.
   */
  settle(): string[] | null {
    const affected: string[] = [];
    let told = false;
    for (const document of this.#edited) {
      const { path, text } = document;
      const workspace = path === null ? null : this.#workspaceOf(path);
      if (path === null || !workspace) continue;
      this.#edited.delete(document);
      const before = this.#holders.get(document);
      if (before && before !== workspace) affected.push(...before.linter.close(path));
      this.#holders.set(document, workspace);
      affected.push(...workspace.linter.setOpen(path, text.getText()));
      told = true;
    }
    return told ? affected : null;
  }
}
