import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyPrepareParams,
} from "vscode-languageserver/node";
import type { Callable } from "../../lint/calls.ts";
import type { Linter } from "../../lint/linter.ts";
import type { Session } from "../session/session.ts";

/** The handler of a route, a function of a module or a method of a service, to walk from there along calls. */
export async function prepareCallHierarchy(
  session: Session,
  { textDocument, position }: CallHierarchyPrepareParams,
): Promise<CallHierarchyItem[] | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter || !session.settings.callHierarchy) return null;
  session.settle();
  const found = session.loaded.callableAt(linter, document.path, document.text.offsetAt(position));
  return found ? [itemOf(session, found)] : null;
}

export async function outgoingCalls(session: Session, item: CallHierarchyItem): Promise<CallHierarchyOutgoingCall[] | null> {
  const at = await again(session, item);
  if (!at) return null;
  const range = session.ranges();
  return session.loaded.callsFrom(at.linter, at.callable).map(({ other, places }) => ({
    to: itemOf(session, other),
    fromRanges: places.map((span) => range(at.callable.path, span)),
  }));
}

export async function incomingCalls(session: Session, item: CallHierarchyItem): Promise<CallHierarchyIncomingCall[] | null> {
  const at = await again(session, item);
  if (!at) return null;
  const range = session.ranges();
  return session.loaded
    .callsTo(at.linter, at.callable)
    .map(({ other, places }) => ({ from: itemOf(session, other), fromRanges: places.map((span) => range(other.path, span)) }));
}

/** What an item stood for, as the files are now. */
async function again(
  session: Session,
  { uri, selectionRange }: CallHierarchyItem,
): Promise<{ linter: Linter; callable: Callable } | null> {
  const path = session.documents.pathOf(uri);
  const workspace = path === null ? null : await session.workspaces.load(path);
  if (!workspace || path === null) return null;
  await workspace.scanned();
  await session.prepare(path);
  session.settle();
  const { linter } = workspace;
  const read = linter.files.read(path);
  if ("problem" in read) return null;
  const offset = new session.loaded.Text(read.text).offset(selectionRange.start);
  const callable = session.loaded.callableAt(linter, path, offset);
  return callable && { linter, callable };
}

function itemOf(session: Session, { name, kind, path, span }: Callable): CallHierarchyItem {
  const range = session.ranges()(path, span);
  return {
    name,
    kind: kind === "function" ? SymbolKind.Function : SymbolKind.Method,
    ...(kind === "service" ? { detail: "contract" } : {}),
    uri: session.documents.uri(path),
    range,
    selectionRange: range,
  };
}
