import type { DefinitionParams, Location } from "vscode-languageserver/node";
import type { Session } from "./session.ts";

/** Where a contract class or member was read: a file of the repository, or of the Space. */
export async function contractDefinition(
  session: Session,
  { textDocument, position }: DefinitionParams,
): Promise<Location | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const found = linter.contractAt(document.path, document.text.offsetAt(position));
  const { path, span } = found?.declaredIn.evidence ?? { path: "", span: null };
  if (!found || path === "" || !span) return null;
  const read = linter.files.read(path);
  const member = found.method?.name ?? found.field?.name;
  const at = member && "text" in read ? memberAt(read.text, span.start, member, found.method !== null) : null;
  return { uri: session.documents.uri(path), range: session.ranges()(path, at ?? span) };
}

/** A member's name behind the head of its class; null where it is inherited and stands elsewhere. */
function memberAt(text: string, classStart: number, name: string, isMethod: boolean): { start: number; end: number } | null {
  const rest = text.slice(classStart);
  const end = /\n(?=class\s|def\s|async\s+def\s|```)/.exec(rest)?.index ?? rest.length;
  const match = new RegExp(
    isMethod ? `\\n[ \\t]+(?:async[ \\t]+)?def[ \\t]+(${name})\\b` : `\\n[ \\t]+(${name})[ \\t]*[:=]`,
  ).exec(rest.slice(0, end));
  if (!match) return null;
  const start = classStart + match.index + match[0].lastIndexOf(name);
  return { start, end: start + name.length };
}
