import type { Connection, Diagnostic, Range } from "vscode-languageserver/node";
import { isInside } from "../../project/folders-above.ts";
import type { Rule } from "../../../rules/define.ts";
import type { Finding } from "../../lint/finding.ts";
import type { Config } from "../../project/config.ts";
import type { Span } from "../../syntax/text.ts";
import type { Client } from "./client.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { configurationFindings, readConfiguration } from "./configuration.ts";
import { rangeOnDisk, toDiagnostic } from "../delivery/diagnostic.ts";
import { DiskTexts } from "./disk-texts.ts";
import { Documents, type FileDocument, type OpenDocument } from "./documents.ts";
import type * as engineModule from "./engine.ts";
import { AwaitedSaves } from "../generation/awaited-saves.ts";
import { KnownFindings } from "./known-findings.ts";
import { LensRefresh } from "./lens-refresh.ts";
import { OpenTexts } from "./open-texts.ts";
import { Previews } from "../generation/previews.ts";
import { Pull } from "../delivery/pull.ts";
import { Push } from "../delivery/push.ts";
import { type Home } from "./roots.ts";
import { scan } from "./scan.ts";
import type { Settings, StartOptions } from "./settings.ts";
import { SpecQuestions } from "./spec-questions.ts";
import { Workspace, Workspaces } from "./workspaces.ts";

export type Engine = typeof engineModule;

/** What one connection holds: client, documents, workspaces, and the way from a path to its diagnostics. */
export class Session {
  readonly connection: Connection;
  readonly client: Client;
  readonly documents = new Documents((path) => this.workspaces.roots.seenAs(path));
  readonly workspaces: Workspaces;
  /** Null when the client gets its diagnostics pushed. */
  readonly pull: Pull | null;
  readonly delivery: Delivery;
  settings: Settings;
  readonly startSettings: Settings;
  /** The user trusts the workspace: its configuration may name commands and addresses. */
  readonly trusted: boolean;
  disposed = false;
  /** When the files on disk were last compared, in milliseconds since the epoch. */
  lookedAtDisk = Date.now();
  /** Generations under way, by the path of the spec. */
  readonly running = new Map<string, AbortController>();
  /** Generated modules that the editor has and the disk has not. */
  readonly awaited = new AwaitedSaves(this);
  readonly previews = new Previews();
  readonly questions = new SpecQuestions(this);
  readonly #known = new KnownFindings(this);
  #begin: () => void;
  readonly #started: Promise<Engine>;
  #engine: Engine | null = null;
  readonly #texts: OpenTexts;
  readonly #diskTexts: DiskTexts;
  readonly #lenses: LensRefresh;
  #rules: ReadonlyMap<string, Rule> = new Map();

  /** @param activity grows with every message that comes or is handled */
  constructor(connection: Connection, client: Client, { trusted, settings }: StartOptions, activity: () => number) {
    this.connection = connection;
    this.client = client;
    this.trusted = trusted;
    this.startSettings = this.settings = settings;
    this.workspaces = new Workspaces((home) => this.#createWorkspace(home));
    this.#texts = new OpenTexts(this);
    this.#diskTexts = new DiskTexts(
      (path) => this.workspaces.of(path)?.linter.files.read(path) ?? null,
      (value) => new this.loaded.Text(value),
    );
    this.#lenses = new LensRefresh(connection, client);
    this.pull = client.pullsDiagnostics ? new Pull(this, activity) : null;
    this.delivery = this.pull ?? new Push(this, activity);
    this.#begin = (): void => undefined;
    const answered = new Promise<void>((resolve) => (this.#begin = resolve));
    this.#started = answered.then(() => this.#load());
  }

  /** Loads what the first check needs; called when the client has its answer to `initialize`. */
  start(folders: readonly string[]): void {
    this.#begin();
    this.openFolders(folders);
  }

  /** Resolves when the parsers are loaded; everything that looks into a text waits for it. */
  get engine(): Promise<Engine> {
    return this.#started;
  }

  openFolders(folders: readonly string[]): void {
    for (const folder of folders) {
      this.workspaces.roots.add(folder);
      this.workspaces
        .loadHome(this.workspaces.roots.ofFolder(folder))
        .catch((error: unknown) => this.failed(`opening ${folder}`, error));
    }
  }

  /** Resolves when every workspace folder is loaded. */
  async foldersLoaded(): Promise<void> {
    await this.engine;
    const { roots } = this.workspaces;
    await Promise.all(roots.folders.map((folder) => this.workspaces.loadHome(roots.ofFolder(folder))));
  }

  /** A workspace folder was taken out of the editor. */
  closeFolder(folder: string): void {
    this.workspaces.roots.remove(folder);
    for (const workspace of this.workspaces.all) {
      if (this.workspaces.roots.needs(workspace.root)) continue;
      if (!isInside(folder, workspace.root) && !isInside(workspace.root, folder)) continue;
      this.workspaces.remove(workspace.root);
      this.#texts.forget(workspace);
      workspace.linter.dispose();
      // Who waits for its files gets what is known of a file without a workspace.
      workspace.settled("cancelled");
    }
  }

  /** An open document has a new text. */
  edited({ path }: Pick<OpenDocument, "path">): void {
    if (path === null) return;
    this.#texts.edited(path);
    this.questions.edited();
    this.delivery.edited(path);
  }

  closed({ path }: OpenDocument): void {
    this.#lenses.due();
    if (path === null) return;
    // The editor has it open under another spelling.
    if (this.documents.at(path)) return this.edited({ path });
    const affected = this.#texts.closed(path);
    this.#diskTexts.changed(path);
    this.delivery.due([path, ...affected]);
  }

  /** Tells the linters every text that changed since the last time. */
  settle(): void {
    const affected = this.#texts.settle();
    if (!affected) return;
    this.delivery.affected(affected);
    this.#lenses.due();
  }

  /** A file was created, changed or deleted on disk. */
  changedOnDisk(path: string): void {
    this.#diskTexts.changed(path);
    this.delivery.due([path, ...this.workspaces.holding(path).flatMap(({ linter }) => linter.changed(path))]);
    this.#known.changedOnDisk(path);
    this.#lenses.due();
  }

  /** Every file of a workspace is known now: what was asked for before can be answered. */
  workspaceKnown(workspace: Workspace): void {
    this.#diskTexts.clear();
    this.delivery.outdated((path) => this.workspaces.of(path) === workspace);
    this.delivery.due(this.#openIn(workspace).map(({ path }) => path));
    this.#lenses.due();
  }

  /** A workspace gets another configuration: its files are read and checked anew. */
  reconfigure(workspace: Workspace, config: Config): void {
    workspace.replace(this.loaded.openLinter(workspace.root, config, this.questions));
    for (const { path } of this.#openIn(workspace)) this.#texts.edited(path);
    this.#scan(workspace);
  }

  /** Folders or configuration files came or went: documents may be at home elsewhere now. */
  rehome(): void {
    this.workspaces.roots.forget();
    this.openFolders(this.workspaces.roots.folders);
    for (const path of this.documents.relocate()) this.delivery.due([path, ...this.#texts.closed(path)]);
    for (const document of this.documents.all()) this.edited(document);
  }

  /** Files that are not open are reported when they lie in a folder that the user has open, and wants to hear of all of it. */
  showsClosed(path: string): boolean {
    return this.settings.diagnostics === "workspace" && this.workspaces.roots.folders.some((folder) => isInside(folder, path));
  }

  /** The same of any file of a workspace: the open folder may be a part of it. */
  showsClosedOf(workspace: Workspace): boolean {
    return this.settings.diagnostics === "workspace" && this.workspaces.roots.touches(workspace.root);
  }

  useSettings(settings: Settings): void {
    const before = this.settings;
    this.settings = settings;
    this.#lenses.due();
    if (before.diagnostics === settings.diagnostics) return;
    this.delivery.outdated(() => true);
    for (const workspace of this.workspaces.all) if (workspace.state === "known") this.#scan(workspace);
  }

  /** An open file once its workspace is known; null for a document that is not open or is no file. */
  async ready(uri: string): Promise<FileDocument | null> {
    const before = this.documents.file(uri);
    if (!before) return null;
    await (await this.workspaces.load(before.path))?.scanned();
    await this.prepare(before.path);
    // It may have been closed and opened meanwhile.
    return this.documents.file(uri);
  }

  /** Resolves when the parsers that a file needs are loaded. What was told without them is told anew. */
  async prepare(path: string): Promise<void> {
    const linter = this.workspaces.of(path)?.linter;
    if (!linter || linter.isPrepared(path)) return;
    await linter.prepare([path]);
    for (const workspace of this.workspaces.all) if (workspace.state === "known") this.workspaceKnown(workspace);
  }

  /** The findings of a file as they are now; none for a file outside every workspace or its scope. */
  findings(path: string): Finding[] {
    this.settle();
    const broken = configurationFindings(path, this.workspaces.configuredBy(path));
    if (broken.length > 0) return broken;
    const workspace = this.workspaces.of(path);
    if (workspace?.state !== "known") return [];
    const { linter } = workspace;
    if (!linter.isPrepared(path)) {
      this.prepare(path).catch((error: unknown) => this.failed(`preparing for ${path}`, error));
      return [];
    }
    if (!this.documents.at(path) && !(this.showsClosed(path) && linter.files.exists(path))) return [];
    return linter.inScope(path) ? this.#known.beyond(workspace, path, linter.check(path)) : [];
  }

  diagnostics(path: string): Diagnostic[] {
    const findings = this.findings(path);
    // The linter has just read it, so its places are those of the text as it is now.
    this.#diskTexts.changed(path);
    const range = this.ranges();
    const rulePages = this.workspaces.of(path)?.linter.config.rule_pages ?? null;
    const named = { rule: (id: string) => this.rule(id), uri: (of: string) => this.documents.uri(of) };
    return findings.map((finding) => toDiagnostic(finding, { client: this.client, range, rulePages, ...named }));
  }

  /** Turns offsets of a file into positions: by the open document, else by the text on disk. */
  ranges(): (path: string, span: Span) => Range {
    return (path, span) => {
      const open = this.documents.at(path)?.text;
      if (open) return { start: open.positionAt(span.start), end: open.positionAt(span.end) };
      return rangeOnDisk(this.#diskTexts.get(path), span);
    };
  }

  rule(id: string): Rule | null {
    return this.#rules.get(id) ?? this.workspaces.ownRule(id);
  }

  /** The engine, for code that runs only once something was loaded. */
  get loaded(): Engine {
    if (!this.#engine) throw new Error("the engine is used before it is loaded");
    return this.#engine;
  }

  /** Tells the client's log of a fault of ours; the session goes on. */
  failed(doing: string, error: unknown): void {
    this.connection.console.error(
      `l9 failed at ${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  dispose(): void {
    this.disposed = true;
    for (const generation of this.running.values()) generation.abort();
    for (const part of [this.awaited, this.questions, this.#lenses, this.delivery]) part.dispose();
    for (const { linter } of this.workspaces.all) linter.dispose();
  }

  async #load(): Promise<Engine> {
    const engine = await import("./engine.ts");
    await engine.loadPython();
    this.#rules = new Map(engine.rules.map((rule) => [rule.id, rule]));
    return (this.#engine = engine);
  }

  async #createWorkspace(home: Home): Promise<Workspace> {
    const engine = await this.engine;
    const loaded = await readConfiguration(this, home.root);
    const workspace = new Workspace(home, engine.openLinter(home.root, loaded.config, this.questions), loaded);
    this.delivery.due(loaded.files);
    setImmediate(() => this.#scan(workspace));
    return workspace;
  }

  #openIn(workspace: Workspace): FileDocument[] {
    return this.documents.files().filter(({ path }) => this.workspaces.of(path) === workspace);
  }

  #scan(workspace: Workspace): void {
    scan(this, workspace).catch((error: unknown) => {
      workspace.settled("known");
      this.failed(`reading ${workspace.root}`, error);
    });
  }
}
