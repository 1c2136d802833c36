import type { Documents } from "./documents.ts";
import type { Workspace, Workspaces } from "./workspaces.ts";

/** Which linter holds the text of which open file, and which texts the linters have not been told yet. */
export class OpenTexts {
  readonly #edited = new Set<string>();
  readonly #holders = new Map<string, Workspace>();
  readonly #session: { readonly workspaces: Workspaces; readonly documents: Documents };

  constructor(session: { readonly workspaces: Workspaces; readonly documents: Documents }) {
    this.#session = session;
  }

  /** The text is new; the linter is told when something is asked of it, once for many edits. */
  edited(path: string): void {
    this.#edited.add(path);
  }

  /** The editor gave the file up. Returns the other files whose findings may have changed. */
  closed(path: string): string[] {
    this.#edited.delete(path);
    const affected = this.#holders.get(path)?.linter.close(path) ?? [];
    this.#holders.delete(path);
    return affected;
  }

  /** A workspace is gone, and its linter with it. */
  forget(workspace: Workspace): void {
    for (const [path, holder] of this.#holders) if (holder === workspace) this.#holders.delete(path);
  }

  /**
   * Tells the linters every text that is new; a file whose workspace is still loading waits. Returns null when there was
   * none, else the other files whose findings may have changed.
   */
  settle(): string[] | null {
    const affected: string[] = [];
    let told = false;
    for (const path of this.#edited) {
      const document = this.#session.documents.at(path);
      const workspace = this.#session.workspaces.of(path);
      if (!document || !workspace) continue;
      this.#edited.delete(path);
      const before = this.#holders.get(path);
      if (before && before !== workspace) affected.push(...before.linter.close(path));
      this.#holders.set(path, workspace);
      affected.push(...workspace.linter.setOpen(path, document.text.getText()));
      told = true;
    }
    return told ? affected : null;
  }
}
