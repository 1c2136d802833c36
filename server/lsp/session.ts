import { existsSync } from "node:fs";
import type { Connection, Diagnostic, Range } from "vscode-languageserver/node";
import type { Rule } from "../../rules/define.ts";
import type { Finding } from "../lint/finding.ts";
import type { Span } from "../syntax/text.ts";
import type { Client } from "./client.ts";
import { rangeOnDisk, toDiagnostic } from "./diagnostic.ts";
import type * as engineModule from "./engine.ts";
import { Documents, type OpenDocument } from "./documents.ts";
import { Publisher } from "./publisher.ts";
import { Workspaces, type Workspace } from "./workspaces.ts";

export type Engine = typeof engineModule;

/** What one connection holds: the client, its documents, the workspaces, and the way from a path to its diagnostics. */
export class Session {
  readonly connection: Connection;
  readonly client: Client;
  readonly documents = new Documents();
  readonly workspaces: Workspaces;
  readonly publisher: Publisher;
  /** Resolves when the parsers are loaded; everything that looks into a text waits for it. */
  readonly engine: Promise<Engine>;
  #engine: Engine | null = null;
  /** Open documents whose text the linter has not been told yet. */
  readonly #edited = new Set<OpenDocument>();
  #rules: ReadonlyMap<string, Rule> = new Map();

  constructor(connection: Connection, client: Client, activity: () => number) {
    this.connection = connection;
    this.client = client;
    this.engine = this.#load();
    this.workspaces = new Workspaces((root) => this.#loaded().createLinter(root));
    this.publisher = new Publisher(this, activity);
  }

  /** Called when the client has its answer to `initialize`. */
  async start(roots: readonly string[]): Promise<void> {
    await this.engine;
    for (const root of roots) this.workspaces.add(root);
    for (const document of this.documents.all()) this.edited(document);
  }

  /** An open document has a new text. The linter is told when something is asked of it, once for many edits. */
  edited(document: OpenDocument): void {
    this.#edited.add(document);
    if (document.path !== null) this.publisher.due([document.path]);
  }

  closed(document: OpenDocument): void {
    this.#edited.delete(document);
    if (document.path === null) return;
    const affected = this.workspaces.of(document.path)?.linter.close(document.path) ?? [];
    this.publisher.due([document.path, ...affected]);
  }

  /** Tells the linters every text that changed since the last time. */
  settle(): void {
    for (const { path, text } of this.#edited) {
      if (path === null) continue;
      this.publisher.due(this.workspaces.of(path)?.linter.setOpen(path, text.getText()) ?? []);
    }
    this.#edited.clear();
  }

  workspaceOf(path: string): Workspace | null {
    return this.workspaces.of(path);
  }

  /** The findings of a file as they are now; none for a file outside every workspace. */
  findings(path: string): Finding[] {
    this.settle();
    const linter = this.workspaces.of(path)?.linter;
    if (!linter || (!this.documents.at(path) && !existsSync(path))) return [];
    return linter.check(path);
  }

  diagnostics(path: string): Diagnostic[] {
    const findings = this.findings(path);
    const range = this.ranges();
    const context = {
      client: this.client,
      rule: (id: string) => this.#rules.get(id) ?? null,
      range,
      uri: (of: string) => this.documents.uri(of),
    };
    return findings.map((finding) => toDiagnostic(finding, context));
  }

  /** Turns offsets into ranges; texts from disk are read once for all calls of the returned function. */
  ranges(): (path: string, span: Span) => Range {
    const { Text } = this.#loaded();
    const texts = new Map<string, InstanceType<Engine["Text"]>>();
    return (path, span) => {
      const open = this.documents.at(path)?.text;
      if (open) return { start: open.positionAt(span.start), end: open.positionAt(span.end) };
      let text = texts.get(path);
      if (!text) {
        const read = this.workspaces.of(path)?.linter.files.read(path);
        texts.set(path, (text = new Text(read && "text" in read ? read.text : "")));
      }
      return rangeOnDisk(text, span);
    };
  }

  rule(id: string): Rule | null {
    return this.#rules.get(id) ?? null;
  }

  dispose(): void {
    this.publisher.dispose();
    for (const { linter } of this.workspaces.all) linter.dispose();
  }

  async #load(): Promise<Engine> {
    const engine = await import("./engine.ts");
    await engine.loadPython();
    this.#rules = new Map(engine.rules.map((rule) => [rule.id, rule]));
    this.#engine = engine;
    return engine;
  }

  #loaded(): Engine {
    if (!this.#engine) throw new Error("the engine is used before it is loaded");
    return this.#engine;
  }
}
