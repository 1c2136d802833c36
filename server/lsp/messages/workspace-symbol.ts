import { SymbolKind, type SymbolInformation, type WorkspaceSymbolParams } from "vscode-languageserver/node";
import { isTypeScript } from "../../facts/languages.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import type { Span } from "../../syntax/text.ts";
import type { Session } from "../session/session.ts";
import { visible } from "../../syntax/visible.ts";

/** Symbols sent at the most: a list that nobody reads helps nobody. */
const LIMIT = 500;

interface Named {
  name: string;
  kind: SymbolKind;
  path: string;
  span: Span;
  container: string | null;
}

/** Modules, routes, packet types, acceptance names and contracts of all workspaces whose names have the letters of the query in their order. */
export async function workspaceSymbol(session: Session, { query }: WorkspaceSymbolParams): Promise<SymbolInformation[]> {
  if (!session.settings.workspaceSymbols) return [];
  await session.foldersLoaded();
  for (const workspace of session.workspaces.all) {
    await workspace.scanned();
    const source = [...workspace.linter.workspace.sources].find(isTypeScript);
    if (source !== undefined) await session.prepare(source);
  }
  session.settle();
  const fits = matcher(query);
  const range = session.ranges();
  const found: SymbolInformation[] = [];
  for (const { name, kind, path, span, container } of symbols(session)) {
    if (!fits(name)) continue;
    const location = { uri: session.documents.uri(path), range: range(path, span) };
    found.push({ name: visible(name), kind, location, ...(container === null ? {} : { containerName: visible(container) }) });
    if (found.length === LIMIT) break;
  }
  return found;
}

function* symbols(session: Session): Generator<Named> {
  for (const { linter } of session.workspaces.all) {
    for (const { spec } of linter.workspace.modules) if (!spec.isTemplate) yield* ofSpec(spec);
    const contracts = linter.contractsOf(null);
    for (const language of ["python", "typescript"] as const)
      for (const name of contracts.classNames(language))
        for (const { evidence, module } of contracts.named(name, language))
          if (evidence.span && evidence.path !== "")
            yield { name, kind: SymbolKind.Class, path: evidence.path, span: evidence.span, container: module };
  }
}

function* ofSpec(spec: SpecDocument): Generator<Named> {
  const { id, path } = spec;
  const container = id;
  if (id !== null) yield { name: id, kind: SymbolKind.Module, path, span: spec.idSpan, container: null };
  for (const { route, method } of spec.inbound)
    if (route)
      yield { name: `${method?.text ?? ""} ${route.text}`.trim(), kind: SymbolKind.Interface, path, span: route.span, container };
  for (const { text, span } of spec.packetTypes) yield { name: text, kind: SymbolKind.Event, path, span, container };
  for (const { text, span } of spec.acceptance) yield { name: text, kind: SymbolKind.Boolean, path, span, container };
}

/** The letters in their order, whatever stands between them; capitals are the same. */
function matcher(query: string): (name: string) => boolean {
  const wanted = [...query.toLowerCase().replace(/\s/g, "")];
  return (name) => {
    let at = 0;
    const text = name.toLowerCase();
    return wanted.every((letter) => {
      at = text.indexOf(letter, at) + 1;
      return at > 0;
    });
  };
}
