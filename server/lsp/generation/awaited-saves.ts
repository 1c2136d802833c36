import { join } from "node:path";
import type { WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import type { Workspace } from "../session/workspaces.ts";
import { landingOf, plain, textOnDisk, type Landing } from "./landing.ts";
import { landingText } from "./landing-text.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** A generated module that was handed to the editor: its report is written when the disk has it. */
export interface Handed {
  workspace: Workspace;
  /** The module's root, from which its files are named. */
  root: string;
  specPath: string;
  id: string;
  name: string;
  /** What the edit writes; empty where the module was there already. */
  changed: readonly ChangedFile[];
  made: generateEngine.Generated;
  /** What the run read beside the files that it writes, by absolute path: the spec, the contracts, files that stay. */
  basis: ReadonlyMap<string, string>;
  engine: typeof generateEngine;
}

/** How waiting ended. */
interface End {
  status: "applied" | "unchanged" | "unattested";
  message: string;
}

interface Waiting extends Handed {
  /** Files that have been in the editor or on disk as generated: one of these that is neither any more was discarded. */
  seen: Set<string>;
  /** Being looked at; what happens meanwhile is looked at after it. */
  busy: boolean;
  again: boolean;
  progress: WorkDoneProgressServerReporter | null;
}

/**
 * Generated modules that editors have applied and not saved. Nothing of them is attested until every file is on disk as it was generated, with what
 * they were generated from; a restart forgets them, so then nothing is attested either.
 */
export class AwaitedSaves {
  readonly #session: Session;
  readonly #waiting = new Map<string, Waiting>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The text that was handed to the editor for a file that is still awaited, null for none. @param path absolute */
  handed(path: string): string | null {
    for (const { root, changed } of this.#waiting.values())
      for (const file of changed) if (join(root, file.path) === path) return file.content;
    return null;
  }

  /** Attests a module that is on disk, or waits until it is. */
  async begin(handed: Handed): Promise<GenerateResult> {
    this.#forget(handed.specPath);
    const waiting: Waiting = { ...handed, seen: new Set(), busy: true, again: false, progress: null };
    this.#waiting.set(handed.specPath, waiting);
    const files = handed.changed.map(({ path }) => path);
    try {
      const end = await this.#settle(waiting);
      if (end) {
        this.#forget(handed.specPath);
        await tell(this.#session, end.status === "unattested" ? "warning" : "info", end.message);
        return { status: end.status, files, blockers: [] };
      }
    } catch (error) {
      this.#forget(handed.specPath);
      throw error;
    }
    waiting.busy = false;
    const { text, paths } = this.#standing(waiting);
    const next = "Save them: the report is written when all are saved. What you did not accept can be generated again.";
    await tell(this.#session, "warning", `${handed.id} is not attested yet: ${text}. ${next}`);
    this.#showProgress(waiting, text);
    if (waiting.again) this.look();
    return { status: "waiting", files, blockers: [], waiting: paths };
  }

  /** Something was saved, closed, or changed on disk. */
  look(): void {
    for (const waiting of this.#waiting.values())
      this.#look(waiting).catch((error: unknown) => this.#session.failed(`looking for the files of ${waiting.id}`, error));
  }

  dispose(): void {
    this.#waiting.clear();
  }

  async #look(waiting: Waiting): Promise<void> {
    if (waiting.busy) {
      waiting.again = true;
      return;
    }
    waiting.busy = true;
    let end: End | null;
    try {
      end = await this.#settle(waiting);
    } catch (error) {
      end = unattested(waiting, error instanceof Error ? error.message : String(error));
    }
    waiting.busy = false;
    if (this.#waiting.get(waiting.specPath) !== waiting || this.#session.disposed) return;
    if (end) {
      this.#forget(waiting.specPath);
      await tell(this.#session, end.status === "unattested" ? "warning" : "info", end.message);
      return;
    }
    waiting.progress?.report(this.#standing(waiting).text);
    if (!waiting.again) return;
    waiting.again = false;
    await this.#look(waiting);
  }

  /** How waiting ends as the files are now; null where it goes on. */
  async #settle(waiting: Waiting): Promise<End | null> {
    const { workspace, root, specPath, id, made, changed, basis, engine } = waiting;
    const landings = this.#landings(waiting);
    const discarded = [...landings].filter(([path, landing]) => this.#isDiscarded(waiting, path, landing)).map(([path]) => path);
    if (discarded.length > 0)
      return unattested(waiting, `${discarded.join(", ")} ${be(discarded)} gone, or closed without being saved. Generate again.`);
    const all = [...landings.values()];
    if (this.#othersUnsaved(waiting).length > 0 || all.some((landing) => landing !== "saved" && landing !== "changed"))
      return null;
    if (all.includes("changed")) {
      const paths = [...landings].filter(([, landing]) => landing === "changed").map(([path]) => path);
      return unattested(
        waiting,
        `${paths.join(", ")} ${paths.length === 1 ? "was" : "were"} changed by the editor after generation (formatting on save does that). To have that attested, generate again and keep it: "Keep mine", or \`l9 generate\` with --keep.`,
      );
    }
    const moved = [...basis].filter(([path, text]) => this.#plainOnDisk(path) !== text).map(([path]) => shown(root, path));
    if (moved.length > 0) return unattested(waiting, `${moved.join(", ")} changed since the run. Generate again.`);
    const { config } = workspace.linter;
    const now = await engine.attestDisk(workspace.root, config, specPath);
    // The look at the disk takes its time.
    if ([...this.#landings(waiting).values()].some((landing) => landing !== "saved")) return this.#settle(waiting);
    const { attestation } = now;
    const differences = [
      ...engine.stampDifferences(asCompared(made.attestation.stamp, attestation.stamp), attestation.stamp),
      ...engine.checkDifferences(made.attestation.checks, attestation),
    ];
    if (differences.length > 0) return unattested(waiting, `on disk, ${differences.join("; ")}. Generate again.`);
    const written = { ...made, evidence: now.evidence, attestation };
    const report = { name: id, text: engine.writeReport(written, config.profile, { id, name: waiting.name }) };
    if (changed.length === 0 && engine.isRecorded(root, report))
      return { status: "unchanged", message: `${id} is up to date: generating it again changes nothing.` };
    const path = shown(root, engine.saveReport(root, report));
    const checks = checksOf(attestation);
    return changed.length === 0
      ? { status: "unchanged", message: `${id} is up to date, ${checks} attested. The report is ${path}.` }
      : {
          status: "applied",
          message: `${id} is generated: ${changed.length} ${changed.length === 1 ? "file" : "files"}, ${checks} attested. The report is ${path}.`,
        };
  }

  /** A file that was there as generated, and is neither open nor on disk as that any more. */
  #isDiscarded({ root, seen }: Waiting, path: string, landing: Landing): boolean {
    if (landing === "saved" || landing === "unsaved") seen.add(path);
    if (landing !== "absent" && landing !== "before") return false;
    return seen.has(path) && this.#session.documents.at(join(root, path)) === null;
  }

  #landings({ root, changed }: Waiting): Map<string, Landing> {
    return new Map(changed.map((file) => [file.path, landingOf(this.#session, join(root, file.path), file)]));
  }

  /** Files that the module was generated from, open and not saved: what is on disk would not be what was attested. */
  #othersUnsaved({ root, basis }: Waiting): string[] {
    const isUnsaved = (path: string): boolean => {
      const open = this.#session.documents.at(path);
      return open !== null && plain(open.text.getText()) !== this.#plainOnDisk(path);
    };
    return [...basis.keys()].filter(isUnsaved).map((path) => shown(root, path));
  }

  #plainOnDisk(path: string): string | null {
    const text = textOnDisk(this.#session, path);
    return typeof text === "string" ? plain(text) : null;
  }

  #standing(waiting: Waiting): { text: string; paths: string[] } {
    const landings = this.#landings(waiting);
    const others = this.#othersUnsaved(waiting);
    const open = [...landings].filter(([, landing]) => landing !== "saved").map(([path]) => path);
    return { text: landingText(landings, others), paths: [...open, ...others] };
  }

  /** Progress of its own, as the command has been answered: some editors can save nothing while they wait for that. */
  #showProgress(waiting: Waiting, text: string): void {
    if (!this.#session.client.workDoneProgress) return;
    this.#session.connection.window.createWorkDoneProgress().then(
      (progress) => {
        progress.begin(`L9: ${waiting.id} waits to be saved`, undefined, text, true);
        if (this.#waiting.get(waiting.specPath) !== waiting) return progress.done();
        waiting.progress = progress;
        progress.token.onCancellationRequested(() => {
          this.#forget(waiting.specPath);
          void tell(this.#session, "info", `${waiting.id} is not attested: its files are not waited for any more.`);
        });
      },
      // A client that refuses the token gets no progress.
      () => undefined,
    );
  }

  #forget(specPath: string): void {
    const waiting = this.#waiting.get(specPath);
    this.#waiting.delete(specPath);
    if (!this.#session.disposed) waiting?.progress?.done();
  }
}

type Stamp = generateEngine.Generated["attestation"]["stamp"];

/** The stamp of a run with the hashes of the files that were compared by their text: what editors keep to themselves changes no module. */
function asCompared(run: Stamp, disk: Stamp): Stamp {
  const compared = (of: Record<string, string>, now: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(of).map(([path, hash]) => [path, now[path] ?? hash]));
  return {
    ...run,
    spec: disk.spec,
    files: compared(run.files, disk.files),
    contracts: compared(run.contracts, disk.contracts),
  };
}

function unattested({ id }: Handed, why: string): End {
  return { status: "unattested", message: `${id} is not attested: ${why}` };
}

function be(paths: readonly string[]): string {
  return paths.length === 1 ? "is" : "are";
}

function checksOf({ checks }: generateEngine.Generated["attestation"]): string {
  const passed = checks.filter(({ status }) => status === "passed").length;
  return passed === checks.length ? "all checks" : `${passed} of ${checks.length} checks`;
}

function shown(root: string, path: string): string {
  return pathFrom(root, path);
}
