import { isAbsolute, resolve } from "node:path";
import type { DocumentLink, Location } from "vscode-languageserver/node";
import type { PathFacts } from "../../facts/paths.ts";
import { readSpec, type SpecDocument } from "../../facts/spec.ts";
import { Text } from "../../syntax/text.ts";

interface LinkInput {
  path: string;
  text: string;
  /** Absolute path of the workspace folder. */
  root: string;
  paths: PathFacts;
  /** The URI of a path, as the client spells it. */
  uri: (path: string) => string;
}

/** A link on each file of the spec's lists that exists. */
export function specLinks({ path, text, root, paths, uri }: LinkInput): DocumentLink[] {
  const lines = new Text(text);
  return readSpec(path, text).flatMap((document) =>
    files(document).flatMap((file) => {
      const target = targetOf(document, file.text, root, paths);
      if (!target) return [];
      return [{ range: { start: lines.position(file.span.start), end: lines.position(file.span.end) }, target: uri(target) }];
    }),
  );
}

/** The file that the spec's list names at an offset; null elsewhere and for one that does not exist yet. */
export function specDefinition(input: LinkInput, offset: number): Location | null {
  for (const document of readSpec(input.path, input.text)) {
    const file = files(document).find(({ span }) => span.start <= offset && offset <= span.end);
    const target = file && targetOf(document, file.text, input.root, input.paths);
    if (target) return { uri: input.uri(target), range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  }
  return null;
}

function files(document: SpecDocument): SpecDocument["allowedNewFiles"] {
  return [...document.allowedNewFiles, ...document.allowedModifiedFiles];
}

/** Seen from the workspace root, then from `repo.root_path` below it. */
function targetOf(document: SpecDocument, file: string, root: string, paths: PathFacts): string | null {
  if (isAbsolute(file)) return null;
  const candidates = [resolve(root, file), resolve(root, document.rootPath ?? ".", file)];
  return candidates.find((candidate) => paths.look(candidate).kind === "file") ?? null;
}
