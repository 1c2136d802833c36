import { pathToFileURL } from "node:url";

/** The scheme of documents that hold a file as a preview would write it. They exist nowhere; `workspace/textDocumentContent` gives their text. */
export const PREVIEW_SCHEME = "l9-preview";

/** What previews would write: of each spec those of the last one. */
export class Previews {
  readonly #texts = new Map<string, string>();
  readonly #ofSpec = new Map<string, readonly string[]>();
  #count = 0;

  /** Keeps the texts of a spec's preview. Returns the URI of each, in their order; none is used twice, as editors keep what a URI gave them. */
  keep(spec: string, files: readonly { path: string; text: string }[]): string[] {
    for (const uri of this.#ofSpec.get(spec) ?? []) this.#texts.delete(uri);
    this.#count++;
    const uris = files.map(({ path }) => `${PREVIEW_SCHEME}:${pathToFileURL(path).pathname}?${this.#count}`);
    for (const [at, { text }] of files.entries()) this.#texts.set(uris[at] ?? "", text);
    this.#ofSpec.set(spec, uris);
    return uris;
  }

  /** @param uri as the client spells it, which may escape more than ours */
  text(uri: string): string | null {
    return this.#texts.get(uri) ?? this.#texts.get(plain(uri)) ?? null;
  }
}

/** The URI as `pathToFileURL` spells it. */
function plain(uri: string): string {
  const [, path, query] = /^[\w+.-]+:(?:\/\/)?([^?]*)(?:\?(.*))?$/.exec(uri) ?? [];
  if (path === undefined) return uri;
  try {
    return `${PREVIEW_SCHEME}:${pathToFileURL(decodeURIComponent(path)).pathname}${query === undefined ? "" : `?${decodeURIComponent(query)}`}`;
  } catch (error) {
    // No URI that we gave.
    if (error instanceof URIError) return uri;
    throw error;
  }
}
