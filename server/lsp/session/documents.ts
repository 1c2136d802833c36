import { TextDocument } from "vscode-languageserver-textdocument";
import type {
  TextDocumentContentChangeEvent,
  TextDocumentItem,
  VersionedTextDocumentIdentifier,
} from "vscode-languageserver/node";
import { pathOf, uriOf } from "../paths.ts";

/** A document the editor has open. */
export interface OpenDocument {
  /** As the client spells it. */
  readonly uri: string;
  /** Absolute path, null for a document that is no file (`untitled:`, `git:`). */
  readonly path: string | null;
  readonly text: TextDocument;
}

/** An open document that is a file. */
export type FileDocument = OpenDocument & { readonly path: string };

/** The open documents, by the client's URI and by path. Of several with one path, spelled in different ways, that which was last opened or changed counts. */
export class Documents {
  readonly #seenAs: (path: string) => string;
  readonly #byUri = new Map<string, OpenDocument>();
  readonly #byPath = new Map<string, OpenDocument>();
  /** How the client spelled a path when it last opened it. */
  readonly #spelled = new Map<string, string>();

  /** @param seenAs where a path lies in the folders that are open, links followed */
  constructor(seenAs: (path: string) => string) {
    this.#seenAs = seenAs;
  }

  /** Where the file of a URI lies in the open folders, links followed; null for what is no file. */
  pathOf(uri: string): string | null {
    const open = this.#byUri.get(uri);
    return open ? open.path : this.#located(uri);
  }

  #located(uri: string): string | null {
    const path = pathOf(uri);
    return path === null ? null : this.#seenAs(path);
  }

  #add(document: OpenDocument): void {
    const { uri, path } = document;
    this.#byUri.set(uri, document);
    if (path === null) return;
    this.#byPath.set(path, document);
    this.#spelled.set(path, uri);
  }

  open({ uri, languageId, version, text }: TextDocumentItem): OpenDocument {
    const document = { uri, path: this.pathOf(uri), text: TextDocument.create(uri, languageId, version, text) };
    this.#add(document);
    return document;
  }

  /** Applies changes in the order they came; null when the document is not open. */
  change({ uri, version }: VersionedTextDocumentIdentifier, changes: TextDocumentContentChangeEvent[]): OpenDocument | null {
    const document = this.#byUri.get(uri);
    if (!document) return null;
    TextDocument.update(document.text, changes, version);
    if (document.path !== null) this.#byPath.set(document.path, document);
    return document;
  }

  close(uri: string): OpenDocument | null {
    const document = this.#byUri.get(uri);
    if (!document) return null;
    this.#byUri.delete(uri);
    const { path } = document;
    if (path === null || this.#byPath.get(path) !== document) return document;
    const other = this.files().find((open) => open.path === path);
    if (other) {
      this.#byPath.set(path, other);
      this.#spelled.set(path, other.uri);
    } else {
      this.#byPath.delete(path);
      // Closed, it is told of where it lies.
      if (pathOf(uri) !== path) this.#spelled.delete(path);
    }
    return document;
  }

  /** Folders came or went: what lies elsewhere now is known by its new path. Returns the paths that are open no more. */
  relocate(): string[] {
    const moved = [...this.#byUri.values()].filter((one) => this.#located(one.uri) !== one.path);
    for (const { uri, text } of moved) {
      this.close(uri);
      this.#add({ uri, path: this.#located(uri), text });
    }
    return moved.flatMap(({ path }) => (path === null || this.#byPath.has(path) ? [] : [path]));
  }

  get(uri: string): OpenDocument | null {
    return this.#byUri.get(uri) ?? null;
  }

  /** The same, null also for a document that is no file. */
  file(uri: string): FileDocument | null {
    const document = this.get(uri);
    return document && isFile(document) ? document : null;
  }

  /** Every open document that is a file. */
  files(): FileDocument[] {
    return [...this.#byUri.values()].filter(isFile);
  }

  at(path: string): OpenDocument | null {
    return this.#byPath.get(path) ?? null;
  }

  /** The URI of a path, spelled as the client spells it where that is known: spellings differ in what they escape. */
  uri(path: string): string {
    return this.#spelled.get(path) ?? uriOf(path);
  }

  all(): IterableIterator<OpenDocument> {
    return this.#byUri.values();
  }
}

function isFile(document: OpenDocument): document is FileDocument {
  return document.path !== null;
}
