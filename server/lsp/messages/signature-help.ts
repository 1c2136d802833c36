import type { SignatureHelp, SignatureHelpParams } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";

/** Behind these an argument begins. */
export const SIGNATURE_TRIGGERS = ["(", ","];

/** What a contract model or a method of a service takes, while its call is written. */
export async function signatureHelp(
  session: Session,
  { textDocument, position }: SignatureHelpParams,
): Promise<SignatureHelp | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { contractSignature } = session.loaded;
  const offset = document.text.offsetAt(position);
  const found = contractSignature(linter, document.path, offset);
  if (!found) return null;
  const { label, parameters, active } = found;
  const places = parameters.map((shown): [number, number] => {
    const start = label.indexOf(shown, label.indexOf("("));
    return [start, start + shown.length];
  });
  // None is marked by a number beyond the last, which every client understands.
  const activeParameter = active ?? parameters.length;
  return {
    signatures: [{ label, parameters: places.map((place) => ({ label: place })), activeParameter }],
    activeSignature: 0,
    activeParameter,
  };
}
