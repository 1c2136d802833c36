import type { InlayHint, InlayHintParams } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";
import { visible } from "../../syntax/visible.ts";

/** Behind each acceptance name of a spec the test that proves it, or that there is none. */
export async function inlayHint(session: Session, { textDocument, range }: InlayHintParams): Promise<InlayHint[]> {
  if (!session.settings.inlayHints) return [];
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return [];
  session.settle();
  if (linter.workspace.specsAt(document.path).length === 0) return [];
  const ranges = session.ranges();
  const links = linter.workspace.modulesOf(document.path).flatMap((owner) => session.loaded.linksOf(linter, owner));
  return links.flatMap(({ kind, spec, tests, missing }): InlayHint[] => {
    if (kind !== "acceptance" || !spec) return [];
    const position = ranges(spec.path, spec.span).end;
    if (position.line < range.start.line || position.line > range.end.line) return [];
    const [test] = tests;
    const hint = { position, paddingLeft: true };
    if (!test) return missing === null ? [] : [{ ...hint, label: "✗ no test" }];
    const place = ranges(test.path, test.span);
    const name = nameAt(session, test.path, test.span);
    const label = `${missing === null ? "✓" : "✗"} ${visible(name)}:${place.start.line + 1}`;
    const value = session.client.hintLocations
      ? [{ value: label, location: { uri: session.documents.uri(test.path), range: place } }]
      : label;
    return [{ ...hint, label: value, ...(missing === null ? {} : { tooltip: `The acceptance test ${missing}.` }) }];
  });
}

function nameAt(session: Session, path: string, { start, end }: { start: number; end: number }): string {
  const read = session.workspaces.of(path)?.linter.files.read(path);
  // The title of a test in TypeScript stands in quotes.
  return read && "text" in read ? read.text.slice(start, end).replace(/^["'`]|["'`]$/g, "") : "";
}
