import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Baseline } from "../../lint/baseline.ts";
import type { Finding } from "../../lint/finding.ts";
import type { Linter } from "../../lint/linter.ts";
import { CONFIG_NAME } from "../../project/config.ts";
import { visible } from "../../syntax/visible.ts";
import { tell } from "../tell.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspaces.ts";

interface Known {
  readonly baseline: Baseline;
  /** Files that entries speak of, and whether they were there. */
  readonly files: Map<string, boolean>;
}

/** The findings that a workspace's baseline records: what the command line leaves out, the editor does not show either. */
export class KnownFindings {
  readonly #session: Session;
  /** As read; another configuration comes with another linter. */
  readonly #known = new WeakMap<Linter, Known | null>();
  /** Problems that the user was told of. */
  readonly #told = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The findings of a file that the workspace's baseline does not record. Without a baseline, or with a broken one, all of them. */
  beyond({ linter, loaded }: Workspace, path: string, findings: Finding[]): Finding[] {
    const known = this.#of(linter, loaded.folder);
    if (!known) return findings;
    return known.baseline.beyond(path, findings, () => {
      return new this.#session.loaded.Text(linter.files.text(path));
    });
  }

  /** A file changed on disk, came or went: where it is a baseline, or one that a baseline speaks of, other findings are known than before. */
  changedOnDisk(path: string): void {
    for (const workspace of this.#session.workspaces.all) {
      const { linter, loaded } = workspace;
      const before = this.#known.get(linter);
      if (linter.config.baseline === path) {
        this.#known.delete(linter);
        const now = this.#of(linter, loaded.folder);
        this.#refresh(workspace, [before, now]);
      } else if (before?.files.has(path) && before.files.get(path) !== existsSync(path)) {
        before.files.set(path, existsSync(path));
        this.#refresh(workspace, [before]);
      }
    }
  }

  #refresh(workspace: Workspace, known: readonly (Known | null | undefined)[]): void {
    if (workspace.state !== "known") return;
    this.#session.workspaceKnown(workspace);
    this.#session.delivery.due(known.flatMap((one) => (one ? [...one.baseline.files, ...one.baseline.hiding] : [])));
  }

  #of(linter: Linter, configFolder: string | null): Known | null {
    let known = this.#known.get(linter);
    if (known === undefined) this.#known.set(linter, (known = this.#read(linter, configFolder)));
    return known;
  }

  #read(linter: Linter, configFolder: string | null): Known | null {
    const path = linter.config.baseline;
    if (path === null) return null;
    const { Baseline, baselineFolder, readBaseline } = this.#session.loaded;
    const folder = baselineFolder(linter.root, configFolder);
    const read = readBaseline({ path, folder, within: configFolder });
    if ("problem" in read) {
      this.#tellOnce(`The baseline ${visible(path)} is not used, so every finding is shown: ${visible(read.problem)}.`);
      return null;
    }
    this.#told.clear();
    const baseline = new Baseline(folder, read.entries, (file) => linter.files.exists(file));
    const { files } = baseline;
    const count = plural(
      read.entries.reduce((sum, entry) => sum + entry.count, 0),
      "known finding",
    );
    this.#session.connection.console.info(
      `${visible(basename(path))} records ${count} in ${plural(files.length, "file")}: not shown (\`baseline\` in ${CONFIG_NAME}; l9 check --no-baseline shows them).`,
    );
    return { baseline, files: new Map(files.map((file) => [file, existsSync(file)])) };
  }

  #tellOnce(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    tell(this.#session, "warning", message).catch((error: unknown) => this.#session.failed("telling of a baseline", error));
  }
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
